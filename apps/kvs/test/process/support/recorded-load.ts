import { setTimeout as sleep } from 'node:timers/promises';
import { type Expectation, KvsClient } from '@lolraft/kvs-client';
import { RaftError } from '@lolraft/raft-core';
import { checkLinearizability, mapModel, type MapInput, type MapOutput, type Operation } from '@lolraft/raft-testkit';
import type { Fleet } from './fleet.js';
import { until } from './processes.js';

const KEYS = 6;
const PAUSE = 10;
const decoder = new TextDecoder();

/**
 * Clients that read, write and swap a few keys all the time, each call once, and write down when and with what answer. Each client
 * knows no more nodes than it was told at the beginning.
 */
export class RecordedLoad {
  readonly operations: Operation<MapInput, MapOutput>[] = [];
  readonly #clients: KvsClient[];
  readonly #running: Promise<void>[];
  readonly #stop = new AbortController();
  /** What was last seen of a key, so that swaps succeed now and then. */
  readonly #lastKnown = new Map<string, string | null>();
  #answered = 0;
  #value = 0;

  constructor(fleet: Fleet, known: readonly string[], clients = 3) {
    const endpoints = fleet.addressesOf(...known);
    this.#clients = Array.from(
      { length: clients },
      () => new KvsClient({ transport: fleet.transport, endpoints, timeout: 20_000 }),
    );
    this.#running = this.#clients.map((client, i) => this.#run(client, `c${i}`, i));
  }

  async #run(client: KvsClient, process: string, seed: number): Promise<void> {
    let random = seed + 1;
    const below = (n: number): number => (random = (random * 48_271) % 2_147_483_647) % n;
    while (!this.#stop.signal.aborted) {
      const key = `k${below(KEYS)}`;
      const value = `${++this.#value}`;
      const kind = below(3);
      const known = this.#lastKnown.get(key) ?? null;
      const input: MapInput =
        kind === 0
          ? { type: 'get', key }
          : kind === 1
            ? { type: 'put', key, value }
            : { type: 'cas', key, expected: known, value };
      const called = performance.now();
      try {
        const output = await this.#call(client, input);
        this.operations.push({ input, output, called, returned: performance.now(), process });
        this.#answered++;
      } catch (error) {
        if (!(error instanceof RaftError)) throw error;
        // What is known to be without effect is not part of the history.
        if (error.outcome === 'unknown' && input.type !== 'get')
          this.operations.push({ input, output: undefined, called, returned: Infinity, process });
        await sleep(PAUSE);
      }
    }
  }

  async #call(client: KvsClient, input: MapInput): Promise<MapOutput> {
    const { key } = input;
    switch (input.type) {
      case 'get': {
        const found = await client.get(key);
        const value = found === undefined ? null : decoder.decode(found.value);
        this.#lastKnown.set(key, value);
        return { value };
      }
      case 'put':
        await client.put(key, input.value ?? '');
        this.#lastKnown.set(key, input.value);
        return {};
      case 'cas': {
        const expected: Expectation = input.expected === null ? 'absent' : { value: input.expected };
        const { swapped } = await client.cas(key, expected, input.value ?? '');
        if (swapped) this.#lastKnown.set(key, input.value);
        return { done: swapped };
      }
    }
  }

  /** Waits for `count` more answers. */
  async more(count: number): Promise<void> {
    const goal = this.#answered + count;
    await until(
      () => this.#answered >= goal,
      () => `${goal} answers, but ${this.#answered}`,
      60_000,
    );
  }

  /** Calls of which nobody knows what became of them. */
  get unknown(): number {
    return this.operations.filter(({ output }) => output === undefined).length;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  /** Ends the load. @throws where no order of the calls explains their answers. */
  async check(): Promise<void> {
    await this.stop();
    const verdict = checkLinearizability(mapModel(), this.operations);
    if (verdict.type !== 'linearizable')
      throw new Error(`the history of ${this.operations.length} calls: ${JSON.stringify(verdict)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
