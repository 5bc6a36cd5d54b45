import { setTimeout as sleep } from 'node:timers/promises';
import type { RaftClient } from '@lolraft/raft-client';
import { RaftError } from '@lolraft/raft-core';
import { type HeldKey, put } from './store-calls.js';

const PREFIX = 'number/';
const PAUSE = 2;

function keyOf(n: number): string {
  return `${PREFIX}${String(n).padStart(9, '0')}`;
}

/**
 * A stream of numbered writes, each once: number n is written to a key of its own. What was acknowledged must be on every
 * node, once, in order; what ended as unknown may be.
 */
export class NumberedWrites {
  readonly #client: RaftClient;
  readonly #acknowledged = new Set<number>();
  readonly #unknown = new Set<number>();
  #next = 1;
  /** Index in the log of the newest acknowledged write. */
  lastIndex = 0;

  constructor(client: RaftClient) {
    this.#client = client;
  }

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  get unknown(): number {
    return this.#unknown.size;
  }

  /** The key and value of an acknowledged number. */
  static pair(n: number): { readonly key: string; readonly value: string } {
    return { key: keyOf(n), value: String(n) };
  }

  /** Writes the next number, once; resolves with whether it was acknowledged. */
  async one(): Promise<boolean> {
    const n = this.#next++;
    const { key, value } = NumberedWrites.pair(n);
    try {
      const index = await put(this.#client, key, value);
      this.#acknowledged.add(n);
      this.lastIndex = Math.max(this.lastIndex, index);
      return true;
    } catch (error) {
      if (!(error instanceof RaftError)) throw error;
      if (error.outcome === 'unknown') this.#unknown.add(n);
      return false;
    }
  }

  /** Writes `count` numbers, `parallel` at a time. */
  async many(count: number, parallel: number): Promise<void> {
    const end = this.#next + count;
    const worker = async (): Promise<void> => {
      while (this.#next < end) await this.one();
    };
    await Promise.all(Array.from({ length: Math.min(parallel, count) }, worker));
  }

  /** Writes one number after the other until `signal` fires. */
  async until(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (!(await this.one())) await sleep(PAUSE);
    }
  }

  /** Milliseconds until the next write that begins now or later is acknowledged. */
  async untilServed(): Promise<number> {
    const begun = performance.now();
    while (!(await this.one())) await sleep(PAUSE);
    return performance.now() - begun;
  }

  /**
   * What is wrong with these keys of one node; undefined where every acknowledged write is there, once, in order, and nothing
   * that was refused. Numbers that were written at the same time may have come in any order: `inOrder` says not to look.
   */
  problemWith(keys: readonly HeldKey[], inOrder = true): string | undefined {
    const numbers = new Map<number, HeldKey>();
    for (const held of keys) if (held.key.startsWith(PREFIX)) numbers.set(Number(held.key.slice(PREFIX.length)), held);
    for (const n of this.#acknowledged) {
      const held = numbers.get(n);
      if (held === undefined) return `write ${n} was acknowledged and is not there`;
      if (held.value !== String(n)) return `write ${n} holds ${JSON.stringify(held.value)}`;
    }
    let before = 0;
    for (const [n, { version, modRevision }] of [...numbers].sort(([a], [b]) => a - b)) {
      if (!this.#acknowledged.has(n) && !this.#unknown.has(n)) return `write ${n} is there, and was refused`;
      if (version !== 1) return `write ${n} was applied ${version} times`;
      if (inOrder && modRevision <= before) return `write ${n} was applied before the one ahead of it`;
      before = modRevision;
    }
    return undefined;
  }
}
