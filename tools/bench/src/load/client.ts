import type { ReadLevel } from '../options.js';

/** A key-value store as the load sees it. Calls may be outstanding in any number. */
export interface BenchClient {
  /** Resolves once the write is acknowledged as replicated and durable. May look at the bytes until then. */
  put(key: Uint8Array, value: Uint8Array): Promise<void>;
  /** Resolves with the bytes of the value, undefined where the key is not there. */
  get(key: Uint8Array, level: ReadLevel): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}
