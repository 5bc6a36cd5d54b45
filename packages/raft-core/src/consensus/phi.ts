/**
 * The phi accrual failure detector (Hayashibara et al., 2004) over the arrival times of heartbeats, taken as normally
 * distributed. Only basic arithmetic and sqrt are used, since exp and log differ between engines: instead of phi from
 * the elapsed time, it answers with the time at which phi reaches a level, through a table of quantiles.
 */

/** QUANTILES[p] = z such that a standard normal variable exceeds z with probability 10^-p. */
const QUANTILES: readonly number[] = [
  0, 1.2815515655, 2.326347874, 3.0902323062, 3.7190164855, 4.2648907939, 4.7534243088, 5.1993375822, 5.6120012442,
  5.997807015, 6.3613409024, 6.7060231554, 7.0344838253, 7.3487961028, 7.6506280929, 7.9413453261, 8.2220822161,
];

function quantile(phi: number): number {
  const low = Math.floor(phi);
  const at = QUANTILES[low];
  const next = QUANTILES[low + 1];
  if (at === undefined) return QUANTILES[QUANTILES.length - 1] as number;
  return next === undefined ? at : at + (next - at) * (phi - low);
}

const WINDOW = 100;
/** Before so many samples, the detector has no opinion. */
const MIN_SAMPLES = 8;

export class PhiDetector {
  readonly #samples = new Float64Array(WINDOW);
  #count = 0;
  #next = 0;
  #last: number | undefined;

  /** Samples closer together than `floor` milliseconds are taken as one: extra heartbeats of reads do not skew the rhythm. */
  floor: number;

  constructor(floor: number) {
    this.floor = floor;
  }

  /** Forgets everything: a new leader has a rhythm of its own. */
  reset(): void {
    this.#count = 0;
    this.#next = 0;
    this.#last = undefined;
  }

  /** A heartbeat arrived at `now`. */
  heard(now: number): void {
    const last = this.#last;
    if (last === undefined) {
      this.#last = now;
      return;
    }
    const gap = now - last;
    if (gap < this.floor) return;
    this.#last = now;
    this.#samples[this.#next] = gap;
    this.#next = (this.#next + 1) % WINDOW;
    if (this.#count < WINDOW) this.#count++;
  }

  #meanAndDeviation(): { mean: number; deviation: number } | undefined {
    if (this.#count < MIN_SAMPLES) return undefined;
    let sum = 0;
    for (let i = 0; i < this.#count; i++) sum += this.#samples[i] as number;
    const mean = sum / this.#count;
    let squares = 0;
    for (let i = 0; i < this.#count; i++) {
      const d = (this.#samples[i] as number) - mean;
      squares += d * d;
    }
    return { mean, deviation: Math.sqrt(squares / this.#count) };
  }

  /** Milliseconds after the last heartbeat at which suspicion reaches `phi`; undefined while there are too few samples. */
  timeout(phi: number): number | undefined {
    const m = this.#meanAndDeviation();
    return m === undefined ? undefined : m.mean + quantile(phi) * m.deviation;
  }

  /** The suspicion at `now`, for people: interpolated in the same table, at most 16. */
  phi(now: number): number | undefined {
    const m = this.#meanAndDeviation();
    if (m === undefined || this.#last === undefined) return undefined;
    const z = (now - this.#last - m.mean) / Math.max(m.deviation, 1);
    if (z <= 0) return 0;
    for (let p = 1; p < QUANTILES.length; p++) {
      const high = QUANTILES[p] as number;
      if (z < high) {
        const low = QUANTILES[p - 1] as number;
        return p - 1 + (z - low) / (high - low);
      }
    }
    return QUANTILES.length - 1;
  }
}
