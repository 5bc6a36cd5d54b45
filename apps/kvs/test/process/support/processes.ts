import { LOCAL_KVS } from '../../../src/local-cluster/local-kvs.js';
import { LocalCluster, type LocalNode } from '@lolraft/node-kit/local';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RaftClient } from '@lolraft/raft-client';
import { type NodeStatus, RaftError, type TakenSnapshot } from '@lolraft/raft-core';
import { NumberedWrites } from '../../../src/local-cluster/numbered-writes.js';
import { put, readNode } from '../../../src/local-cluster/store-calls.js';

/** 100,000 bytes. */
export const LARGE_VALUE = 'x'.repeat(100_000);

const OPTIONS = {
  data: undefined,
  nodes: 3,
  basePort: undefined,
  storage: undefined,
  demo: false,
  writes: 0,
  keep: false,
} as const;

/** `what` may be a function that is asked at the end, to tell how far it came. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string | (() => string),
  bound = 30_000,
): Promise<void> {
  const end = performance.now() + bound;
  while (!(await condition())) {
    if (performance.now() >= end)
      throw new Error(`after ${bound} ms still not: ${typeof what === 'string' ? what : what()}`);
    await sleep(5);
  }
}

/** Asks again while nobody answers: on a busy machine a node may be silent for longer than a client waits for a sign of it. */
export async function answered<T>(ask: () => Promise<T>, bound = 30_000): Promise<T> {
  const end = performance.now() + bound;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof RaftError && error.code === 'UNAVAILABLE') || performance.now() >= end) throw error;
    }
    await sleep(20);
  }
}

/** Three real processes in a temporary folder, and a stream of numbered writes to them. */
export class Processes implements AsyncDisposable {
  readonly folder: string;
  readonly cluster: LocalCluster;
  readonly client: RaftClient;
  readonly writes: NumberedWrites;
  #streaming: AbortController | undefined;
  #stream: Promise<void> | undefined;

  private constructor(folder: string, cluster: LocalCluster) {
    this.folder = folder;
    this.cluster = cluster;
    this.client = new RaftClient({ transport: cluster.transport, endpoints: cluster.endpoints, timeout: 30_000 });
    this.writes = new NumberedWrites(this.client);
  }

  static async start(): Promise<Processes> {
    const folder = mkdtempSync(path.join(tmpdir(), 'lol-processes-'));
    const cluster = await LocalCluster.open(LOCAL_KVS, folder, OPTIONS, {
      onStatus: () => undefined,
      onExit: () => undefined,
    });
    const processes = new Processes(folder, cluster);
    try {
      await cluster.start();
    } catch (error) {
      await processes[Symbol.asyncDispose]();
      throw error;
    }
    return processes;
  }

  /** Who leads, once somebody is known to: on a busy machine there may be an election at any time. */
  async leader(): Promise<LocalNode> {
    await until(() => this.cluster.leader !== undefined, 'a leader');
    return this.cluster.leader ?? this.leader();
  }

  /** A node that does not lead. */
  async follower(): Promise<LocalNode> {
    const leader = await this.leader();
    const found = this.cluster.nodes.find((node) => node !== leader && node.process !== undefined);
    if (found === undefined) throw new Error('there is no follower');
    return found;
  }

  /** What a node says of itself now, as far as it does in time. */
  status({ address }: LocalNode): Promise<NodeStatus> {
    return answered(() => this.client.status(address));
  }

  /** Has a node take a snapshot, and waits until it is recorded. */
  takeSnapshot({ address }: LocalNode): Promise<TakenSnapshot> {
    return answered(() => this.client.takeSnapshot(address));
  }

  /** Fills the store with this many large values. */
  async fill(count: number): Promise<void> {
    for (let n = 0; n < count; n++) await put(this.client, `large${n}`, LARGE_VALUE, { idempotent: true });
  }

  /** From now on one number after the other is written. */
  startStream(): void {
    this.#streaming = new AbortController();
    this.#stream = this.writes.until(this.#streaming.signal);
  }

  async stopStream(): Promise<void> {
    this.#streaming?.abort();
    await this.#stream;
  }

  /** Waits for `count` more acknowledged writes of the stream. */
  async more(count: number): Promise<void> {
    const goal = this.writes.acknowledged + count;
    await until(() => this.writes.acknowledged >= goal, `${goal} acknowledged writes`);
  }

  /**
   * @param inOrder as `NumberedWrites.problemWith` has it
   * @throws where some node lacks an acknowledged write, or has one twice, out of order, or refused.
   */
  async check(inOrder = true): Promise<void> {
    for (const { id, address } of this.cluster.nodes) {
      const keys = await readNode(this.cluster.transport, address, this.writes.lastIndex);
      const problem = this.writes.problemWith(keys, inOrder);
      if (problem !== undefined) throw new Error(`${id}: ${problem}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopStream();
    await this.client.close();
    await this.cluster.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
