import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_GROUP, type NodeStatus, RaftError } from '@lolraft/raft-core';
import { freePorts, makeDataFolder, ServerProcess } from '@lolraft/tool-process-kit';
import { WsClientTransport } from '@lolraft/transport-ws';
import { Links } from '../links/links.js';
import { NodeProxy } from '../links/node-proxy.js';

/** The command lies beside the module of its package. */
const KVS = fileURLToPath(new URL('main.js', import.meta.resolve('@lolraft/kvs')));
const STATUS_TIMEOUT = 1_000;

/** One node: where it listens, and the proxy through which everybody reaches it. */
interface ChaosNode {
  readonly id: string;
  readonly args: readonly string[];
  readonly log: string;
  readonly address: string;
  readonly proxy: NodeProxy;
  server: ServerProcess | undefined;
  paused: boolean;
}

export interface ChaosClusterOptions {
  readonly nodes: number;
  /** More arguments for `kvs serve`. */
  readonly serve: readonly string[];
}

/** Real processes of `kvs serve`, with a proxy on every link. */
export class ChaosCluster implements AsyncDisposable {
  readonly links = new Links();
  readonly transport = new WsClientTransport();
  readonly #nodes = new Map<string, ChaosNode>();
  readonly #folder = makeDataFolder(undefined, 'chaos');

  private constructor() {}

  static async start({ nodes, serve }: ChaosClusterOptions): Promise<ChaosCluster> {
    const cluster = new ChaosCluster();
    try {
      const ports = await freePorts(2 * nodes);
      const ids = Array.from({ length: nodes }, (_, i) => `n${String(i + 1)}`);
      const places = ids.map((id, i) => ({ id, public: ports[2 * i] ?? 0, private: ports[2 * i + 1] ?? 0 }));
      const members = places.map((place) => `${place.id}=ws://127.0.0.1:${String(place.public)}`).join(',');
      for (const place of places) {
        const { id } = place;
        const listen = `127.0.0.1:${String(place.private)}`;
        cluster.#nodes.set(id, {
          id,
          args: [
            ...['serve', '--id', id, '--members', members, '--listen', listen],
            ...['--data-dir', path.join(cluster.#folder.path, id), ...serve],
          ],
          log: path.join(cluster.#folder.path, `${id}.log`),
          address: `ws://127.0.0.1:${String(place.public)}`,
          proxy: await NodeProxy.start(id, place.public, place.private, cluster.links),
          server: undefined,
          paused: false,
        });
      }
      await Promise.all(ids.map((id) => cluster.launch(id)));
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  get ids(): string[] {
    return [...this.#nodes.keys()];
  }

  get addresses(): string[] {
    return [...this.#nodes.values()].map(({ address }) => address);
  }

  addressOf(id: string): string {
    return this.#node(id).address;
  }

  #node(id: string): ChaosNode {
    const node = this.#nodes.get(id);
    if (node === undefined) throw new Error(`there is no node ${id}`);
    return node;
  }

  /** Starts a node that does not run; it has its data. */
  async launch(id: string): Promise<void> {
    const node = this.#node(id);
    if (node.server?.isRunning === true) return;
    node.paused = false;
    node.server = await ServerProcess.start(
      `kvs ${id}`,
      process.execPath,
      ['--enable-source-maps', KVS, ...node.args],
      node.log,
    );
  }

  async kill(id: string): Promise<void> {
    await this.#node(id).server?.stop('SIGKILL');
  }

  async terminate(id: string): Promise<void> {
    await this.#node(id).server?.stop('SIGTERM');
  }

  pause(id: string): void {
    const node = this.#node(id);
    node.paused = true;
    node.server?.pause();
  }

  resume(id: string): void {
    const node = this.#node(id);
    node.paused = false;
    node.server?.resume();
  }

  /** @throws where a node has ended by itself. */
  check(): void {
    for (const { server } of this.#nodes.values()) server?.check();
  }

  /** Everything works from here on: links are open, and every node runs. */
  async heal(): Promise<void> {
    this.links.healAll();
    for (const { id, paused } of this.#nodes.values()) if (paused) this.resume(id);
    await Promise.all(this.ids.map((id) => this.launch(id)));
  }

  /** What a node says of itself; undefined where it does not answer. */
  async status(id: string): Promise<NodeStatus | undefined> {
    try {
      const connection = await this.transport.connect(this.addressOf(id), {
        signal: AbortSignal.timeout(STATUS_TIMEOUT),
      });
      try {
        const answer = await connection.call({ type: 'status', group: DEFAULT_GROUP }, { timeout: STATUS_TIMEOUT });
        return answer.type === 'status' ? answer.status : undefined;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (error instanceof RaftError) return undefined;
      throw error;
    }
  }

  /** The node that says it leads in the highest term; undefined where none does. */
  async leader(): Promise<string | undefined> {
    const statuses = await Promise.all(this.ids.map((id) => this.status(id)));
    const leaders = statuses.filter((status) => status?.role === 'leader');
    leaders.sort((a, b) => (b?.term ?? 0) - (a?.term ?? 0));
    return leaders[0]?.id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await Promise.all([...this.#nodes.values()].map(async ({ server }) => server?.stop()));
      await Promise.all([...this.#nodes.values()].map(({ proxy }) => proxy.close()));
    } finally {
      this.#folder.remove();
    }
  }
}
