import type { HistogramDefinition } from './definition/metric.js';
import type { Distribution } from './recorder.js';

/** One series of a histogram in buckets, as Prometheus has them. */
export class BucketCounts implements Distribution {
  readonly #bounds: readonly number[];
  /** Values in each bucket alone, and in the last one those above all bounds. */
  readonly #counts: number[];
  #sum = 0;

  constructor({ buckets }: HistogramDefinition) {
    this.#bounds = buckets;
    this.#counts = new Array<number>(buckets.length + 1).fill(0);
  }

  observe(value: number): void {
    let low = 0;
    let high = this.#bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#bounds[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    (this.#counts[low] as number)++;
    this.#sum += value;
  }

  get sum(): number {
    return this.#sum;
  }

  /** How many values were in each bucket alone, as they are by now; one more than there are bounds. */
  get counts(): readonly number[] {
    return [...this.#counts];
  }

  get count(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** How many values are at most each bound; the last one is `+Inf`. */
  cumulative(): Generator<{ readonly le: number | '+Inf'; readonly count: number }> {
    return cumulative(this.#bounds, this.#counts);
  }
}

/** How many values are at most each bound, where so many were in each bucket alone; the last one is `+Inf`. */
export function* cumulative(
  bounds: readonly number[],
  counts: readonly number[],
): Generator<{ readonly le: number | '+Inf'; readonly count: number }> {
  let count = 0;
  for (const [at, inBucket] of counts.entries()) {
    count += inBucket;
    yield { le: bounds[at] ?? '+Inf', count };
  }
}
