import { EntryBatch } from '../../src/model/entry-batch.js';
import { EntryKind, type Entry } from '../../src/model/entry.js';
import { BLANK_CONFIGURATION, type Configuration } from '../../src/model/configuration.js';
import { nodeId, storeId, type NodeId, type StoreId } from '../../src/model/ids.js';
import type { ConsensusMessage } from '../../src/model/messages.js';
import { UnknownEntryError } from '../../src/model/errors.js';
import type { HardState, SnapshotRecord } from '../../src/model/state.js';
import { BUILD_VERSIONS, type VersionRange } from '../../src/model/versions.js';
import { Consensus } from '../../src/consensus/consensus.js';
import type { Effect, Input } from '../../src/consensus/effects.js';
import { foundingRecord } from '../../src/node/founding.js';
import type { LogBase } from '../../src/consensus/log.js';
import { consensusOptions, type ConsensusOptions } from '../../src/consensus/options.js';

export interface Wire {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: ConsensusMessage;
}

type Write = Extract<Effect, { type: 'write' }>;

export interface NetOptions {
  readonly options?: Partial<ConsensusOptions>;
  readonly configuration?: Configuration;
  readonly seed?: number;
}

const BASE: Partial<ConsensusOptions> = { heartbeatInterval: 100, electionTimeoutMin: 500, electionTimeoutMax: 2000 };

export function command(text: string): {
  kind: typeof EntryKind.Command;
  session: number;
  sequence: number;
  payload: Uint8Array;
} {
  return { kind: EntryKind.Command, session: 0, sequence: 0, payload: new TextEncoder().encode(text) };
}

export function storeOf(id: string, generation = 0): StoreId {
  const hex = Array.from(`${id}-${generation}`)
    .map((c) => c.charCodeAt(0).toString(16).padStart(2, '0'))
    .join('');
  return storeId(hex.padEnd(32, '0').slice(0, 32));
}

export function voters(...ids: string[]): Configuration {
  return {
    voters: ids.map((id) => ({ id: nodeId(id), address: `mem:${id}` })),
    outgoing: [],
    learners: [],
    clusterVersion: 1,
  };
}

function copied(message: ConsensusMessage): ConsensusMessage {
  if (message.type !== 'append' || message.entries === undefined) return { ...message };
  return { ...message, entries: EntryBatch.decode(message.entries.firstIndex, message.entries.bytes.slice()) };
}

/** One node of a `Net`: a core, what its disk holds, and what the disk has not finished. */
export class NetNode {
  core: Consensus;
  readonly id: NodeId;
  store: StoreId;
  hardState: HardState = { term: 0, votedFor: undefined };
  snapshot: SnapshotRecord;
  /** Synced entries, by position; undefined where a snapshot has taken their place. */
  disk: (Entry | undefined)[] = [];
  writes: Write[] = [];
  committed = 0;
  /** On its way to this node, and what the app is being given. */
  fetch: { from: NodeId; record: SnapshotRecord } | undefined;
  install: SnapshotRecord | undefined;
  up = true;
  /** Every effect, for assertions. */
  effects: Effect[] = [];
  crashed: Error | undefined;
  /** The cluster versions that its build knows, from its next start on. */
  build: VersionRange = BUILD_VERSIONS;

  constructor(id: NodeId, core: Consensus, snapshot: SnapshotRecord) {
    this.id = id;
    this.store = storeOf(id);
    this.core = core;
    this.snapshot = snapshot;
  }

  get state(): Consensus['state'] {
    return this.core.state;
  }

  /** Commands of the synced log as text; a no-op is '-', a configuration 'c', what is compacted '.'. */
  get log(): string {
    return texts(this.disk);
  }

  /** Commands up to the commit index, from the log in memory. */
  get committedLog(): string {
    const entries: (Entry | undefined)[] = [];
    for (let i = 1; i <= this.committed; i++)
      entries.push(i <= this.state.log.baseIndex ? undefined : this.state.log.cached(i, i, 1)?.entry(i));
    return texts(entries);
  }

  of<T extends Effect['type']>(type: T): Extract<Effect, { type: T }>[] {
    return this.effects.filter((e): e is Extract<Effect, { type: T }> => e.type === type);
  }
}

function texts(entries: readonly (Entry | undefined)[]): string {
  return Array.from(entries)
    .map((e) =>
      e === undefined
        ? '.'
        : e.kind === EntryKind.Noop
          ? '-'
          : e.kind === EntryKind.Configuration
            ? 'c'
            : new TextDecoder().decode(e.payload),
    )
    .join('');
}

/** Removes the entries up to `to` from the disk; the log restarts behind it where it lies beyond the end. */
function forget(node: NetNode, to: number): void {
  for (let i = 0; i < Math.min(to, node.disk.length); i++) node.disk[i] = undefined;
  while (node.disk.length < to) node.disk.push(undefined);
}

/**
 * A cluster of bare cores in lockstep: time, disks and messages move only when the test says so. Messages are copied.
 */
export class Net {
  readonly nodes = new Map<string, NetNode>();
  now = 0;
  queue: Wire[] = [];
  /** Everything that was ever sent. */
  readonly sent: Wire[] = [];
  /** Messages that are neither delivered nor lost while they match. */
  holds: ((wire: Wire) => boolean)[] = [];
  #cuts = new Set<string>();
  readonly #options: ConsensusOptions;
  readonly #founding: Configuration;
  #seed: number;
  /** Sees every message in the moment that it leaves. */
  onSend: ((wire: Wire, from: NetNode) => void) | undefined;
  /** Sees every effect as it happens. */
  trace: ((node: NetNode, effect: Effect) => void) | undefined;

  constructor(ids: readonly string[], given: NetOptions = {}) {
    this.#options = consensusOptions({ ...BASE, ...given.options });
    this.#seed = given.seed ?? 1;
    const configuration = given.configuration ?? voters(...ids);
    this.#founding = configuration;
    for (const name of ids) {
      const id = nodeId(name);
      const snapshot = foundingRecord(configuration);
      const node = new NetNode(id, this.#make(id, storeOf(name), { term: 0, votedFor: undefined }, snapshot), snapshot);
      this.nodes.set(name, node);
    }
    for (const node of this.nodes.values()) this.perform(node, node.core.start());
    this.connectAll();
  }

  #make(
    id: NodeId,
    store: StoreId,
    hardState: HardState,
    snapshot: SnapshotRecord,
    base?: LogBase,
    build = BUILD_VERSIONS,
  ): Consensus {
    return new Consensus(
      { node: id, store, build },
      { hardState, snapshot, base },
      this.#options,
      this.#seed++,
      this.now,
    );
  }

  node(id: string): NetNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new Error(`no node ${id}`);
    return node;
  }

  connectAll(): void {
    for (const a of this.nodes.keys())
      for (const b of this.nodes.keys()) if (a !== b && this.#linked(a, b) && this.#linked(b, a)) this.up(a, b);
  }

  /** Tells `a` that a connection to `b` is there. */
  up(a: string, b: string): void {
    this.step(a, {
      type: 'peerUp',
      now: this.now,
      peer: this.node(b).id,
      store: this.node(b).store,
      build: this.node(b).build,
    });
  }

  /** Tells `a` that its connection to `b` has closed. */
  down(a: string, b: string): void {
    this.step(a, { type: 'peerDown', now: this.now, peer: this.node(b).id });
  }

  step(id: string, input: Input): Effect[] {
    const node = this.node(id);
    if (!node.up) return [];
    let effects: Effect[];
    try {
      effects = node.core.step(input);
    } catch (error) {
      return this.#tooOld(node, error);
    }
    this.perform(node, effects);
    return effects;
  }

  /** What a newer build wrote ends a group, as the driver has it; any other throw is a test's to see. */
  #tooOld(node: NetNode, error: unknown): Effect[] {
    if (!(error instanceof UnknownEntryError)) throw error;
    node.crashed = error;
    const effects: Effect[] = [{ type: 'stop', error, after: 0 }];
    this.perform(node, effects);
    this.crash(node.id);
    return effects;
  }

  perform(node: NetNode, effects: readonly Effect[]): void {
    for (const effect of effects) {
      node.effects.push(effect);
      this.trace?.(node, effect);
      if (effect.type === 'write') node.writes.push(effect);
      if (effect.type === 'commit') node.committed = effect.index;
      if (effect.type === 'send') {
        const wire = { from: node.id, to: effect.to, message: copied(effect.message) };
        this.sent.push(wire);
        this.onSend?.(wire, node);
        this.queue.push(wire);
      }
      if (effect.type === 'readLog') {
        const entries = node.disk.slice(effect.from - 1, effect.to).map((e) => e as Entry);
        const batch = EntryBatch.concat(entries.map((e) => EntryBatch.pack(e.index, e.term, e.time, [e]))).take(
          effect.from,
          effect.to,
          effect.maxBytes,
        );
        this.step(node.id, { type: 'logRead', now: this.now, peer: effect.peer, batch });
      }
      if (effect.type === 'compact') forget(node, effect.to);
      if (effect.type === 'fetchSnapshot') node.fetch = { from: effect.from, record: effect.record };
      if (effect.type === 'cancelFetch') node.fetch = undefined;
      if (effect.type === 'installSnapshot') node.install = effect.record;
    }
  }

  /** Finishes the oldest `count` writes of a node's disk (all by default). */
  sync(id: string, count = Infinity): void {
    const node = this.node(id);
    for (let done = 0; done < count; done++) {
      const write = node.writes.shift();
      if (write === undefined) return;
      if (write.hardState !== undefined) node.hardState = write.hardState;
      if (write.truncateFrom !== undefined) node.disk.length = write.truncateFrom - 1;
      const { entries } = write;
      if (entries !== undefined)
        for (let i = entries.firstIndex; i <= entries.lastIndex; i++)
          node.disk.push({ ...entries.entry(i), payload: entries.payload(i).slice() });
      if (write.snapshot !== undefined) {
        node.snapshot = write.snapshot;
        forget(node, write.snapshot.index);
      }
      this.step(id, { type: 'written', now: this.now, write: write.write });
      if (node.state.diskFull) this.step(id, { type: 'diskFull', now: this.now, full: false });
    }
  }

  /** The disk refuses entries for want of room, and takes the newest hard state all the same, ahead of them. */
  refuse(id: string): void {
    const node = this.node(id);
    this.step(id, { type: 'diskFull', now: this.now, full: true });
    const newest = node.writes.filter(({ hardState }) => hardState !== undefined).at(-1);
    if (newest?.hardState === undefined) return;
    node.hardState = newest.hardState;
    // An older one that is written later must not replace it.
    node.writes = node.writes.map((write) =>
      write.write <= newest.write ? { ...write, hardState: undefined } : write,
    );
    this.step(id, { type: 'hardStateWritten', now: this.now, write: newest.write });
  }

  /** A snapshot of everything that is committed, as the driver would make and record it, with `trailing` entries kept behind it. */
  record(id: string, trailing = 0): void {
    const node = this.node(id);
    const index = Math.min(node.committed, node.state.log.durableIndex);
    if (index <= node.state.snapshot.index || node.state.unreadable || node.state.installing !== undefined) return;
    this.step(id, { type: 'applied', now: this.now, index });
    const tag = new TextEncoder().encode(`${id}/${String(index)}`);
    const { term, configuration, configurationIndex } = node.core.describe(index);
    const facts = { index, term, time: index, size: 100 * index, checksum: index, version: 1 };
    const record = { ...facts, tag, configuration, configurationIndex };
    node.snapshot = record;
    const keep = { entries: trailing, bytes: Infinity, fetchingBytes: Infinity };
    this.step(id, { type: 'snapshotRecorded', now: this.now, record, trailing: keep });
  }

  /** What is on its way arrives whole, or fails. */
  endFetch(id: string, how: 'arrives' | 'fails' = 'arrives'): void {
    const node = this.node(id);
    const { fetch } = node;
    node.fetch = undefined;
    if (fetch === undefined) return;
    if (how === 'fails') {
      this.step(id, { type: 'snapshotFailed', now: this.now });
      return;
    }
    const tag = new TextEncoder().encode(`${id}/${String(fetch.record.index)}`);
    this.step(id, { type: 'snapshotFetched', now: this.now, record: { ...fetch.record, tag } });
  }

  /** The app has taken over the snapshot that it was given. */
  endInstall(id: string): void {
    const node = this.node(id);
    if (node.install === undefined) return;
    node.install = undefined;
    this.step(id, { type: 'snapshotInstalled', now: this.now });
  }

  /** The app takes what is committed. */
  #apply(id: string, node: NetNode): boolean {
    const { appliedIndex, unreadable, installing } = node.state;
    if (node.state.stopped || unreadable || installing !== undefined || node.committed <= appliedIndex) return false;
    this.step(id, { type: 'applied', now: this.now, index: node.committed });
    return true;
  }

  #linked(from: string, to: string): boolean {
    return !this.#cuts.has(`${from}>${to}`);
  }

  /** Loses everything between the two sides, both ways. */
  cut(a: readonly string[], b: readonly string[]): void {
    for (const x of a) for (const y of b) this.#cuts.add(`${x}>${y}`).add(`${y}>${x}`);
  }

  cutOneWay(from: string, to: string): void {
    this.#cuts.add(`${from}>${to}`);
  }

  heal(): void {
    this.#cuts.clear();
    this.holds = [];
    this.connectAll();
  }

  hold(match: (wire: Wire) => boolean): void {
    this.holds.push(match);
  }

  /** Delivers one message as the network would: lost where a cut is. */
  deliverOne(wire: Wire): void {
    if (!this.#linked(wire.from, wire.to) || !this.nodes.has(wire.to)) return;
    this.step(wire.to, {
      type: 'message',
      now: this.now,
      from: wire.from,
      store: this.node(wire.from).store,
      message: copied(wire.message),
    });
  }

  /** Delivers what is not held and finishes writes (of all disks but `slow`), until nothing moves. */
  settle(slow: readonly string[] = []): void {
    for (let rounds = 0; ; rounds++) {
      if (rounds > 10_000) throw new Error('the net does not come to rest');
      const batch = this.queue.filter((wire) => !this.holds.some((match) => match(wire)));
      this.queue = this.queue.filter((wire) => !batch.includes(wire));
      for (const wire of batch) this.deliverOne(wire);
      let wrote = false;
      for (const [id, node] of this.nodes) {
        if (slow.includes(id) || !node.up || node.writes.length === 0) continue;
        wrote = true;
        this.sync(id);
      }
      for (const [id, node] of this.nodes) {
        if (!node.up || slow.includes(id)) continue;
        const { fetch } = node;
        if (fetch !== undefined && this.node(fetch.from).up && this.#linked(fetch.from, id)) {
          this.endFetch(id);
          wrote = true;
        }
        if (node.install !== undefined) {
          this.endInstall(id);
          wrote = true;
        }
        if (this.#apply(id, node)) wrote = true;
      }
      if (batch.length === 0 && !wrote) return;
    }
  }

  /** As `settle`, up to the moment at which such a message is on its way: that one is not delivered. */
  settleUntil(match: (wire: Wire) => boolean): void {
    const mine = (wire: Wire): boolean => match(wire);
    this.holds.push(mine);
    this.settle();
    this.holds = this.holds.filter((hold) => hold !== mine);
    if (!this.queue.some(match)) throw new Error('no such message was sent');
  }

  /** Lets time pass, with every deadline served in order and everything delivered at once. */
  advance(milliseconds: number, slow: readonly string[] = []): void {
    const end = this.now + milliseconds;
    for (;;) {
      let next = end;
      for (const node of this.nodes.values())
        if (node.up) next = Math.min(next, Math.max(this.now, node.core.deadline));
      this.now = next;
      let ticked = false;
      for (const [id, node] of this.nodes) {
        if (!node.up || node.core.deadline > this.now) continue;
        ticked = true;
        this.step(id, { type: 'tick', now: this.now });
      }
      this.settle(slow);
      if (!ticked && this.now >= end) return;
    }
  }

  /** Makes `id` leader by letting its election deadline come first. */
  elect(id: string): NetNode {
    const node = this.node(id);
    this.advance(1); // connections and first deadlines
    for (let tries = 0; tries < 50 && node.state.role !== 'leader'; tries++) {
      // Nobody keeps faith with a former leader any more.
      this.now += 5_000;
      this.step(id, { type: 'tick', now: this.now });
      this.settle();
    }
    if (node.state.role !== 'leader') throw new Error(`${id} was not elected`);
    return node;
  }

  /** A node that knows nobody, waiting to be added. */
  join(name: string): NetNode {
    const id = nodeId(name);
    const snapshot = foundingRecord(BLANK_CONFIGURATION);
    const node = new NetNode(id, this.#make(id, storeOf(name), { term: 0, votedFor: undefined }, snapshot), snapshot);
    this.nodes.set(name, node);
    this.perform(node, node.core.start());
    for (const other of this.nodes.keys()) {
      if (other === name || !this.node(other).up) continue;
      this.up(other, name);
      this.up(name, other);
    }
    return node;
  }

  propose(id: string, ...commands: string[]): Effect[] {
    return this.step(id, { type: 'propose', now: this.now, proposals: commands.map(command) });
  }

  /** The process dies: unsynced writes are gone, its connections close. */
  crash(id: string): void {
    const node = this.node(id);
    node.up = false;
    node.writes = [];
    node.fetch = undefined;
    node.install = undefined;
    this.queue = this.queue.filter((wire) => wire.from !== node.id && wire.to !== node.id);
    for (const other of this.nodes.keys()) if (other !== id) this.down(other, id);
  }

  /** Starts the process again on what its disk holds. */
  restart(id: string): NetNode {
    const node = this.node(id);
    const entries = node.disk.filter((e) => e !== undefined);
    const [oldest] = entries;
    const base = oldest !== undefined && oldest.index <= node.snapshot.index ? oldest : undefined;
    try {
      node.core = this.#make(node.id, node.store, node.hardState, node.snapshot, base, node.build);
      for (const e of entries) if (e !== base) node.core.recover(EntryBatch.pack(e.index, e.term, e.time, [e]));
    } catch (error) {
      this.#tooOld(node, error);
      return node;
    }
    node.crashed = undefined;
    node.committed = node.snapshot.index;
    node.up = true;
    this.perform(node, node.core.start());
    if (node.snapshot.tag !== undefined) this.step(id, { type: 'snapshotInstalled', now: this.now });
    for (const other of this.nodes.keys()) {
      if (other === id || !this.node(other).up) continue;
      this.up(other, id);
      this.up(id, other);
    }
    return node;
  }

  /** A new, empty disk under the same node id, to be founded again or to join. */
  wipe(id: string, generation = 1, begins: 'founds' | 'joins' = 'founds'): void {
    const node = this.node(id);
    node.store = storeOf(id, generation);
    node.hardState = { term: 0, votedFor: undefined };
    node.disk = [];
    node.snapshot = foundingRecord(begins === 'founds' ? this.#founding : BLANK_CONFIGURATION);
  }

  leaders(): NetNode[] {
    return [...this.nodes.values()].filter((n) => n.up && n.state.role === 'leader');
  }

  messages<T extends ConsensusMessage['type']>(
    type: T,
    from?: string,
  ): { from: NodeId; to: NodeId; message: Extract<ConsensusMessage, { type: T }> }[] {
    return this.sent.filter(
      (w): w is { from: NodeId; to: NodeId; message: Extract<ConsensusMessage, { type: T }> } =>
        w.message.type === type && (from === undefined || w.from === from),
    );
  }
}
