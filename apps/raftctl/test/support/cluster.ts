import path from 'node:path';
import type { Terminal } from '@lolraft/cli-kit';
import {
  BUILD_VERSIONS,
  type MountingHostOptions,
  type NodeStatus,
  RaftHost,
  systemClock,
  type VersionRange,
} from '@lolraft/raft-core';
import { RaftClient } from '@lolraft/raft-client';
import { MetricsService } from '@lolraft/raft-metrics/service';
import { MemoryNetwork, MemorySnapshots } from '@lolraft/raft-testkit';
import { FsSnapshots } from '@lolraft/snapshot-fs';
import { MemoryStorage } from '@lolraft/storage-memory';
import { RocksStorage } from '@lolraft/storage-rocksdb';
import { run } from '../../src/index.js';
import { listApp } from './list-app.js';

/** What a command line said, and how it ended. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface TestTerminal extends Terminal {
  readonly out: string[];
  readonly err: string[];
  readonly progressed: string[];
  readonly asked: string[];
}

/** @param answers Of somebody who sits there; undefined where nobody does. */
export function testTerminal(answers?: readonly string[]): TestTerminal {
  const left = [...(answers ?? [])];
  const terminal = { out: [] as string[], err: [] as string[], progressed: [] as string[], asked: [] as string[] };
  return {
    ...terminal,
    isWatched: answers !== undefined,
    canAsk: answers !== undefined,
    drained: () => Promise.resolve(),
    print: (line) => void terminal.out.push(line),
    note: (line) => void terminal.err.push(line),
    progress(line) {
      if (line !== undefined) terminal.progressed.push(line);
    },
    async ask(question) {
      terminal.asked.push(question);
      const answer = left.shift();
      if (answer === undefined) throw new Error(`nobody answers: ${question}`);
      return answer;
    },
  };
}

/** Shorter than usual, so that a leader is there soon. */
export const ELECTION_MS = 500;

/** Nodes of one process, and a raftctl that reaches them. */
export class TestCluster implements AsyncDisposable {
  readonly network = new MemoryNetwork();
  readonly nodes = new Map<string, RaftHost>();
  readonly #name: string;
  readonly #folder: string | undefined;
  /** What the builds of nodes know that are started from now on. */
  build: VersionRange = BUILD_VERSIONS;
  #endpoints: string[] = [];

  private constructor(name: string, folder: string | undefined) {
    this.#name = name;
    this.#folder = folder;
  }

  /** @param folder Where the nodes keep their data, each in a directory of its name; undefined: in memory. */
  static async start(name: string, size = 3, folder?: string, build = BUILD_VERSIONS): Promise<TestCluster> {
    const cluster = new TestCluster(name, folder);
    cluster.build = build;
    const members = Array.from({ length: size }, (_, i) => ({ id: `n${i + 1}`, address: `mem:n${i + 1}` }));
    await Promise.all(members.map(({ id }) => cluster.#start(id, 'new', members)));
    cluster.#endpoints = members.map(({ address }) => address);
    await using client = cluster.client();
    await client.status();
    return cluster;
  }

  /** Starts a node that waits to be added. */
  async join(id: string): Promise<RaftHost> {
    const [any] = this.nodes.values();
    if (any === undefined) throw new Error('there is no cluster');
    return this.#start(id, 'existing', [], any.clusterId);
  }

  /** Starts the node of a directory that belongs to the cluster `id` already. */
  async resume(id: string, cluster: string, directory = this.directory(id)): Promise<RaftHost> {
    return this.#start(id, 'existing', [], cluster, directory);
  }

  directory(id: string): string {
    return path.join(this.#folder ?? '', id);
  }

  async #start(
    id: string,
    initial: 'new' | 'existing',
    members: readonly { id: string; address: string }[],
    cluster?: string,
    directory = this.#folder === undefined ? undefined : this.directory(id),
  ): Promise<RaftHost> {
    const options: MountingHostOptions = {
      id,
      initial,
      members,
      cluster: cluster === undefined ? { name: this.#name, token: '' } : { id: cluster },
      groups: { main: { app: listApp() } },
      transport: this.network.transport(`mem:${id}`),
      consensus: { electionTimeoutMin: ELECTION_MS, electionTimeoutMax: ELECTION_MS + 200, heartbeatInterval: 100 },
      storage: directory === undefined ? new MemoryStorage() : await RocksStorage.open(directory),
      services: (host) => [new MetricsService(host).mounted],
      snapshots: directory === undefined ? new MemorySnapshots() : new FsSnapshots(path.join(directory, 'snapshots')),
    };
    const node = await RaftHost.start(options, this.build);
    this.nodes.set(id, node);
    return node;
  }

  client(): RaftClient {
    return new RaftClient({ transport: this.network.client(), endpoints: this.#endpoints });
  }

  async leader(): Promise<NodeStatus> {
    await using client = this.client();
    return await client.status();
  }

  /** From here on the cluster is asked here only. */
  pointTo(...ids: string[]): void {
    this.#endpoints = ids.map((id) => `mem:${id}`);
  }

  /** Stops a node without telling anybody. */
  async stop(id: string): Promise<void> {
    const node = this.nodes.get(id);
    this.nodes.delete(id);
    await node?.close();
  }

  /** Runs a command line against the cluster. */
  async ctl(args: readonly string[], terminal = testTerminal()): Promise<Said> {
    const code = await run(['--endpoints', this.#endpoints.join(','), ...args], {
      terminal,
      connect: ({ endpoints, group, timeout }) => ({
        transport: this.network.client(),
        endpoints: endpoints.split(','),
        group,
        timeout: Number(timeout),
      }),
    });
    return { code, out: terminal.out.join('\n'), err: terminal.err.join('\n') };
  }

  /** What a command prints as JSON. */
  async json<T>(args: readonly string[]): Promise<T> {
    const { code, out, err } = await this.ctl([...args, '--json']);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err}`);
    return JSON.parse(out) as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.nodes.values()].map((node) => node.close()));
    this.nodes.clear();
  }
}

/** Waits until something holds. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const clock = systemClock();
  const end = clock.now() + 20_000;
  while (!(await holds())) {
    if (clock.now() > end) throw new Error(`it never came to this: ${what}`);
    await new Promise<void>((resolve) => void clock.setTimer(10, resolve));
  }
}
