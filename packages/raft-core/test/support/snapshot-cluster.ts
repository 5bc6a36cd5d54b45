import { RaftHost } from '../../src/node/host.js';
import { nodeId, storeId, type GroupId, type NodeId } from '../../src/model/ids.js';
import type { PeerMessage } from '../../src/model/messages.js';
import type { ClusterOption } from '../../src/node/founding.js';
import type { HostLimits } from '../../src/node/limits.js';
import type { RaftGroup } from '../../src/node/group.js';
import type { CompactionOptions } from '../../src/node/snapshots/compaction-options.js';
import type { AppliedCommand, MaybePromise, RaftApp, SnapshotSource, StoredSnapshot } from '../../src/ports/app.js';
import type { VersionRange } from '../../src/model/versions.js';
import type { PeerIdentity, Transport, TransportHandlers } from '../../src/ports/transport.js';
import { ManualClock } from './manual-clock.js';
import { TestSnapshots } from './test-snapshots.js';
import { TestStorage } from './test-storage.js';

const encoder = new TextEncoder();
const NAME = { name: 'test', token: '' };
const decoder = new TextDecoder();

/** A manual clock whose randomness is some, and always the same. */
class SeededClock extends ManualClock {
  #state = 12345;

  override random(): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return this.#state / 0x8000_0000;
  }
}

/** Keeps every command that it has seen, in order, with its index. Notes whatever a node must not do with an app. */
export class ListApp implements RaftApp {
  state: string[] = [];
  readonly violations: string[] = [];
  readonly installs: (number | undefined)[] = [];
  /** Called in the middle of each, before it has its effect. */
  beforeInstall: (snapshot: StoredSnapshot | undefined) => MaybePromise<void> = () => undefined;
  beforeApply: () => MaybePromise<void> = () => undefined;
  /** Called for each piece of a copy that is read. */
  beforePiece: () => MaybePromise<void> = () => undefined;
  released = 0;
  views = 0;
  wishes = false;
  #doing: string | undefined;

  #begin(what: string): void {
    if (this.#doing !== undefined) this.violations.push(`${what} during ${this.#doing}`);
    this.#doing = what;
  }

  async apply(commands: readonly AppliedCommand[]): Promise<Uint8Array[]> {
    this.#begin('apply');
    const texts = commands.map(({ index, payload }) => `${String(index)}:${decoder.decode(payload)}`);
    await this.beforeApply();
    this.state = [...this.state, ...texts];
    this.#doing = undefined;
    return commands.map(() => new Uint8Array(0));
  }

  query(): Uint8Array {
    if (this.#doing !== undefined) this.violations.push(`query during ${this.#doing}`);
    return encoder.encode(this.state.join(' '));
  }

  async install(snapshot: StoredSnapshot | undefined): Promise<void> {
    this.#begin('install');
    try {
      let text = '';
      await this.beforeInstall(snapshot);
      for await (const piece of snapshot?.read() ?? []) text += decoder.decode(piece, { stream: true });
      this.state = text === '' ? [] : text.split('\n');
      this.installs.push(snapshot?.index);
    } finally {
      this.#doing = undefined;
    }
  }

  snapshot(): SnapshotSource {
    if (this.#doing !== undefined) this.violations.push(`snapshot during ${this.#doing}`);
    this.views++;
    return this.source(this.state);
  }

  source(state: readonly string[]): SnapshotSource {
    const before = (): MaybePromise<void> => this.beforePiece();
    return {
      read: async function* () {
        for (const [i, line] of state.entries()) {
          await before();
          yield encoder.encode(i === 0 ? line : `\n${line}`);
        }
      },
      release: () => {
        this.released++;
      },
    };
  }

  wantsSnapshot(): boolean {
    return this.wishes;
  }
}

/** The same, with a fold beside the copy. */
export class FoldingApp extends ListApp {
  readonly folded: string[][] = [];
  readonly commands: string[] = [];

  fold(old: StoredSnapshot | undefined, commands: AsyncIterable<readonly AppliedCommand[]>): SnapshotSource {
    const { commands: seen } = this;
    const before = (): MaybePromise<void> => this.beforePiece();
    return {
      read: async function* () {
        let first = true;
        for await (const piece of old?.read() ?? []) {
          await before();
          first = false;
          yield piece;
        }
        for await (const batch of commands) {
          await before();
          for (const { index, payload } of batch) {
            const line = `${String(index)}:${decoder.decode(payload)}`;
            seen.push(line);
            yield encoder.encode(first ? line : `\n${line}`);
            first = false;
          }
        }
      },
      release: () => {
        this.released++;
      },
    };
  }
}

export interface NodeSettings {
  readonly compaction?: Partial<CompactionOptions>;
  readonly app?: ListApp;
  /** Groups beside `main`, by name. */
  readonly others?: Readonly<Record<string, ListApp>>;
  readonly snapshotPatience?: number;
  readonly limits?: Partial<HostLimits>;
  readonly logCacheBytes?: number;
  /** By default `new`. */
  readonly initial?: 'new' | 'existing';
  readonly cluster?: ClusterOption;
  /** The cluster versions that the build of the node knows. */
  readonly build?: VersionRange;
}

/** One node, with what outlives its process. */
export class SnapshotNode {
  readonly id: NodeId;
  readonly storage: TestStorage;
  snapshots = new TestSnapshots();
  /** What the host has told, as text. */
  events: string[] = [];
  app = new ListApp();
  host: RaftHost | undefined;
  identity: PeerIdentity | undefined;
  handlers: TransportHandlers | undefined;

  constructor(id: string) {
    this.id = nodeId(id);
    this.storage = new TestStorage(storeId(id.charCodeAt(0).toString(16).padEnd(32, '0')));
  }

  get group(): RaftGroup {
    if (this.host === undefined) throw new Error(`${this.id} is down`);
    return this.host.group('main');
  }

  /** Where its log on disk begins and ends. */
  get log(): string {
    const stored = this.storage.groups.get('main' as GroupId)?.stored;
    return `${String(stored?.firstIndex)}-${String(stored?.lastIndex)}`;
  }

  get violations(): string[] {
    return [...this.storage.violations, ...this.snapshots.violations, ...this.app.violations];
  }
}

/** Hosts on one clock and one network, with storages and snapshots that outlive them. */
export class SnapshotCluster {
  readonly clock: ManualClock = new SeededClock();
  readonly nodes = new Map<string, SnapshotNode>();
  readonly #ids: readonly string[];
  readonly #settings: NodeSettings;
  /** Links that lose everything, as `a>b`. */
  readonly cuts = new Set<string>();
  /** What is lost, of what is sent. */
  lose: (from: string, to: string, message: PeerMessage) => boolean = () => false;
  readonly sent: { from: string; to: string; group: GroupId; message: PeerMessage }[] = [];

  constructor(ids: readonly string[], settings: NodeSettings = {}) {
    this.#ids = ids;
    this.#settings = settings;
    for (const id of ids) this.nodes.set(id, new SnapshotNode(id));
  }

  node(id: string): SnapshotNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new Error(`no node ${id}`);
    return node;
  }

  async start(id: string, settings: NodeSettings = {}): Promise<SnapshotNode> {
    const node = this.node(id);
    const {
      compaction,
      app,
      others,
      limits,
      logCacheBytes,
      snapshotPatience,
      initial = 'new',
      cluster = NAME,
      build,
    } = { ...this.#settings, ...settings };
    node.app = app ?? new ListApp();
    node.events = [];
    const starting = RaftHost.start(
      {
        id,
        cluster,
        initial,
        members: this.#ids.map((each) => ({ id: each, address: `mem:${each}` })),
        groups: Object.fromEntries(
          Object.entries({ main: node.app, ...others }).map(([name, each]) => [name, { app: each }]),
        ),
        ...(compaction === undefined ? undefined : { compaction }),
        transport: this.#transport(node),
        storage: node.storage.open(),
        snapshots: node.snapshots.open(),
        clock: this.clock,
        ...(limits === undefined ? undefined : { limits }),
        consensus: {
          heartbeatInterval: 100,
          electionTimeoutMin: 500,
          electionTimeoutMax: 2000,
          ...(logCacheBytes === undefined ? undefined : { logCacheBytes }),
          ...(snapshotPatience === undefined ? undefined : { snapshotPatience }),
        },
      },
      build,
    );
    // Whatever becomes of it is looked at below.
    starting.catch(() => undefined);
    await this.clock.settle();
    const host = await starting;
    node.host = host;
    this.#listen(node, host);
    for (const other of this.nodes.values()) if (other !== node) this.#connect(node, other);
    return node;
  }

  /** Starts a node that the cluster does not know yet. */
  async join(id: string, settings: NodeSettings = {}): Promise<SnapshotNode> {
    if (!this.nodes.has(id)) this.nodes.set(id, new SnapshotNode(id));
    return this.start(id, { initial: 'existing', ...settings });
  }

  #listen(node: SnapshotNode, host: RaftHost): void {
    const { events } = node;
    host.events.on('snapshotTaken', ({ index }) => events.push(`taken ${String(index)}`));
    host.events.on('snapshotInstalled', ({ index }) => events.push(`installed ${String(index)}`));
    host.events.on('snapshotFailed', ({ what, error }) => {
      events.push(`${what} ${(error as { code?: string }).code ?? String(error)}`);
    });
    host.events.on('stopped', ({ error }) => events.push(`stopped ${error.code}`));
  }

  #transport(node: SnapshotNode): Transport {
    return {
      capabilities: { maxMessageBytes: 1_000_000 },
      address: `mem:${node.id}`,
      start: async (identity, handlers) => {
        node.identity = identity;
        node.handlers = handlers;
      },
      setPeers: () => undefined,
      send: (to, envelopes) => {
        for (const { group, message } of envelopes) {
          this.sent.push({ from: node.id, to, group, message });
          if (this.cuts.has(`${node.id}>${to}`) || this.lose(node.id, to, message)) continue;
          this.clock.defer(() => {
            const { identity } = node;
            if (identity !== undefined) this.nodes.get(to)?.handlers?.onMessages(identity, [{ group, message }]);
          });
        }
        return true;
      },
      close: async () => {
        node.handlers = undefined;
      },
    };
  }

  #connect(a: SnapshotNode, b: SnapshotNode): void {
    for (const [x, y] of [
      [a, b],
      [b, a],
    ] as const) {
      const { identity } = y;
      if (identity !== undefined && x.handlers !== undefined && y.handlers !== undefined) x.handlers.onPeerUp(identity);
    }
  }

  /** One place for the snapshots of all nodes, whose tags each of them can read. To be called before any starts. */
  share(): TestSnapshots {
    const shared = new TestSnapshots();
    shared.realm = 'shared';
    for (const node of this.nodes.values()) node.snapshots = shared;
    return shared;
  }

  cut(id: string): void {
    for (const other of this.#ids) if (other !== id) this.cuts.add(`${id}>${other}`).add(`${other}>${id}`);
  }

  heal(): void {
    this.cuts.clear();
  }

  async stop(id: string): Promise<void> {
    const node = this.node(id);
    const closing = node.host?.close();
    await this.clock.settle();
    await closing;
    node.host = undefined;
    const { identity } = node;
    for (const other of this.nodes.values())
      if (other !== node && identity !== undefined) other.handlers?.onPeerDown(identity, 'closed');
    await this.clock.settle();
  }

  async close(): Promise<void> {
    for (const [id, { host }] of this.nodes) if (host !== undefined) await this.stop(id);
  }

  /** Lets time pass until `done`, for a minute at most. */
  async until(what: string, done: () => boolean, step = 50): Promise<void> {
    for (let waited = 0; !done(); waited += step) {
      if (waited > 60_000) throw new Error(`never: ${what}`);
      await this.clock.advance(step);
    }
  }

  /** Starts all nodes and waits for a leader. */
  async up(): Promise<SnapshotNode> {
    for (const id of this.#ids) await this.start(id);
    return this.leader();
  }

  async leader(): Promise<SnapshotNode> {
    const leading = (): SnapshotNode | undefined =>
      [...this.nodes.values()].find(
        ({ host, id }) => host !== undefined && host.group('main').status().role === 'leader' && !this.#isCut(id),
      );
    await this.until('a leader', () => leading() !== undefined);
    await this.clock.advance(200);
    const leader = leading();
    if (leader === undefined) throw new Error('the leader is gone');
    return leader;
  }

  #isCut(id: string): boolean {
    return this.cuts.has(`${id}>${this.#ids.find((other) => other !== id) ?? ''}`);
  }

  async write(node: SnapshotNode, ...texts: string[]): Promise<void> {
    for (const text of texts) {
      let done = false;
      let failure: unknown;
      node.group.write(encoder.encode(text)).then(
        () => {
          done = true;
        },
        (error: unknown) => {
          failure = error;
          done = true;
        },
      );
      await this.clock.settle();
      await this.until(`${text} is written`, () => done);
      if (failure !== undefined) throw failure instanceof Error ? failure : new Error('the write failed');
    }
  }
}

/** How a call has ended by now. */
export function watch<T>(call: Promise<T>): { ending: string; value: T | undefined } {
  const watched: { ending: string; value: T | undefined } = { ending: 'open', value: undefined };
  call.then(
    (value) => {
      watched.ending = 'done';
      watched.value = value;
    },
    (error: unknown) => {
      watched.ending = (error as { code?: string }).code ?? String(error);
    },
  );
  return watched;
}
