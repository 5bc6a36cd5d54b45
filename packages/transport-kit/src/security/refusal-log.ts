/** Refusals that are told one by one before they are only counted, and milliseconds until one more may be told. */
const BURST = 200;
const REFILL = 50;

/**
 * Tells of refusals, but no more of them than somebody can read: whoever is refused can come again at once, and must not be
 * able to fill a disk with our log.
 */
export class RefusalLog {
  readonly #tell: (reason: string, remote: string) => void;
  readonly #now: () => number;
  #room = BURST;
  #since: number;
  #untold = 0;

  /** @param now Milliseconds. */
  constructor(tell: (reason: string, remote: string) => void, now: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#now = now;
    this.#since = now();
  }

  add(reason: string, remote: string): void {
    const refill = Math.floor((this.#now() - this.#since) / REFILL);
    this.#since += refill * REFILL;
    this.#room = Math.min(BURST, this.#room + refill);
    if (this.#room === 0) {
      this.#untold++;
      return;
    }
    this.#room--;
    const untold = this.#untold;
    this.#untold = 0;
    this.#tell(untold === 0 ? reason : `${reason} (and ${String(untold)} before, of which nothing was said)`, remote);
  }
}
