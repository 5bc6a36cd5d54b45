import {
  classOf,
  type LocalIdentity,
  type MessageClass,
  type NodeId,
  type PeerEnvelope,
  type TransportHandlers,
} from '@lolraft/raft-core';
import { copyEnvelope, describeMessage, termOf, typeNumber } from './copy-envelope.js';
import type { Kernel } from './kernel.js';
import type { NetworkSettings } from './network-settings.js';
import type { SimProcess } from './process.js';
import type { SimRandom } from './random.js';
import { Happening } from './trace.js';

/** One host on the network, for one life of its process. */
export interface Station {
  readonly index: number;
  readonly process: SimProcess;
  readonly identity: LocalIdentity;
  readonly handlers: TransportHandlers;
  peers: ReadonlySet<NodeId>;
}

/** One end of a connection, as its host sees it. */
interface End {
  readonly station: Station;
  /** Between the calls of `onPeerUp` and `onPeerDown`. */
  up: boolean;
  closed: boolean;
  /** What arrives here in a class arrives in order. */
  readonly lastArrival: Record<MessageClass, number>;
}

interface Connection {
  readonly ends: readonly [End, End];
  open: boolean;
}

interface Held {
  readonly from: Station;
  readonly to: number;
  readonly envelope: PeerEnvelope;
}

/** Messages that a test keeps back. */
export interface Hold {
  /** How many are kept now. */
  readonly count: number;
  /** Delivers the kept ones, each `times` times, whatever became of their connection; later ones pass. */
  release(times?: number): void;
  /** Loses the kept ones; later ones pass. */
  drop(): void;
}

/** In the order in which they leave. */
const CLASSES: readonly MessageClass[] = ['control', 'bulk', 'background'];

type Filter = (from: NodeId, to: NodeId, envelope: PeerEnvelope) => boolean;

/**
 * The network between the hosts: connections that open, break and are dialled again; links that are cut in one direction
 * or both; delay, loss, and queues of two classes. Every message is copied.
 */
export class SimNetwork {
  settings: NetworkSettings;
  readonly #kernel: Kernel;
  readonly #random: SimRandom;
  readonly #ids: readonly NodeId[];
  readonly #stations: (Station | undefined)[];
  readonly #connections = new Map<number, Connection>();
  readonly #dialling: boolean[];
  /** What one host does that dials another, by `a * n + b`: where they are apart for long, this is the most frequent event. */
  readonly #dials: (() => void)[] = [];
  /** The number of the cut for each cut link, by `from * n + to`; 0 for the others. */
  readonly #cuts: number[];
  #cutNumber = 0;
  readonly #holds = new Set<{ readonly filter: Filter; readonly held: Held[] }>();
  /** Messages that arrived. */
  delivered = 0;
  /** Looks at everything that a host sends, whether it arrives or not. */
  onSend: (from: Station, to: NodeId, envelope: PeerEnvelope) => void = () => undefined;

  constructor(kernel: Kernel, ids: readonly NodeId[], settings: NetworkSettings) {
    this.#kernel = kernel;
    this.#random = kernel.random.fork();
    this.#ids = ids;
    this.#stations = ids.map(() => undefined);
    const links = ids.length * ids.length;
    this.#dialling = Array.from({ length: links }, () => false);
    this.#cuts = Array.from({ length: links }, () => 0);
    this.settings = settings;
  }

  // ---- hosts come and go ----

  attach(station: Station): void {
    this.#stations[station.index] = station;
  }

  /** The host has closed, or its process is gone; its peers find out in their own time. */
  detach(station: Station): void {
    if (this.#stations[station.index] !== station) return;
    this.#stations[station.index] = undefined;
    for (const [key, connection] of this.#connections) {
      const own = connection.ends.find((end) => end.station === station);
      if (own === undefined) continue;
      own.closed = true;
      own.up = false;
      this.#break(key, connection, 'the peer is gone');
    }
  }

  setPeers(station: Station, peers: ReadonlySet<NodeId>): void {
    station.peers = peers;
    for (const [key, connection] of this.#connections) {
      const [a, b] = connection.ends;
      const wanted = a.station.peers.has(b.station.identity.node) || b.station.peers.has(a.station.identity.node);
      if (!wanted && connection.ends.some((end) => end.station === station))
        this.#break(key, connection, 'no peer any more');
    }
    for (const peer of peers) this.#dial(station.index, this.#ids.indexOf(peer));
  }

  // ---- connections ----

  #key(a: number, b: number): number {
    return Math.min(a, b) * this.#ids.length + Math.max(a, b);
  }

  #dial(a: number, b: number): void {
    if (b < 0 || a === b) return;
    const key = this.#key(a, b);
    if (this.#dialling[key] === true || this.#connections.get(key)?.open === true) return;
    this.#dialling[key] = true;
    const dialled = (this.#dials[a * this.#ids.length + b] ??= () => {
      this.#dialling[key] = false;
      this.#dialled(a, b, key);
    });
    this.#kernel.quietly(this.#random.between(this.settings.dialMin, this.settings.dialMax), dialled);
  }

  #dialled(a: number, b: number, key: number): void {
    const first = this.#stations[a];
    const second = this.#stations[b];
    if (first === undefined || second === undefined) {
      // Whoever wants the other goes on dialling: one that has joined knows nobody, and dials nobody itself.
      const caller = first ?? second;
      if (caller?.peers.has(this.#ids[first === undefined ? a : b] as NodeId) === true) this.#dial(a, b);
      return;
    }
    const wanted = first.peers.has(second.identity.node) || second.peers.has(first.identity.node);
    if (!wanted || this.#connections.get(key)?.open === true) return;
    if (this.isCut(a, b) || this.isCut(b, a)) this.#dial(a, b);
    else this.#connect(key, first, second);
  }

  #connect(key: number, first: Station, second: Station): void {
    const old = this.#connections.get(key);
    // An end that has not noticed yet learns it from the new connection.
    if (old !== undefined) for (const end of old.ends) this.#down(end, old, 'replaced');
    const end = (station: Station): End => {
      const at = this.#kernel.now + this.#delay();
      return { station, up: false, closed: false, lastArrival: { control: at, bulk: at, background: at } };
    };
    const ends = [end(first), end(second)] as const;
    const connection: Connection = { ends, open: true };
    this.#connections.set(key, connection);
    for (const [own, other] of [ends, [ends[1], ends[0]] as const]) {
      this.#kernel.queue.add(own.lastArrival.control, () => {
        own.station.process.input(() => {
          if (own.closed) return;
          own.up = true;
          this.#kernel.trace.add(this.#kernel.now, Happening.PeerUp, own.station.index, other.station.index);
          if (this.#kernel.trace.told) this.#tell(own.station, `connected to ${other.station.identity.node}`);
          own.station.handlers.onPeerUp(other.station.identity);
        });
      });
    }
  }

  /** Both ends lose it, each when it notices. */
  #break(key: number, connection: Connection, reason: string): void {
    if (!connection.open) return;
    connection.open = false;
    for (const end of connection.ends) {
      this.#kernel.quietly(this.#random.between(0, this.settings.noticeMax), () => {
        this.#down(end, connection, reason);
      });
    }
    const [a, b] = connection.ends;
    this.#dial(a.station.index, b.station.index);
  }

  #down(end: End, connection: Connection, reason: string): void {
    if (end.closed) return;
    end.closed = true;
    const peer = connection.ends[0] === end ? connection.ends[1] : connection.ends[0];
    end.station.process.input(() => {
      if (!end.up) return;
      end.up = false;
      this.#kernel.trace.add(this.#kernel.now, Happening.PeerDown, end.station.index, peer.station.index);
      if (this.#kernel.trace.told) this.#tell(end.station, `lost ${peer.station.identity.node}: ${reason}`);
      end.station.handlers.onPeerDown(peer.station.identity, reason);
    });
  }

  /** Breaks the connection between two hosts; they dial again. */
  reset(a: number, b: number): void {
    const key = this.#key(a, b);
    const connection = this.#connections.get(key);
    if (connection !== undefined) this.#break(key, connection, 'connection reset');
  }

  // ---- links ----

  isCut(from: number, to: number): boolean {
    return this.#cuts[from * this.#ids.length + to] !== 0;
  }

  /** Nothing gets from `from` to `to` any more. A connection that this silences is given up after a while. */
  cut(from: number, to: number): void {
    if (from === to || this.isCut(from, to)) return;
    const number = ++this.#cutNumber;
    const link = from * this.#ids.length + to;
    this.#cuts[link] = number;
    this.#kernel.quietly(this.settings.silence, () => {
      if (this.#cuts[link] !== number) return;
      const key = this.#key(from, to);
      const connection = this.#connections.get(key);
      if (connection !== undefined) this.#break(key, connection, 'silent for too long');
    });
  }

  heal(from: number, to: number): void {
    this.#cuts[from * this.#ids.length + to] = 0;
    this.#dial(from, to);
  }

  healAll(): void {
    const n = this.#ids.length;
    for (let from = 0; from < n; from++) for (let to = 0; to < n; to++) if (from !== to) this.heal(from, to);
  }

  /** Keeps back what the filter names, from now on. */
  hold(filter: Filter): Hold {
    const entry: { filter: Filter; held: Held[] } = { filter, held: [] };
    this.#holds.add(entry);
    return {
      get count() {
        return entry.held.length;
      },
      release: (times = 1) => {
        this.#holds.delete(entry);
        for (const { from, to, envelope } of entry.held.splice(0)) {
          for (let i = 0; i < times; i++) {
            const copy = copyEnvelope(envelope);
            this.#kernel.quietly(this.#delay(), () => {
              const station = this.#stations[to];
              if (station !== undefined) this.#hand(from, station, [copy]);
            });
          }
        }
      },
      drop: () => {
        this.#holds.delete(entry);
        entry.held.length = 0;
      },
    };
  }

  // ---- messages ----

  #delay(): number {
    const { delayMin, delayMax, tailChance, tailMax } = this.settings;
    const delay = this.#random.between(delayMin, delayMax);
    return this.#random.chance(tailChance) ? delay + this.#random.between(0, tailMax) : delay;
  }

  send(from: Station, peer: NodeId, envelopes: readonly PeerEnvelope[]): boolean {
    const to = this.#ids.indexOf(peer);
    for (const envelope of envelopes) {
      this.#kernel.trace.add(
        this.#kernel.now,
        Happening.Send,
        from.index,
        to,
        typeNumber(envelope.message),
        termOf(envelope.message),
      );
      this.onSend(from, peer, envelope);
    }
    const connection = this.#connections.get(this.#key(from.index, to));
    const own = connection?.ends[connection.ends[0].station === from ? 0 : 1];
    if (connection === undefined || own?.station !== from || !own.up) {
      this.#kernel.quietly(0, () => {
        from.process.input(() => {
          from.handlers.onDropped(peer, envelopes.length);
        });
      });
      return false;
    }
    const sent = this.#holds.size === 0 ? envelopes : envelopes.filter((each) => !this.#isHeld(from, to, each));
    const [first] = sent;
    if (first === undefined) return true;
    // Mostly all are of one class.
    const priority = classOf(first.message);
    if (sent.every(({ message }) => classOf(message) === priority)) {
      this.#carry(connection, own, priority, sent.map(copyEnvelope));
      return true;
    }
    for (const each of CLASSES) {
      const some = sent.filter(({ message }) => classOf(message) === each);
      if (some.length > 0) this.#carry(connection, own, each, some.map(copyEnvelope));
    }
    return true;
  }

  #isHeld(from: Station, to: number, envelope: PeerEnvelope): boolean {
    for (const { filter, held } of this.#holds) {
      if (!filter(from.identity.node, this.#ids[to] as NodeId, envelope)) continue;
      held.push({ from, to, envelope: copyEnvelope(envelope) });
      return true;
    }
    return false;
  }

  #carry(connection: Connection, own: End, priority: MessageClass, sent: readonly PeerEnvelope[]): void {
    const { loss, disorder, duplication } = this.settings;
    const other = connection.ends[0] === own ? connection.ends[1] : connection.ends[0];
    const from = own.station;
    const { index } = other.station;
    if (!connection.open || this.isCut(from.index, index)) {
      this.#dropped(from, index, sent);
      return;
    }
    let envelopes = sent;
    if (loss > 0) {
      const lost = sent.filter(() => this.#random.chance(loss));
      if (lost.length > 0) {
        this.#dropped(from, index, lost);
        envelopes = sent.filter((envelope) => !lost.includes(envelope));
        if (envelopes.length === 0) return;
      }
    }
    let at = this.#kernel.now + this.#delay();
    if (!this.#random.chance(disorder)) at = Math.max(at, other.lastArrival[priority]);
    other.lastArrival[priority] = Math.max(at, other.lastArrival[priority]);
    this.#arrive(at, from, other, envelopes);
    if (this.#random.chance(duplication)) this.#arrive(at + this.#delay(), from, other, envelopes.map(copyEnvelope));
  }

  #arrive(at: number, from: Station, end: End, envelopes: readonly PeerEnvelope[]): void {
    this.#kernel.queue.add(at, () => {
      if (end.closed || this.isCut(from.index, end.station.index)) {
        this.#dropped(from, end.station.index, envelopes);
        return;
      }
      end.station.process.input(() => {
        // The connection may have closed while the host was not looking.
        if (end.up) this.#deliver(from, end.station, envelopes);
      });
    });
  }

  #hand(from: Station, to: Station, envelopes: readonly PeerEnvelope[]): void {
    to.process.input(() => {
      this.#deliver(from, to, envelopes);
    });
  }

  #deliver(from: Station, to: Station, envelopes: readonly PeerEnvelope[]): void {
    const { trace } = this.#kernel;
    this.delivered += envelopes.length;
    this.#kernel.inputs += envelopes.length - 1;
    for (const { group, message } of envelopes) {
      trace.add(this.#kernel.now, Happening.Deliver, to.index, from.index, typeNumber(message), termOf(message));
      if (trace.told) this.#tell(to, `<- ${from.identity.node} ${group} ${describeMessage(message)}`);
    }
    to.handlers.onMessages(from.identity, envelopes);
  }

  #dropped(from: Station, to: number, envelopes: readonly PeerEnvelope[]): void {
    const { trace, now } = this.#kernel;
    for (const { group, message } of envelopes) {
      trace.add(now, Happening.Drop, from.index, to, typeNumber(message), termOf(message));
      if (trace.told)
        this.#tell(from, `lost on the way to ${String(this.#ids[to])}: ${group} ${describeMessage(message)}`);
    }
  }

  #tell(station: Station, line: string): void {
    this.#kernel.trace.tell(this.#kernel.now, station.identity.node, line);
  }
}
