import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Cluster, ClusterNode, NodeView } from '../cluster/cluster.js';
import { freePorts, makeDataFolder, ServerProcess } from '@lolraft/tool-process-kit';
import { EtcdClient } from './etcd-client.js';

const IDS = ['n1', 'n2', 'n3'];

/** The first line of `etcd --version`; undefined where etcd is not installed. */
export function etcdVersion(): string | undefined {
  const { status, stdout } = spawnSync('etcd', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0] : undefined;
}

/** Three members of etcd at its default settings. */
export async function startEtcd(data: string | undefined): Promise<Cluster> {
  const folder = makeDataFolder(data, 'etcd');
  const ports = await freePorts(IDS.length * 2);
  const members = IDS.map((id, i) => ({
    id,
    client: `127.0.0.1:${String(ports[2 * i])}`,
    peer: `http://127.0.0.1:${String(ports[2 * i + 1])}`,
  }));
  const initial = members.map(({ id, peer }) => `${id}=${peer}`).join(',');
  const servers: ServerProcess[] = [];
  const end = async (): Promise<void> => {
    // Asked to end, its leader would look for a successor, for seconds, among members that end as well.
    await Promise.all(servers.map((server) => server.stop('SIGKILL')));
    folder.remove();
  };
  try {
    for (const { id, client, peer } of members) {
      const args = [
        ['--name', id],
        ['--data-dir', path.join(folder.path, id)],
        ['--listen-client-urls', `http://${client}`],
        ['--advertise-client-urls', `http://${client}`],
        ['--listen-peer-urls', peer],
        ['--initial-advertise-peer-urls', peer],
        ['--initial-cluster', initial],
        ['--initial-cluster-state', 'new'],
      ].flat();
      servers.push(await ServerProcess.start(`etcd ${id}`, 'etcd', args, path.join(folder.path, `${id}.log`)));
    }
  } catch (error) {
    await end();
    throw error;
  }
  return new EtcdCluster(
    members.map(({ id, client }, i) => ({ id, address: client, pid: (servers[i] as ServerProcess).pid })),
    servers,
    end,
  );
}

class EtcdCluster implements Cluster {
  readonly target = 'etcd';
  readonly nodes: readonly ClusterNode[];
  readonly #servers: readonly ServerProcess[];
  readonly #end: () => Promise<void>;
  readonly #clients = new Map<ClusterNode, EtcdClient>();
  readonly #ids = new Map<bigint, string>();

  constructor(nodes: readonly ClusterNode[], servers: readonly ServerProcess[], end: () => Promise<void>) {
    this.nodes = nodes;
    this.#servers = servers;
    this.#end = end;
  }

  async views(): Promise<readonly (NodeView | undefined)[]> {
    for (const server of this.#servers) server.check();
    const all = await Promise.all(this.nodes.map((node) => this.#status(node)));
    all.forEach((status, i) => {
      if (status !== undefined) this.#ids.set(status.member, (this.nodes[i] as ClusterNode).id);
    });
    return all.map((status) => status && { leader: this.#ids.get(status.leader), term: status.term });
  }

  async #status(node: ClusterNode) {
    try {
      let client = this.#clients.get(node);
      if (client === undefined) {
        client = await EtcdClient.open(node.address, 1);
        this.#clients.set(node, client);
      }
      return await client.status();
    } catch {
      // Not up yet, or gone: the next look opens a new connection.
      const client = this.#clients.get(node);
      this.#clients.delete(node);
      await client?.close();
      return undefined;
    }
  }

  async stop(): Promise<void> {
    try {
      await Promise.all([...this.#clients.values()].map((client) => client.close()));
      for (const server of this.#servers) server.check();
    } finally {
      await this.#end();
    }
  }
}
