import {
  DEFAULT_GROUP,
  type ConsensusOptions,
  type MountingHostOptions,
  type RaftApp,
  type RaftGroup,
  RaftHost,
  type RaftStorage,
  type StoredSnapshot,
  type Transport,
} from '@lolraft/raft-core';
import { FaultyStorage, MemoryNetwork, MemorySnapshotPlace, MemorySnapshots } from '@lolraft/raft-testkit';
import { MemoryStorage } from '@lolraft/storage-memory';
import { until } from './wait.js';

/** Fast elections, and patience enough for a machine that is busy. */
const CONSENSUS: Partial<ConsensusOptions> = {
  heartbeatInterval: 50,
  electionTimeoutMin: 400,
  electionTimeoutMax: 1200,
};

/** Answers a command and a query with the number of commands so far. */
export class CountingApp implements RaftApp {
  count = 0;

  apply(commands: readonly { readonly payload: Uint8Array }[]): Uint8Array[] {
    return commands.map(() => Uint8Array.of(++this.count & 0xff));
  }
  query(): Uint8Array {
    return Uint8Array.of(this.count & 0xff);
  }
  async install(snapshot?: StoredSnapshot): Promise<void> {
    this.count = 0;
    if (snapshot === undefined) return;
    let text = '';
    for await (const piece of snapshot.read()) text += new TextDecoder().decode(piece);
    this.count = Number(text);
  }
  snapshot() {
    const bytes = new TextEncoder().encode(String(this.count));
    return { read: () => [bytes] };
  }
}

export const payload = Uint8Array.of(1, 2, 3);

export class Node {
  readonly host: RaftHost;
  readonly storage: FaultyStorage;
  readonly place: MemorySnapshotPlace;

  constructor(host: RaftHost, storage: FaultyStorage, place: MemorySnapshotPlace) {
    this.host = host;
    this.storage = storage;
    this.place = place;
  }

  group(id: string = DEFAULT_GROUP): RaftGroup {
    return this.host.group(id);
  }

  get isLeader(): boolean {
    return this.group().status().role === 'leader';
  }
}

export interface ClusterOptions
  extends Partial<Pick<MountingHostOptions, 'groups' | 'limits' | 'compaction' | 'services'>> {
  readonly size?: number;
  /** The transport of each node and where it listens; in memory by default. */
  readonly transport?: (index: number) => { readonly transport: Transport; readonly address: string };
  readonly storage?: () => RaftStorage;
}

export class Cluster implements AsyncDisposable {
  readonly network: MemoryNetwork;
  readonly nodes: readonly Node[];
  readonly addresses: readonly string[];

  private constructor(network: MemoryNetwork, nodes: readonly Node[], addresses: readonly string[]) {
    this.network = network;
    this.nodes = nodes;
    this.addresses = addresses;
  }

  static async start({ size = 3, transport, storage, ...options }: ClusterOptions = {}): Promise<Cluster> {
    const network = new MemoryNetwork();
    const ends = Array.from(
      { length: size },
      (_, at) => transport?.(at) ?? { transport: network.transport(`mem:n${at + 1}`), address: `mem:n${at + 1}` },
    );
    const members = ends.map(({ address }, at) => ({ id: `n${at + 1}`, address }));
    const nodes = await Promise.all(
      ends.map(async (end, at) => {
        const disk = new FaultyStorage(storage?.() ?? new MemoryStorage());
        const place = new MemorySnapshotPlace();
        const host = await RaftHost.start({
          id: `n${at + 1}`,
          cluster: { name: 'metrics', token: '' },
          initial: 'new',
          members,
          groups: { [DEFAULT_GROUP]: { app: new CountingApp() } },
          transport: end.transport,
          storage: disk,
          snapshots: new MemorySnapshots({ place }),
          consensus: CONSENSUS,
          ...options,
        });
        return new Node(host, disk, place);
      }),
    );
    return new Cluster(
      network,
      nodes,
      ends.map(({ address }) => address),
    );
  }

  /** The leader that everybody agrees on. */
  async leader(): Promise<Node> {
    return until('there is one leader', () => {
      const [leader, ...others] = this.nodes.filter((node) => node.isLeader);
      if (leader === undefined || others.length > 0) return undefined;
      const agreed = this.nodes.every((node) => node.group().status().leader === leader.host.id);
      return agreed ? leader : undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { storage } of this.nodes) storage.resume();
    await Promise.all(this.nodes.map(({ host }) => host.close()));
  }
}
