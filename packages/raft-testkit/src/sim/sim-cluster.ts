import {
  type CallerOptions,
  type ChangeOptions,
  type CompactionOptions,
  consensusOptions,
  type ConsensusOptions,
  groupId,
  type FoundingSettings,
  hostLimits,
  isTransfer,
  type HostLimits,
  type ConfigurationChange,
  nodeId,
  type NodeId,
  type ReadOptions,
  type SessionOperation,
  type MountedService,
  type RaftApp,
  type RaftGroup,
  type RaftHost,
  type ApplyOptions,
  type WriteOptions,
} from '@lolraft/raft-core';
import { SimCalls, type CallEnd, type SimCall, type SessionWrite } from './calls.js';
import { checkStored, checkTruncation } from './checks/disk-checks.js';
import { Ledger } from './checks/ledger.js';
import { checkSent } from './checks/wire-checks.js';
import type { SimCommand } from './command.js';
import { Kernel, type Violation } from './kernel.js';
import { QUIET_NETWORK, type NetworkSettings } from './network-settings.js';
import type { ProcessSettings } from './process.js';
import type { ClockSettings } from './sim-clock.js';
import { QUICK_DISK, SimDisk, type DiskSettings } from './sim-disk.js';
import { SimNetwork } from './sim-network.js';
import { SimNode } from './sim-node.js';
import { QUICK_SNAPSHOTS, SimSnapshotPlace, type SnapshotSettings } from './sim-snapshots.js';
import { MemorySnapshotPlace } from '../snapshots/index.js';

export interface ClusterSettings {
  readonly seed: number;
  /** 1 to 7 founding voters. */
  readonly nodes?: number;
  /** Nodes that wait to be added: `n4` is the first one where there are three founders. */
  readonly spares?: number;
  readonly groups?: number;
  readonly consensus?: Partial<ConsensusOptions>;
  /** What groups are founded with. */
  readonly settings?: Partial<FoundingSettings>;
  /** Where false, that leases exclude other leaders is not checked at each step: only what clients are told of it. */
  readonly leaseChecks?: boolean;
  readonly limits?: Partial<HostLimits>;
  readonly network?: Partial<NetworkSettings>;
  readonly disk?: Partial<DiskSettings>;
  readonly process?: ProcessSettings;
  readonly clock?: ClockSettings;
  /** Milliseconds that the app takes for a batch; 0: it answers at once. */
  readonly applyMax?: number;
  /** Where given, groups take snapshots. */
  readonly compaction?: Partial<CompactionOptions>;
  readonly snapshots?: Partial<SnapshotSettings>;
  readonly snapshotPadding?: number;
  /**
   * Makes the app of each life of a node, in place of the registers: for state machines of the caller's own. The invariants of Raft are checked
   * all the same. Calls of it go to `node.group(i)` within `node.process.input`, since `write`, `read` and their checks are of registers.
   */
  readonly app?: (node: SimNode, group: number) => RaftApp;
  /** Makes the services that each life of a node offers to clients (`SimClient`), beside the one that every node has. */
  readonly services?: (node: SimNode, host: RaftHost) => readonly MountedService[];
  /** Gets one line for each event. */
  readonly onLine?: (line: string) => void;
}

export class SimulationError extends Error {
  readonly violation: Violation;
  constructor(violation: Violation) {
    super(`${violation.rule}, at ${violation.at.toFixed(3)} ms: ${violation.what}`);
    this.name = 'SimulationError';
    this.violation = violation;
  }
}

/**
 * A cluster of real hosts in one process, on simulated clocks, disks and network, with every invariant checked after every
 * step. One seed decides everything that the caller does not.
 */
export class SimCluster {
  readonly kernel: Kernel;
  readonly network: SimNetwork;
  readonly nodes: readonly SimNode[];
  readonly ledgers: readonly Ledger[];
  readonly calls: SimCalls;
  readonly consensus: ConsensusOptions;
  /** Changes of membership that were made and told. */
  membershipChanges = 0;
  /** Raises of the cluster version, and changes of settings of a group, that were made and told. */
  raises = 0;
  settingChanges = 0;
  /** Called when a node's role changes, after the step. */
  onRole: (node: SimNode, group: number, role: string, term: number) => void = () => undefined;
  /** Called when a leader has appended another configuration, after the step. */
  onConfiguration: (node: SimNode) => void = () => undefined;

  constructor(settings: ClusterSettings) {
    const kernel = new Kernel(settings.seed, settings.onLine);
    this.kernel = kernel;
    const founders = settings.nodes ?? 3;
    const all = Array.from({ length: founders + (settings.spares ?? 0) }, (_, i) => {
      const id = nodeId(`n${i + 1}`);
      return { id, address: `sim:${id}` };
    });
    const ids = all.map(({ id }) => id);
    this.network = new SimNetwork(kernel, ids, { ...QUIET_NETWORK, ...settings.network });
    this.ledgers = Array.from({ length: settings.groups ?? 1 }, (_, i) => new Ledger(`g${i + 1}`, kernel));
    this.calls = new SimCalls(kernel);
    this.consensus = consensusOptions(settings.consensus);
    const limits = hostLimits(settings.limits);
    const disks = ids.map((_, i) => new SimDisk(kernel, i, { ...QUICK_DISK, ...settings.disk }));
    const diskOf = new Map(ids.map((id, i) => [id, disks[i]]));
    const imageOf = (group: string) => {
      const name = groupId(group);
      return (node: NodeId) => diskOf.get(node)?.group(name);
    };
    const snapshots = { ...QUICK_SNAPSHOTS, ...settings.snapshots };
    const shared = new MemorySnapshotPlace();
    const place = (): MemorySnapshotPlace => (snapshots.shared ? shared : new MemorySnapshotPlace());
    this.nodes = disks.map(
      (disk, index) =>
        new SimNode(
          index,
          index < founders ? 'founds' : 'joins',
          disk,
          new SimSnapshotPlace(kernel, place(), snapshots),
          {
            consensus: this.consensus,
            groups: settings.settings ?? {},
            leaseChecks: settings.leaseChecks ?? true,
            limits,
            process: settings.process ?? { turnMin: 0, turnMax: 0 },
            clock: settings.clock ?? { rate: 1, origin: 1_000 * (index + 1), slack: 0 },
            applyMax: settings.applyMax ?? 0,
            compaction: settings.compaction,
            snapshotPadding: settings.snapshotPadding ?? 0,
            app: settings.app,
            services: settings.services,
          },
          {
            kernel,
            network: this.network,
            calls: this.calls,
            ledgers: this.ledgers,
            members: all.slice(0, founders),
            imageOf,
            onRole: (...change) => {
              this.onRole(...change);
            },
            onConfiguration: (node) => {
              this.onConfiguration(node);
            },
          },
        ),
    );
    this.#watchWire();
    this.#watchDisks();
  }

  #watchWire(): void {
    const byGroup = new Map(this.ledgers.map((ledger, i) => [ledger.group, { ledger, i }]));
    const byId = new Map(this.nodes.map((node) => [node.id, node]));
    this.network.onSend = (station, to, { group, message }) => {
      const found = byGroup.get(group);
      const node = this.nodes[station.index];
      if (found === undefined || node === undefined) {
        this.kernel.violate('groups apart', `a message of group ${group} from ${station.identity.node}`);
        return;
      }
      node.lookAtCommit(found.i);
      const sender = {
        id: node.id,
        options: this.consensus,
        image: node.disk.group(group),
        state: node.group(found.i)?.consensusState,
      };
      const target = byId.get(to);
      const state = target?.group(found.i)?.consensusState;
      const process = target?.process;
      const leading = state === undefined || process === undefined ? undefined : { process, state };
      // The bytes of snapshots say nothing about consensus.
      if (!isTransfer(message))
        checkSent(found.ledger, sender, to, message, { leading, image: target?.disk.group(group) });
    };
  }

  #watchDisks(): void {
    const byGroup = new Map<string, Ledger>(this.ledgers.map((ledger) => [ledger.group, ledger]));
    for (const { disk, id } of this.nodes) {
      disk.onApply = (image, write) => {
        const ledger = byGroup.get(image.group);
        if (ledger !== undefined) checkTruncation(ledger, id, image, write);
      };
      disk.onApplied = (image, write) => {
        const ledger = byGroup.get(image.group);
        if (ledger !== undefined) checkStored(ledger, id, image, write);
      };
    }
  }

  // ---- running ----

  get now(): number {
    return this.kernel.now;
  }

  startAll(): void {
    for (const node of this.nodes) node.start();
  }

  /** @throws {SimulationError} where a rule was broken. */
  check(): void {
    if (this.kernel.violation !== undefined) throw new SimulationError(this.kernel.violation);
  }

  /** Lets `milliseconds` pass. @throws {SimulationError} */
  async pass(milliseconds: number): Promise<void> {
    await this.kernel.run(() => false, this.now + milliseconds);
    this.check();
  }

  /** Goes on until `done` holds after some step. @throws {SimulationError | Error} where it does not in `within` milliseconds. */
  async until(what: string, done: () => boolean, within = 20_000): Promise<void> {
    const from = this.now;
    const came = await this.kernel.run(done, from + within);
    this.check();
    if (!came) throw new Error(`not within ${within} simulated ms: ${what}`);
  }

  // ---- looking ----

  /** @throws {RangeError} */
  node(index: number): SimNode {
    const node = this.nodes[index];
    if (node === undefined) throw new RangeError(`no node ${index}`);
    return node;
  }

  ledger(group: number): Ledger {
    const ledger = this.ledgers[group];
    if (ledger === undefined) throw new RangeError(`no group ${group}`);
    return ledger;
  }

  /** The leader of the newest term that anybody claims to lead. */
  leader(group = 0): SimNode | undefined {
    let newest: SimNode | undefined;
    let term = -1;
    for (const node of this.nodes) {
      const state = this.#running(node, group)?.consensusState;
      if (state === undefined || state.role !== 'leader' || state.term <= term) continue;
      newest = node;
      term = state.term;
    }
    return newest;
  }

  #running(node: SimNode, group: number): RaftGroup | undefined {
    const found = node.group(group);
    return found?.failure === undefined ? found : undefined;
  }

  // ---- calls ----

  /** Asks a node to write. Undefined where there is no process to ask, or it has not started. */
  write(
    node: SimNode,
    command: SimCommand,
    options: WriteOptions & { readonly padding?: number } = {},
    done: (end: CallEnd) => void = () => undefined,
  ): SimCall | undefined {
    const callee = this.#callee(node, command.group);
    return callee === undefined ? undefined : this.calls.write(callee, command, options.padding ?? 0, options, done);
  }

  /** A command in a session; see `SimCalls`. */
  beginInSession(command: SimCommand, padding: number, done: (end: CallEnd) => void): SessionWrite {
    return this.calls.beginInSession({ index: -1, ledger: this.ledger(command.group) }, command, padding, done);
  }

  /** Returns false where the node is not there to be asked. */
  tryInSession(node: SimNode, write: SessionWrite, options: ApplyOptions, done: (end: CallEnd) => void): boolean {
    const callee = this.#callee(node, write.call.command?.group ?? 0);
    if (callee === undefined) return false;
    this.calls.tryInSession(callee, write, options, done);
    return true;
  }

  /** Asks a node to open, keep or close a session. */
  session(
    node: SimNode,
    group: number,
    operation: SessionOperation,
    session: number,
    acknowledged: number,
    done: (end: CallEnd) => void,
  ): SimCall | undefined {
    const callee = this.#callee(node, group);
    return callee === undefined ? undefined : this.calls.session(callee, operation, session, acknowledged, done);
  }

  read(
    node: SimNode,
    group: number,
    key: number,
    options: ReadOptions = {},
    done: (end: CallEnd) => void = () => undefined,
  ): SimCall | undefined {
    const callee = this.#callee(node, group);
    return callee === undefined ? undefined : this.calls.read(callee, key, options, done);
  }

  /** Asks a node to take a snapshot. */
  snapshot(node: SimNode, group: number, done: (end: CallEnd) => void = () => undefined): SimCall | undefined {
    const callee = this.#callee(node, group);
    return callee === undefined ? undefined : this.calls.snapshot(callee, done);
  }

  /** Asks a node to change the membership, or what the members agree on. */
  change(
    node: SimNode,
    group: number,
    changes: readonly ConfigurationChange[],
    options: ChangeOptions = {},
    done: (end: CallEnd) => void = () => undefined,
  ): SimCall | undefined {
    const callee = this.#callee(node, group);
    return callee === undefined ? undefined : this.calls.change(callee, changes, options, done);
  }

  /** Asks a node to hand leadership over. */
  transfer(
    node: SimNode,
    group: number,
    target?: NodeId,
    options: CallerOptions = {},
    done: (end: CallEnd) => void = () => undefined,
  ): SimCall | undefined {
    const callee = this.#callee(node, group);
    return callee === undefined ? undefined : this.calls.transfer(callee, target, options, done);
  }

  #callee(node: SimNode, index: number) {
    const { process } = node;
    const group = node.group(index);
    if (process === undefined || group === undefined) return undefined;
    return { index: node.index, process, group, ledger: this.ledger(index) };
  }

  /** A command that nobody has used yet. */
  put(key: number, value: number, group = 0): SimCommand {
    return { id: this.calls.nextCommand(), group, op: 'put', key, value, expected: 0 };
  }

  cas(key: number, expected: number, value: number, group = 0): SimCommand {
    return { id: this.calls.nextCommand(), group, op: 'cas', key, value, expected };
  }
}
