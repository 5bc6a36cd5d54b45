import {
  type Clock,
  type CompactionOptions,
  type ConsensusOptions,
  type GroupId,
  type GroupOptions,
  type GroupSettings,
  type HostLimits,
  type Mounting,
  type NodeStatus,
  type RaftApp,
  type RaftGroup,
  RaftHost,
  type RaftStorage,
  type RestoreSource,
  type SnapshotStore,
} from '@lolraft/raft-core';
import { FaultyStorage } from '@lolraft/raft-testkit';
import { Journal } from './journal.js';
import type { Surroundings, World } from './surroundings.js';
import { ends, until } from './wait.js';

/** Half of the defaults, so that tests are quick and a busy machine still keeps up. */
export const QUICK: Partial<ConsensusOptions> = {
  heartbeatInterval: 50,
  electionTimeoutMin: 500,
  electionTimeoutMax: 2000,
};

export interface ClusterOptions {
  readonly nodes?: readonly string[];
  readonly groups?: readonly string[];
  readonly consensus?: Partial<ConsensusOptions>;
  readonly limits?: Partial<HostLimits>;
  readonly token?: string;
  /** Where each node keeps its snapshots; none by default. Made anew at each start of the node. */
  readonly snapshots?: (node: string) => SnapshotStore;
  readonly compaction?: Partial<CompactionOptions>;
  readonly restore?: RestoreSource;
  readonly settings?: Partial<GroupSettings>;
  /** Nodes pass on what only a leader does. */
  readonly forward?: boolean;
  /** The machine's by default. */
  readonly clock?: Clock;
  /** What is mounted beside the service that every node has. */
  readonly services?: (node: string) => Mounting<RaftHost>;
  /** In place of a `Journal`. */
  readonly app?: (node: string, group: string) => RaftApp;
}

/** One node while it runs. */
export interface Running {
  readonly id: string;
  readonly host: RaftHost;
  /** The node's disk, faults included. */
  readonly disk: FaultyStorage;
  group(id?: string): RaftGroup;
  status(id?: string): NodeStatus;
  journal(id?: string): Journal;
}

/** A cluster within this process, in whatever surroundings. */
export class Cluster {
  readonly world: World;
  readonly ids: readonly string[];
  readonly #options: ClusterOptions;
  readonly #groups: readonly string[];
  readonly #running = new Map<string, Running>();

  private constructor(world: World, options: ClusterOptions) {
    this.world = world;
    this.#options = options;
    this.ids = options.nodes ?? ['n1', 'n2', 'n3'];
    this.#groups = options.groups ?? ['main'];
  }

  /** Starts all nodes; a leader may not be known yet. */
  static async start(surroundings: Surroundings, options: ClusterOptions = {}): Promise<Cluster> {
    const cluster = new Cluster(await surroundings.create(options.nodes ?? ['n1', 'n2', 'n3']), options);
    await cluster.startAll();
    return cluster;
  }

  get running(): Running[] {
    return [...this.#running.values()];
  }

  /** A running node. */
  node(id: string): Running {
    const node = this.#running.get(id);
    if (node === undefined) throw new Error(`${id} does not run`);
    return node;
  }

  async start(id: string, storage?: RaftStorage): Promise<Running> {
    const { app, clock, consensus, limits, token, snapshots, compaction, restore, settings, forward, services } =
      this.#options;
    const disk = new FaultyStorage(storage ?? (await this.world.open(id)));
    const journals = new Map<string, Journal>();
    const groups: Record<string, GroupOptions> = {};
    for (const group of this.#groups) {
      const journal = new Journal();
      journals.set(group, journal);
      groups[group] = { app: app?.(id, group) ?? journal, ...(restore === undefined ? undefined : { restore }) };
    }
    const host = await RaftHost.start({
      id,
      cluster: { name: 'scenario', token: token ?? 'blue' },
      initial: 'new',
      members: this.ids.map((member) => ({ id: member, address: this.world.address(member) })),
      groups,
      transport: this.world.transport(id),
      storage: disk,
      consensus: { ...QUICK, ...consensus },
      ...(settings === undefined ? undefined : { settings }),
      ...(forward === true ? { forward: { transport: this.world.client() } } : undefined),
      ...(clock === undefined ? undefined : { clock }),
      ...(services === undefined ? undefined : { services: services(id) }),
      ...(limits === undefined ? undefined : { limits }),
      ...(snapshots === undefined ? undefined : { snapshots: snapshots(id) }),
      ...(compaction === undefined ? undefined : { compaction }),
    });
    const first = this.#groups[0] as string;
    const node: Running = {
      id,
      host,
      disk,
      group: (group = first) => host.group(group),
      status: (group = first) => host.group(group).status(),
      journal: (group = first) => journals.get(group) as Journal,
    };
    this.#running.set(id, node);
    return node;
  }

  async startAll(): Promise<void> {
    await Promise.all(this.ids.map((id) => this.start(id)));
  }

  async stop(id: string): Promise<void> {
    const node = this.node(id);
    this.#running.delete(id);
    await ends(node.host.close(), `close of ${id}`);
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.running.map(({ id }) => this.stop(id)));
  }

  /** The leader whom a majority of the group's running nodes follows. */
  findLeader(group = this.#groups[0] as GroupId | string): Running | undefined {
    return this.running.find(({ host }) => {
      const { role, term, id } = host.group(group).status();
      if (role !== 'leader') return false;
      const followers = this.running.filter((other) => {
        const status = other.host.group(group).status();
        return status.term === term && status.leader === id;
      });
      return followers.length * 2 > this.ids.length;
    });
  }

  async leader(group?: string): Promise<Running> {
    await until(() => this.findLeader(group) !== undefined, `a leader of ${group ?? 'the group'}`);
    return this.findLeader(group) ?? this.leader(group);
  }

  followersOf(leader: Running): Running[] {
    return this.running.filter((node) => node !== leader);
  }

  /** Every running node has applied all that the leader has committed, and their journals are equal. */
  async agree(group?: string): Promise<readonly string[]> {
    const leader = await this.leader(group);
    const index = leader.status(group).commitIndex;
    await until(
      () =>
        this.running.every(
          (node) => node.status(group).failure !== undefined || node.status(group).appliedIndex >= index,
        ),
      `all nodes apply ${index}`,
    );
    const healthy = this.running.filter((node) => node.status(group).failure === undefined);
    const [first] = healthy;
    for (const node of healthy) {
      if (node.journal(group).digest !== first?.journal(group).digest) {
        throw new Error(
          `${node.id} and ${String(first?.id)} differ: ${JSON.stringify([node, first].map((n) => n?.journal(group).entries))}`,
        );
      }
    }
    return first?.journal(group).entries ?? [];
  }

  /** Stops everything and removes the disks. */
  async remove(): Promise<void> {
    for (const node of this.running) node.disk.resume();
    await this.stopAll();
    await this.world.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }
}
