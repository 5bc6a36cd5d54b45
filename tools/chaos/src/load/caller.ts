import { decodeResponse, encodeCommand, type Expectation, KvsClient, putKey } from '@lolraft/kvs-client';
import { RaftError, type ReadLevel } from '@lolraft/raft-core';
import type { MapInput, MapOutput } from '@lolraft/raft-testkit';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCluster } from '../cluster/chaos-cluster.js';
import type { Random } from '@lolraft/tool-process-kit';
import type { Epochs } from './epochs.js';
import { checkLocalRead, type OwnWrites } from './local-reads.js';
import { NodeReader } from '../cluster/node-reader.js';

/**
 * Where a read goes, and what it may rest on: linearizable at the leader or at any member, a lease of the leader at any member, local
 * ones that ask for what was written. `stale` ones ask a member for whatever it has and are judged as if they were linearizable: to see that a violation
 * is found.
 */
export const READS = ['leader', 'member', 'lease', 'local', 'stale'] as const;
export type ReadKind = (typeof READS)[number];

export interface CallerOptions {
  readonly reads: readonly ReadKind[];
  /** Milliseconds that a read waits. */
  readonly readTimeout: number;
  /** Milliseconds that a write waits, with all its attempts. */
  readonly writeTimeout: number;
}

const KEYS = 5;
/** Milliseconds between a failure and the next call. */
const PAUSE = 20;
const decoder = new TextDecoder();
const LINEARIZABLE: ReadLevel = { type: 'linearizable' };
const LEASE: ReadLevel = { type: 'lease' };
const STALE: ReadLevel = { type: 'local', minIndex: 0 };

function levelOf(kind: ReadKind): ReadLevel {
  if (kind === 'lease') return LEASE;
  return kind === 'stale' ? STALE : LINEARIZABLE;
}

/** How calls ended, of all callers. */
export interface Tally {
  writes: number;
  reads: number;
  localReads: number;
  refused: number;
  unknown: number;
}

/** One client: a call after the other, each written down with when it was made and what came of it. */
export class Caller implements AsyncDisposable {
  readonly name: string;
  readonly #client: KvsClient;
  readonly #readers: readonly NodeReader[];
  readonly #random: Random;
  readonly #epochs: Epochs;
  readonly #options: CallerOptions;
  readonly #tally: Tally;
  /** What was last seen of a key, so that swaps succeed now and then. */
  readonly #lastKnown = new Map<string, string | null>();
  /** A key that nobody else writes. */
  readonly #counter: string;
  #count = 0;
  #counterUnknown = 0;
  #own: OwnWrites | undefined;
  #values = 0;

  constructor(
    name: string,
    cluster: ChaosCluster,
    random: Random,
    epochs: Epochs,
    tally: Tally,
    options: CallerOptions,
  ) {
    const { transport } = cluster;
    this.name = name;
    this.#counter = `count-${name}`;
    this.#client = new KvsClient({ transport, endpoints: random.shuffled(cluster.addresses) });
    this.#readers = cluster.addresses.map((address) => new NodeReader(transport, address));
    this.#random = random;
    this.#epochs = epochs;
    this.#tally = tally;
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const kind = this.#random.below(8);
      const done = kind === 0 ? await this.#addOne() : kind < 4 ? await this.#write() : await this.#read();
      if (!done) await sleep(PAUSE);
    }
  }

  /** Makes a call that is part of the history; returns whether it was answered. */
  async #recorded(input: MapInput, call: () => Promise<MapOutput>): Promise<boolean> {
    const epoch = this.#epochs.current;
    this.#epochs.begin(epoch);
    const called = performance.now();
    try {
      const output = await call();
      this.#epochs.end(epoch, { input, output, called, returned: performance.now(), process: this.name });
      return true;
    } catch (error) {
      const unknown = this.#isUnknown(error) && input.type !== 'get';
      this.#epochs.end(
        epoch,
        unknown ? { input, output: undefined, called, returned: Infinity, process: this.name } : undefined,
      );
      return false;
    }
  }

  #isUnknown(error: unknown): boolean {
    if (!(error instanceof RaftError)) throw error;
    if (error.outcome === 'unknown') this.#tally.unknown++;
    else this.#tally.refused++;
    return error.outcome === 'unknown';
  }

  #key(): string {
    return `e${String(this.#epochs.current)}k${String(this.#random.below(KEYS))}`;
  }

  async #write(): Promise<boolean> {
    const key = this.#key();
    const value = `${this.name}.${String(++this.#values)}`;
    const options = { timeout: this.#options.writeTimeout };
    const known = this.#lastKnown.get(key);
    const swaps = known !== undefined && this.#random.below(2) === 0;
    const input: MapInput = swaps ? { type: 'cas', key, expected: known, value } : { type: 'put', key, value };
    const done = await this.#recorded(input, async () => {
      if (input.type === 'cas') {
        const expected: Expectation = input.expected === null ? 'absent' : { value: input.expected };
        const { swapped } = await this.#client.cas(key, expected, value, options);
        if (swapped) this.#lastKnown.set(key, value);
        return { done: swapped };
      }
      await this.#client.put(key, value, options);
      this.#lastKnown.set(key, value);
      return {};
    });
    if (done) this.#tally.writes++;
    return done;
  }

  async #read(): Promise<boolean> {
    const kind = this.#random.pick(this.#options.reads);
    if (kind === 'local') return this.#readLocally();
    const key = this.#key();
    const timeout = this.#options.readTimeout;
    const done = await this.#recorded({ type: 'get', key }, async () => {
      const found =
        kind === 'leader'
          ? await this.#client.get(key, { timeout })
          : (await this.#random.pick(this.#readers).get(key, levelOf(kind), timeout)).found;
      const value = found === undefined ? null : decoder.decode(found.value);
      this.#lastKnown.set(key, value);
      return { value };
    });
    if (done) this.#tally.reads++;
    return done;
  }

  /** Writes a key that is its own, and remembers how often that was done. */
  async #addOne(): Promise<boolean> {
    const command = encodeCommand(putKey(this.#counter, String(this.#count)));
    try {
      const { index, value } = await this.#client.raft.write(command, { timeout: this.#options.writeTimeout });
      const { result } = decodeResponse(value);
      if (result.type !== 'put') throw new Error(`a put was answered with ${result.type}`);
      this.#count++;
      this.#tally.writes++;
      this.#own = { count: this.#count, index };
      return true;
    } catch (error) {
      if (this.#isUnknown(error)) this.#counterUnknown++;
      return false;
    }
  }

  /** Whichever node is asked: it has at least what this client has seen acknowledged. */
  async #readLocally(): Promise<boolean> {
    const own = this.#own;
    if (own === undefined) return false;
    const level = { type: 'local', minIndex: own.index } as const;
    try {
      const { index, found } = await this.#random
        .pick(this.#readers)
        .get(this.#counter, level, this.#options.readTimeout);
      checkLocalRead(this.name, own, index, found);
      this.#tally.localReads++;
      return true;
    } catch (error) {
      this.#isUnknown(error);
      return false;
    }
  }

  /**
   * Whether each of its own writes took effect once: the store counts the changes of a key.
   * @throws where it has one twice, or lacks one.
   */
  async checkCounter(): Promise<void> {
    const found = await this.#client.get(this.#counter, { timeout: 30_000 });
    const changes = found?.version ?? 0;
    if (changes < this.#count || changes > this.#count + this.#counterUnknown)
      throw new Error(
        `${this.name} had ${String(this.#count)} writes of ${this.#counter} acknowledged, and ${String(this.#counterUnknown)} with an unknown end; the store counts ${String(changes)} changes`,
      );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#readers.map((reader) => reader.close()));
    await this.#client.close();
  }
}
