import { BLANK_CONFIGURATION, type Member } from '../model/configuration.js';
import {
  ClosedError,
  GroupNotFoundError,
  InvalidArgumentError,
  RaftError,
  type StorageFailedError,
} from '../model/errors.js';
import type { ClusterId, GroupId, NodeId } from '../model/ids.js';
import type { NodeStatus } from '../model/service.js';
import { BUILD_VERSIONS, type VersionRange } from '../model/versions.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { Mounting } from '../ports/mounted-service.js';
import type { SnapshotStore } from '../ports/snapshots.js';
import type { GroupWrite, RaftStorage, StoredState } from '../ports/storage.js';
import type { PeerTraffic, Transport, TransportHandlers } from '../ports/transport.js';
import { DiskWriter } from './disk-writer.js';
import { Events, type HostEvents } from './events.js';
import { establishIdentity, foundingConfiguration, foundingRecord } from './founding.js';
import { Forwarder } from './forwarder.js';
import { RaftGroup } from './group.js';
import { GroupDriver } from './group-driver.js';
import { checkedOptions, type CheckedHostOptions, type HostOptions } from './host-options.js';
import type { HostServices, Wakeable } from './host-services.js';
import type { HostLimits } from './limits.js';
import { Mounts } from './mounts.js';
import { Outbox } from './outbox.js';
import type { PendingWrite } from './pending-write.js';
import { recoverConsensus } from './recovery.js';
import { importSnapshot, restoreDigest, type RestoreSource } from './restore.js';
import { Service } from './service.js';
import { Slots } from './snapshots/slots.js';

/** What the groups begin with that this store does not know yet. */
function restoresOf(options: CheckedHostOptions, stored: StoredState): Map<GroupId, RestoreSource> {
  const known = new Set(stored.groups.map(({ group }) => group));
  const restores = new Map<GroupId, RestoreSource>();
  for (const [group, { restore }] of options.groups)
    if (restore !== undefined && !known.has(group)) restores.set(group, restore);
  return restores;
}

/** A host, and what is called on its transport beside the service that every node has. */
export interface MountingHostOptions extends HostOptions {
  /** Services of the app; a function is called once the groups are there, before the host listens. */
  readonly services?: Mounting<RaftHost>;
}

/** Drawn anew at each start: tells this run of the node from its former ones. */
const INCARNATIONS = 2 ** 48;

/**
 * One node: a transport, a storage and any number of groups on them. Inputs step the groups' cores as they come; at the
 * end of each turn of the event loop, what they caused leaves together: one send per peer, one write to the disk.
 */
export class RaftHost {
  readonly id: NodeId;
  readonly clusterId: ClusterId;
  readonly events = new Events<HostEvents>();
  readonly #clock: Clock;
  readonly #transport: Transport;
  readonly #storage: RaftStorage;
  readonly #snapshots: SnapshotStore | undefined;
  readonly #outbox: Outbox;
  readonly #forwarder: Forwarder | undefined;
  readonly #disk: DiskWriter;
  readonly #drivers = new Map<GroupId, GroupDriver>();
  readonly #groups = new Map<GroupId, RaftGroup>();
  readonly #contacts = new Map<GroupId, readonly Member[]>();
  readonly #service: Service;
  #mounts = new Mounts([]);
  readonly #build: VersionRange;
  #limits: HostLimits;
  #awake = new Set<Wakeable>();
  /** An empty one to take the place of `#awake` when its turn comes; undefined while that lasts. */
  #awakeNext: Set<Wakeable> | undefined;
  #turnDue = false;
  #timer: Timer | undefined;
  #timerAt = Infinity;
  #peersChanged = false;
  #closing: Promise<void> | undefined;
  #shuttingDown: Promise<void> | undefined;
  #closed = false;

  private constructor(options: CheckedHostOptions, clusterId: ClusterId, build: VersionRange) {
    this.id = options.id;
    this.#build = build;
    this.#limits = options.limits;
    this.clusterId = clusterId;
    this.#clock = options.clock;
    this.#transport = options.transport;
    this.#storage = options.storage;
    this.#snapshots = options.snapshots;
    this.#outbox = new Outbox(options.transport);
    if (options.forward !== undefined) this.#forwarder = new Forwarder(options.forward, options.limits, options.clock);
    this.#service = new Service(
      (group) => this.group(group),
      this.events,
      options.clock,
      () => this.#closed,
      () => this.#mounts,
    );
    this.#disk = new DiskWriter(options.storage, options.clock, options.consensus.electionTimeoutMin / 2, {
      onWritten: (group, write) => {
        this.#drivers.get(group)?.written(write);
      },
      onHardState: (group, write) => {
        this.#drivers.get(group)?.hardStateWritten(write);
      },
      onFailed: (error) => {
        this.#storageFailed(error);
      },
      onFull: (full) => {
        this.events.emit('diskFull', { full });
        if (!full) for (const group of this.#drivers.values()) group.diskFull(false);
      },
      onNoRoom: () => {
        for (const group of this.#drivers.values()) group.diskFull(true);
      },
      onSlow: (milliseconds) => {
        this.events.emit('diskSlow', { milliseconds });
      },
      onDone: (batch, milliseconds) => {
        this.#diskWritten(batch, milliseconds);
      },
      onFree: () => {
        this.#wakeTurn();
      },
    });
  }

  /**
   * Loads, founds where it is asked to, listens, and begins. When it resolves, the node takes part; a leader may not be known
   * yet.
   * @param build the cluster versions that this node is to know; for tests of clusters in which builds meet.
   * @throws {RaftError} that says what to do; everything it was given is closed then.
   */
  static async start(given: MountingHostOptions, build: VersionRange = BUILD_VERSIONS): Promise<RaftHost> {
    let host: RaftHost | undefined;
    try {
      const options = checkedOptions(given);
      const stored = await options.storage.load();
      const restores = restoresOf(options, stored);
      const cluster = await establishIdentity(options.storage, stored, {
        ...options,
        restored: restores.size === 0 ? undefined : await restoreDigest(options.clock, restores),
        foundedFromSnapshots: restores.size === 0 && [...options.groups.values()].some((g) => g.restore !== undefined),
      });
      host = new RaftHost(options, cluster, build);
      await host.#begin(options, stored, given.services);
      return host;
    } catch (error) {
      if (host !== undefined) await host.close();
      else await Promise.all([given.transport.close(), given.storage.close(), given.snapshots?.close()]);
      throw error;
    }
  }

  async #begin(
    options: CheckedHostOptions,
    { groups: known, store }: StoredState,
    mounting: Mounting<RaftHost> = [],
  ): Promise<void> {
    const stored = new Map(known.map((g) => [g.group, g]));
    const founded: GroupWrite[] = [];
    for (const [group, { restore, settings }] of options.groups) {
      if (stored.has(group)) continue;
      // A store that has some groups and lacks another has lost it, votes and all: only a fresh one joins.
      if (options.initial === 'existing' && known.length > 0) throw new GroupNotFoundError(group);
      const configuration =
        options.initial === 'existing' ? BLANK_CONFIGURATION : foundingConfiguration(options.members, settings);
      const owner = { cluster: this.clusterId, group, node: this.id, store };
      const snapshot =
        restore === undefined || options.snapshots === undefined || options.initial === 'existing'
          ? foundingRecord(configuration)
          : await importSnapshot(options.snapshots, this.#clock, owner, configuration, restore);
      const { index, term } = snapshot;
      const hardState = { term, votedFor: undefined };
      founded.push({ group, hardState, snapshot });
      stored.set(group, { group, hardState, snapshot, firstIndex: index + 1, lastIndex: index });
    }
    if (founded.length > 0) await options.storage.write(founded);
    const services = this.#services(options);
    for (const [id, group] of options.groups) {
      const own = stored.get(id);
      if (own === undefined) throw new GroupNotFoundError(id);
      if (own.snapshot.tag === undefined) await group.app.install(undefined);
      else if (options.snapshots === undefined)
        throw new InvalidArgumentError(
          `group ${id} has a snapshot, and the host has no snapshot store to read it from`,
        );
      const seed = Math.floor(this.#clock.random() * 0x1_0000_0000);
      const identity = { node: this.id, store, realm: options.snapshots?.realm, build: this.#build };
      const consensus = await recoverConsensus(
        options.storage,
        own,
        identity,
        options.consensus,
        options.limits.maxReadBytes,
        seed,
        () => this.#clock.now(),
      );
      const driver = new GroupDriver(id, services, group, consensus);
      this.#drivers.set(id, driver);
      this.#groups.set(id, new RaftGroup(driver));
    }
    this.#mounts = new Mounts(typeof mounting === 'function' ? mounting(this) : mounting);
    const incarnation = Math.floor(this.#clock.random() * INCARNATIONS);
    await this.#transport.start(
      {
        cluster: this.clusterId,
        node: this.id,
        store,
        incarnation,
        clusterVersionMin: this.#build.min,
        clusterVersionMax: this.#build.max,
      },
      this.#handlers(),
    );
    for (const group of this.#drivers.values()) group.start();
    this.#wakeTurn();
  }

  #services(options: CheckedHostOptions): HostServices {
    const fetches = new Slots(options.limits.maxFetches);
    const limits = (): HostLimits => this.#limits;
    return {
      clock: this.#clock,
      storage: this.#storage,
      snapshots: this.#snapshots,
      fetches,
      get limits() {
        return limits();
      },
      tuneLimits: (tuned) => {
        this.#limits = tuned;
        fetches.resize(tuned.maxFetches);
      },
      forwarder: this.#forwarder,
      events: this.events,
      clusterId: this.clusterId,
      now: () => this.#clock.now(),
      wake: (group) => {
        this.#awake.add(group);
        this.#wakeTurn();
      },
      write: (group, effect) => {
        this.#disk.add(group, effect);
      },
      tidy: (group, housekeeping) => {
        this.#disk.tidy(group, housekeeping);
        this.#wakeTurn();
      },
      dropWrites: (group) => {
        this.#disk.drop(group);
      },
      diskFull: () => this.#disk.full,
      send: (to, group, message) => {
        this.#outbox.add(to, group, message);
      },
      contactsChanged: (group, members) => {
        this.#contacts.set(group, members);
        this.#peersChanged = true;
        this.#wakeTurn();
      },
    };
  }

  #handlers(): TransportHandlers {
    return {
      services: this.#mounts.services,
      onMessages: (from, envelopes) => {
        for (const { group, message } of envelopes) this.#drivers.get(group)?.received(from, message);
      },
      onPeerUp: (peer) => {
        for (const group of this.#drivers.values()) group.peerUp(peer);
        this.events.emit('peerUp', { peer: peer.node });
      },
      onPeerDown: (peer, reason) => {
        for (const group of this.#drivers.values()) group.peerDown(peer.node);
        this.events.emit('peerDown', { peer: peer.node, reason });
        // A follower that has lost its leader has an earlier deadline now, and nothing else to do.
        this.#wakeTurn();
      },
      onDropped: (peer, messages) => {
        this.events.emit('messagesDropped', { peer, messages });
      },
      onRefused: (reason, remote) => {
        this.events.emit('connectionRefused', { reason, remote });
      },
      onCall: (request, context) => this.#service.call(request, context),
      onStream: (request, context) => this.#service.stream(request, context),
    };
  }

  /** Where others reach this node. */
  get address(): string {
    return this.#transport.address;
  }

  /** @throws {GroupNotFoundError} */
  group(id: GroupId | string): RaftGroup {
    const group = this.#groups.get(id as GroupId);
    if (group === undefined) throw new GroupNotFoundError(id);
    return group;
  }

  get groups(): ReadonlyMap<GroupId, RaftGroup> {
    return this.#groups;
  }

  status(): NodeStatus[] {
    return [...this.#groups.values()].map((group) => group.status());
  }

  /** Whether the storage has refused a write for lack of space and has not accepted one since. */
  get diskFull(): boolean {
    return this.#disk.full;
  }

  /** What went to and came from each peer since the start; undefined where the transport does not count. */
  traffic(): ReadonlyMap<NodeId, PeerTraffic> | undefined {
    return this.#transport.traffic?.();
  }

  // ---- turns ----

  #wakeTurn(): void {
    if (this.#turnDue || this.#closed) return;
    this.#turnDue = true;
    this.#clock.defer(() => {
      this.#turnDue = false;
      this.#turn();
    });
  }

  /** First what others wait for (messages, the disk), then the own app. */
  #turn(): void {
    if (this.#closed) return;
    const awake = this.#awake;
    this.#awake = this.#awakeNext ?? new Set();
    this.#awakeNext = undefined;
    for (const group of awake) group.takeQueued();
    if (this.#peersChanged) this.#updatePeers();
    this.#outbox.flush();
    this.#disk.kick();
    for (const group of awake) group.runApp();
    awake.clear();
    this.#awakeNext = awake;
    this.#arm();
  }

  #updatePeers(): void {
    this.#peersChanged = false;
    const peers = new Map<NodeId, string>();
    for (const members of this.#contacts.values())
      for (const { id, address } of members) if (id !== this.id) peers.set(id, address);
    this.#transport.setPeers(peers);
    this.#forwarder?.keep(new Set(peers.values()));
  }

  /** One timer for all groups, at the earliest deadline. One that is set too early fires, looks, and is set again. */
  #arm(): void {
    let at = Infinity;
    for (const group of this.#drivers.values()) at = Math.min(at, group.deadline);
    if (at >= this.#timerAt || at === Infinity) return;
    this.#timer?.cancel();
    this.#timerAt = at;
    this.#timer = this.#clock.setTimer(at - this.#clock.now(), () => {
      this.#timer = undefined;
      this.#timerAt = Infinity;
      // What arrived while the loop was blocked is delivered before any timeout is judged (J3).
      this.#clock.defer(() => {
        if (this.#closed) return;
        for (const group of this.#drivers.values()) group.tick();
        this.#turn();
      });
    });
  }

  #diskWritten(batch: readonly PendingWrite[], milliseconds: number): void {
    if (!this.events.isWatched('diskWritten')) return;
    let entries = 0;
    let bytes = 0;
    for (const { size } of batch) {
      entries += size.entries;
      bytes += size.bytes;
    }
    this.events.emit('diskWritten', { milliseconds, groups: batch.length, entries, bytes });
  }

  #storageFailed(error: StorageFailedError): void {
    for (const group of this.#drivers.values()) group.stop(error);
    this.#wakeTurn();
  }

  /**
   * Hands over what this node leads, so that others go on at once, and closes. Waits for each transfer no longer than its group's
   * electionTimeoutMin.
   */
  shutdown(): Promise<void> {
    // Closed already, or about to be: whoever asks again waits for the same end.
    this.#shuttingDown ??= this.#closing ?? this.#handOverAndClose();
    return this.#shuttingDown;
  }

  async #handOverAndClose(): Promise<void> {
    await this.handOver();
    await this.close();
  }

  /**
   * Hands over what this node leads, as the first step of `shutdown`, and goes on as a follower: calls that it has can still come to
   * their end. Where nobody takes over in time it goes on to lead.
   */
  async handOver(): Promise<void> {
    await Promise.all([...this.#drivers.values()].map((group) => group.handOver()));
  }

  /**
   * Ends everything: open calls are settled, the write that is in flight is waited for, transport and storage are closed.
   * Idempotent.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const group of this.#drivers.values()) group.stop(new ClosedError('the node'));
    this.#closed = true;
    this.#timer?.cancel();
    // A group that ended in this turn may have had a last word, such as whom a removed leader wants to take over.
    this.#outbox.flush();
    this.#awake.clear();
    // A turn for the last words of methods that are told of it.
    if (this.#mounts.close()) await new Promise<void>((resolve) => this.#clock.defer(resolve));
    const results = await Promise.allSettled([
      this.#transport.close(),
      this.#forwarder?.close(),
      this.#disk.close(),
      this.#snapshots?.close(),
    ]);
    results.push(...(await Promise.allSettled([this.#storage.close()])));
    this.events.clear();
    for (const result of results) {
      if (result.status === 'rejected')
        throw result.reason instanceof Error ? result.reason : new RaftError('INTERNAL', String(result.reason));
    }
  }

  /** As `shutdown`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }
}
