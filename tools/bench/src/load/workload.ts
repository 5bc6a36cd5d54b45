import type { ReadLevel } from '../options.js';

/** What is asked of a cluster. Plain data: it travels to the process that makes the load. */
export interface Workload {
  readonly concurrency: number;
  readonly valueBytes: number;
  /** Share of reads, 0 to 1. */
  readonly reads: number;
  readonly readLevel: ReadLevel;
  readonly keys: number;
  /** Milliseconds. */
  readonly warmup: number;
  /** Milliseconds. */
  readonly duration: number;
}

const POOL_BYTES = 1024 * 1024;

/** The same keys, in the same order, in every run; values are random bytes, so that nothing can compress them. */
export class Operations {
  readonly #keys: readonly Uint8Array[];
  readonly #values: Uint8Array;
  readonly #workload: Workload;
  #state: number;

  constructor(workload: Workload, seed = 1) {
    this.#workload = workload;
    const encoder = new TextEncoder();
    this.#keys = Array.from({ length: workload.keys }, (_, i) => encoder.encode(keyName(i)));
    this.#state = seed >>> 0;
    this.#values = new Uint8Array(POOL_BYTES + workload.valueBytes);
    for (let i = 0; i < this.#values.length; i++) this.#values[i] = this.#random() & 0xff;
  }

  get keys(): readonly Uint8Array[] {
    return this.#keys;
  }

  key(): Uint8Array {
    return this.#keys[this.#random() % this.#keys.length] as Uint8Array;
  }

  /** A view of a shared pool: the caller copies it before it is sent. */
  value(): Uint8Array {
    const at = this.#random() % POOL_BYTES;
    return this.#values.subarray(at, at + this.#workload.valueBytes);
  }

  isRead(): boolean {
    const { reads } = this.#workload;
    return reads > 0 && (reads >= 1 || this.#random() < reads * 0x1_0000_0000);
  }

  /** Mulberry32: small, fast, and good enough to choose keys by. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }
}

export function keyName(i: number): string {
  return `bench/${String(i).padStart(10, '0')}`;
}
