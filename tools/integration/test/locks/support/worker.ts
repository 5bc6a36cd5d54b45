import { LockClient, LockError } from '@lolraft/lock-client';
import { RaftError } from '@lolraft/raft-core';
import { Random } from '@lolraft/tool-process-kit';
import { WsClientTransport } from '@lolraft/transport-ws';
import { hold, type Section } from './sections.js';

export interface WorkerSettings {
  readonly endpoints: readonly string[];
  /** Of its session, in milliseconds. */
  readonly ttl: number;
  readonly names: readonly string[];
  readonly seed: number;
}

/** What may end an attempt while nodes die and clients are paused; another one may then succeed. */
function isPassing(error: unknown): boolean {
  return (error instanceof LockError || error instanceof RaftError) && error.retryable;
}

/** A client that acquires one lock after the other, and tells of each section. */
export class Worker implements AsyncDisposable {
  readonly #names: readonly string[];
  readonly #client: LockClient;
  readonly #random: Random;
  readonly #onSection: (section: Section) => void;
  /** Attempts that came to nothing, by their error's code. */
  readonly failures: string[] = [];

  constructor({ endpoints, ttl, names, seed }: WorkerSettings, onSection: (section: Section) => void) {
    this.#names = names;
    this.#client = new LockClient({ transport: new WsClientTransport(), endpoints, ttl, owner: `worker ${seed}` });
    this.#random = new Random(seed);
    this.#onSection = onSection;
  }

  /** Until `isOver`; the attempt that is under way then is the last, and waits for as long as it takes. */
  async work(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const rounds = this.#random.between(1, 10);
      let looks = 0;
      await this.once(this.#random.pick(this.#names), () => ++looks > rounds);
    }
  }

  /** One attempt; whether it has led to a section that was not lost. */
  async once(name: string, isOver: () => boolean): Promise<boolean> {
    try {
      await using lock = await this.#client.acquire(name);
      const section = await hold(lock, isOver);
      if (section !== undefined) this.#onSection(section);
      return section?.isLost === false;
    } catch (error) {
      if (!isPassing(error)) throw error;
      this.failures.push((error as LockError | RaftError).code);
      return false;
    }
  }

  /** A section of each lock, however many attempts it takes. */
  async onceEach(): Promise<void> {
    for (const name of this.#names) while (!(await this.once(name, () => true)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }
}
