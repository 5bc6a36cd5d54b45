import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Latencies in milliseconds. */
export interface LatencySummary {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

const NANOSECONDS = 1e6;
/** Longer ones count as this long: no call of a benchmark waits ten minutes. */
const LONGEST_MS = 600_000;

/** A histogram with three significant digits, whatever the range: its memory does not grow with what is recorded. */
export class Latencies {
  readonly #histogram: RecordableHistogram = createHistogram({
    lowest: 1,
    highest: LONGEST_MS * NANOSECONDS,
    figures: 3,
  });

  record(milliseconds: number): void {
    const nanoseconds = Math.round(Math.min(milliseconds, LONGEST_MS) * NANOSECONDS);
    this.#histogram.record(nanoseconds < 1 ? 1 : nanoseconds);
  }

  get count(): number {
    return this.#histogram.count;
  }

  /** Zeros where nothing was recorded. */
  summary(): LatencySummary {
    const h = this.#histogram;
    if (h.count === 0) return { mean: 0, p50: 0, p99: 0, p999: 0, max: 0 };
    const at = (percentile: number): number => h.percentile(percentile) / NANOSECONDS;
    return { mean: h.mean / NANOSECONDS, p50: at(50), p99: at(99), p999: at(99.9), max: h.max / NANOSECONDS };
  }
}
