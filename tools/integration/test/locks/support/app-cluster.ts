import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { RaftClient } from '@lolraft/raft-client';
import { type NodeStatus, RaftError } from '@lolraft/raft-core';
import { freePorts, makeDataFolder, ServerProcess } from '@lolraft/tool-process-kit';
import { WsClientTransport } from '@lolraft/transport-ws';
import { until } from '../../support/wait.js';
import { ROOT } from '../../support/shell.js';

export interface AppNode {
  readonly id: string;
  readonly address: string;
  /** The last one, whether it runs or not. */
  process: ServerProcess | undefined;
}

/** What a busy machine may take to start a process, or to elect. */
const PATIENCE = 40_000;

/** Real processes of `kvs serve` or `lock serve`, in a temporary folder. */
export class AppCluster implements AsyncDisposable {
  readonly nodes: readonly AppNode[];
  readonly #app: string;
  readonly #folder = makeDataFolder(undefined, 'locks');
  readonly #asker: RaftClient;

  private constructor(app: string, ports: readonly number[]) {
    this.#app = app;
    this.nodes = ports.map((port, i) => ({ id: `n${i + 1}`, address: `ws://127.0.0.1:${port}`, process: undefined }));
    this.#asker = new RaftClient({ transport: new WsClientTransport(), endpoints: this.endpoints, session: false });
  }

  /** Resolves when somebody leads. */
  static async start(app: 'kvs' | 'lock', count: number): Promise<AppCluster> {
    const cluster = new AppCluster(app, await freePorts(count));
    try {
      await Promise.all(cluster.nodes.map((node) => cluster.run(node)));
      await cluster.leader();
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
    return cluster;
  }

  get endpoints(): string[] {
    return this.nodes.map(({ address }) => address);
  }

  /** Starts a node that does not run. */
  async run(node: AppNode): Promise<void> {
    const main = fileURLToPath(new URL(`apps/${this.#app}/bin/${this.#app}.mjs`, ROOT));
    const members = this.nodes.map(({ id, address }) => `${id}=${address}`).join();
    const place = ['--id', node.id, '--members', members, '--data-dir', path.join(this.#folder.path, node.id)];
    const log = path.join(this.#folder.path, `${node.id}.log`);
    node.process = await ServerProcess.start(node.id, process.execPath, [main, 'serve', ...place], log);
  }

  /** What a node says of itself; undefined where it does not answer in time. */
  async status({ address }: AppNode): Promise<NodeStatus | undefined> {
    try {
      return await this.#asker.status(address, { timeout: 1_000 });
    } catch (error) {
      if (error instanceof RaftError) return undefined;
      throw error;
    }
  }

  /** Waits until a node has somebody to follow, or leads. @throws where it has ended. */
  async joined(node: AppNode): Promise<void> {
    await until(
      async () => {
        node.process?.check();
        return (await this.status(node))?.leader !== undefined;
      },
      `${node.id} knows a leader`,
      PATIENCE,
    );
  }

  /** Who leads, of those who answer; waits until somebody does. */
  async leader(): Promise<AppNode> {
    let found: AppNode | undefined;
    await until(
      async () => {
        const said = await Promise.all(this.nodes.map((node) => this.status(node)));
        const terms = said.map((status) => (status?.role === 'leader' ? status.term : -1));
        const newest = Math.max(...terms);
        found = newest < 0 ? undefined : this.nodes[terms.indexOf(newest)];
        if (found === undefined) for (const { process } of this.nodes) process?.check();
        return found !== undefined;
      },
      `somebody leads the ${this.#app} cluster`,
      PATIENCE,
    );
    return found!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#asker.close();
    await Promise.all(this.nodes.map(async ({ process }) => process?.stop('SIGKILL')));
    this.#folder.remove();
  }
}
