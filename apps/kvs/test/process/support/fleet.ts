import { LOCAL_KVS } from '../../../src/local-cluster/local-kvs.js';
import { describeExit, type Exit, findFreePorts, NodeProcess } from '@lolraft/node-kit/local';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RaftClient } from '@lolraft/raft-client';
import { DEFAULT_GROUP, type NodeStatus, RaftError } from '@lolraft/raft-core';
import { WsClientTransport } from '@lolraft/transport-ws';
import { until } from './processes.js';

const GRACE = 10_000;

/** One node of a fleet, whether it runs or not. */
export interface FleetNode {
  readonly id: string;
  readonly address: string;
  readonly dataDir: string;
  readonly logFile: string;
  readonly args: readonly string[];
  /** The last one, whether it runs or not. */
  process: NodeProcess | undefined;
  /** What it is started as from now on. */
  build: 'this' | 'next';
}

/** Makes a process the next build (see `next-build.ts`). */
const NEXT_BUILD = new URL('./next-build.js', import.meta.url).href;

/** Real processes that found a cluster, join it and leave it, in a temporary folder. */
export class Fleet implements AsyncDisposable {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'lol-fleet-'));
  readonly transport = new WsClientTransport();
  readonly #nodes = new Map<string, FleetNode>();
  readonly #free: number[];
  readonly #clients: RaftClient[] = [];

  private constructor(firstPort: number, count: number) {
    this.#free = Array.from({ length: count }, (_, i) => firstPort + i);
  }

  /** Founds a cluster of these nodes; there is room for so many nodes in all. */
  static async found(ids: readonly string[], room = 8): Promise<Fleet> {
    const fleet = new Fleet(await findFreePorts(room), room);
    try {
      const founders = ids.map((id) => ({ id, port: fleet.#port() }));
      const members = founders.map(({ id, port }) => `${id}=ws://127.0.0.1:${port}`).join();
      for (const { id, port } of founders) fleet.#add(id, port, ['--members', members]);
      await Promise.all(ids.map((id) => fleet.start(id)));
      return fleet;
    } catch (error) {
      await fleet[Symbol.asyncDispose]();
      throw error;
    }
  }

  #port(): number {
    const port = this.#free.shift();
    if (port === undefined) throw new Error('the fleet has no room for another node');
    return port;
  }

  #add(id: string, port: number, how: readonly string[], dataDir = path.join(this.folder, `${id}-${port}`)): FleetNode {
    const listen = ['--listen', `127.0.0.1:${port}`];
    const node: FleetNode = {
      id,
      address: `ws://127.0.0.1:${port}`,
      dataDir,
      logFile: path.join(this.folder, `${id}.log`),
      args: ['--id', id, '--data-dir', dataDir, ...listen, ...how],
      process: undefined,
      build: 'this',
    };
    this.#nodes.set(id, node);
    return node;
  }

  node(id: string): FleetNode {
    const node = this.#nodes.get(id);
    if (node === undefined) throw new Error(`there is no node ${id}`);
    return node;
  }

  addressesOf(...ids: readonly string[]): string[] {
    return ids.map((id) => this.node(id).address);
  }

  /** A node that is to join, and does not run. */
  declare(id: string, dataDir: string | undefined, via: readonly string[]): FleetNode {
    return this.#add(id, this.#port(), ['--join', this.addressesOf(...via).join()], dataDir);
  }

  /** Starts a new node that asks `via` for the cluster, and waits to be added. */
  async join(id: string, via: readonly string[]): Promise<FleetNode> {
    const node = this.declare(id, undefined, via);
    await this.start(id);
    return node;
  }

  /** Starts a node that does not run, the way it was started at first, and waits until it serves. */
  async start(id: string): Promise<void> {
    const from = this.log(id).length;
    const started = await this.launch(id);
    await until(
      () => {
        if (started.exit !== undefined) throw new Error(`${id} ended: ${describeExit(started.exit)}\n${this.log(id)}`);
        return this.log(id).slice(from).includes('"msg":"ready"');
      },
      `${id} is ready`,
      60_000,
    );
  }

  /** Starts a node, whatever becomes of it. */
  async launch(id: string): Promise<NodeProcess> {
    const node = this.node(id);
    node.process = await NodeProcess.start(
      LOCAL_KVS.program,
      node.args,
      node.logFile,
      node.build === 'next' ? [NEXT_BUILD] : [],
    );
    return node.process;
  }

  log(id: string): string {
    try {
      return readFileSync(this.node(id).logFile, 'utf8');
    } catch {
      return '';
    }
  }

  async terminate(id: string): Promise<Exit | undefined> {
    return this.node(id).process?.stop(GRACE);
  }

  async kill(id: string): Promise<void> {
    const { process } = this.node(id);
    process?.kill('SIGKILL');
    await process?.exited;
  }

  /** Deletes all that a node that does not run has on its disk. */
  wipe(id: string): void {
    rmSync(this.node(id).dataDir, { recursive: true, force: true });
  }

  /** A client that knows these nodes and no others; closed with the fleet. */
  client(...ids: readonly string[]): RaftClient {
    const client = new RaftClient({
      transport: this.transport,
      endpoints: this.addressesOf(...ids),
      timeout: 30_000,
    });
    this.#clients.push(client);
    return client;
  }

  /** What a node says of itself; undefined where it does not answer. */
  async status(id: string): Promise<NodeStatus | undefined> {
    try {
      const connection = await this.transport.connect(this.node(id).address);
      try {
        const answer = await connection.call({ type: 'status', group: DEFAULT_GROUP }, { timeout: 2_000 });
        return answer.type === 'status' ? answer.status : undefined;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (error instanceof RaftError) return undefined;
      throw error;
    }
  }

  /** Resolves when a node says of itself what is expected. */
  async says(
    id: string,
    what: string,
    condition: (status: NodeStatus) => boolean,
    bound = 60_000,
  ): Promise<NodeStatus> {
    let last: NodeStatus | undefined;
    await until(
      async () => {
        last = await this.status(id);
        return last !== undefined && condition(last);
      },
      () => `${id} ${what}, but: ${JSON.stringify(last)}\n${this.log(id).slice(-2_000)}`,
      bound,
    );
    return last as NodeStatus;
  }

  /** Resolves when a node's process has ended by itself, as one that was removed. */
  async removed(id: string): Promise<void> {
    const { process } = this.node(id);
    await until(
      () => process?.exit !== undefined,
      () => `${id} ends as removed:\n${this.log(id).slice(-2_000)}`,
    );
    if (process?.exit?.code !== 0 || !this.log(id).includes('kvs: REMOVED: '))
      throw new Error(`${id} did not end as removed:\n${this.log(id).slice(-2_000)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await Promise.all([...this.#nodes.values()].map(async ({ process }) => process?.stop(GRACE)));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
