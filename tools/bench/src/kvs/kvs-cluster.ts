import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_GROUP, type ClientConnection } from '@lolraft/raft-core';
import { WsClientTransport } from '@lolraft/transport-ws';
import type { Cluster, ClusterNode, NodeView } from '../cluster/cluster.js';
import { freePorts, makeDataFolder, ServerProcess } from '@lolraft/tool-process-kit';
import { profilingFlags } from '../profile/flags.js';

const IDS = ['n1', 'n2', 'n3'];
/** The command lies beside the module of its package. */
const KVS = fileURLToPath(new URL('main.js', import.meta.resolve('@lolraft/kvs')));

export interface KvsClusterOptions {
  /** Where the data goes; undefined: where temporary files do. */
  readonly data: string | undefined;
  /** Where each node leaves a CPU profile when it ends; undefined: nowhere. */
  readonly profile: string | undefined;
  readonly memory: boolean;
}

export function profileFile(folder: string, id: string): string {
  return path.join(folder, `kvs-${id}.cpuprofile`);
}

/** Three processes of `kvs serve` at its default settings. */
export async function startKvs({ data, profile, memory }: KvsClusterOptions): Promise<KvsCluster> {
  const folder = makeDataFolder(data, 'kvs');
  const ports = await freePorts(IDS.length);
  const members = IDS.map((id, i) => ({ id, address: `ws://127.0.0.1:${String(ports[i])}` }));
  const launch = (id: string): Promise<ServerProcess> => {
    const args = [
      ...(profile === undefined ? [] : profilingFlags(profileFile(profile, id))),
      ...[KVS, 'serve', '--id', id],
      ...['--members', members.map((member) => `${member.id}=${member.address}`).join(',')],
      ...['--data-dir', path.join(folder.path, id)],
      ...['--storage', memory ? 'memory' : 'rocksdb'],
    ];
    return ServerProcess.start(`kvs ${id}`, process.execPath, args, path.join(folder.path, `${id}.log`));
  };
  const servers = new Map<string, ServerProcess>();
  const end = async (): Promise<void> => {
    await Promise.all([...servers.values()].map((server) => server.stop()));
    folder.remove();
  };
  try {
    for (const { id } of members) servers.set(id, await launch(id));
  } catch (error) {
    await end();
    throw error;
  }
  const nodes = members.map(({ id, address }) => ({ id, address, pid: servers.get(id)?.pid ?? 0 }));
  return new KvsCluster(nodes, servers, launch, end);
}

export class KvsCluster implements Cluster {
  readonly target = 'kvs';
  readonly nodes: readonly ClusterNode[];
  readonly #servers: Map<string, ServerProcess>;
  readonly #launch: (id: string) => Promise<ServerProcess>;
  readonly #end: () => Promise<void>;
  readonly #transport = new WsClientTransport();
  readonly #connections = new Map<ClusterNode, ClientConnection>();

  constructor(
    nodes: readonly ClusterNode[],
    servers: Map<string, ServerProcess>,
    launch: (id: string) => Promise<ServerProcess>,
    end: () => Promise<void>,
  ) {
    this.nodes = nodes;
    this.#servers = servers;
    this.#launch = launch;
    this.#end = end;
  }

  views(): Promise<readonly (NodeView | undefined)[]> {
    for (const server of this.#servers.values()) server.check();
    return Promise.all(this.nodes.map((node) => this.#view(node)));
  }

  async #view(node: ClusterNode): Promise<NodeView | undefined> {
    try {
      let connection = this.#connections.get(node);
      if (connection === undefined) {
        connection = await this.#transport.connect(node.address);
        this.#connections.set(node, connection);
      }
      const answer = await connection.call({ type: 'status', group: DEFAULT_GROUP });
      return answer.type === 'status' ? { leader: answer.status.leader, term: answer.status.term } : undefined;
    } catch {
      // Not up yet, or gone: the next look opens a new connection.
      const connection = this.#connections.get(node);
      this.#connections.delete(node);
      await connection?.close();
      return undefined;
    }
  }

  /** Ends one node by SIGTERM, and waits until it is gone. */
  async terminate(id: string): Promise<void> {
    await this.#servers.get(id)?.stop();
  }

  /** Starts a node again that was ended; it keeps its id, address and data, and has another process. */
  async restart(id: string): Promise<void> {
    this.#servers.set(id, await this.#launch(id));
  }

  async stop(): Promise<void> {
    try {
      await Promise.all([...this.#connections.values()].map((connection) => connection.close()));
      for (const server of this.#servers.values()) server.check();
    } finally {
      await this.#end();
    }
  }
}
