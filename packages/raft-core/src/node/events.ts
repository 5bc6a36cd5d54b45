import type { Configuration } from '../model/configuration.js';
import type { ErrorCode, Outcome, RaftError } from '../model/errors.js';
import type { GroupId, NodeId } from '../model/ids.js';
import type { ReadLevel, Role } from '../model/service.js';

/** What a host tells those who watch it. */
export interface HostEvents {
  /** Role, term or leader of a group changed on this node. */
  state: { readonly group: GroupId; readonly role: Role; readonly term: number; readonly leader: NodeId | undefined };
  /** Another configuration is in effect: appended, not necessarily committed. */
  configuration: { readonly group: GroupId; readonly configuration: Configuration; readonly index: number };
  /** A group has stopped on this node and will not go on before a restart. */
  stopped: { readonly group: GroupId; readonly error: RaftError };
  peerUp: { readonly peer: NodeId };
  peerDown: { readonly peer: NodeId; readonly reason: string };
  messagesDropped: { readonly peer: NodeId; readonly messages: number };
  connectionRefused: { readonly reason: string; readonly remote: string };
  /** A peer broke the protocol; its message was ignored. */
  peerFault: { readonly group: GroupId; readonly peer: NodeId; readonly why: string };
  /** One write took this many milliseconds, more than half of electionTimeoutMin. */
  diskSlow: { readonly milliseconds: number };
  /** A snapshot of the own state is recorded. */
  snapshotTaken: {
    readonly group: GroupId;
    readonly index: number;
    readonly size: number;
    readonly milliseconds: number;
  };
  /** A snapshot of another node is on its way here. */
  snapshotProgress: {
    readonly group: GroupId;
    readonly from: NodeId;
    readonly index: number;
    readonly received: number;
    readonly size: number;
  };
  /** The app has the state of a snapshot. */
  snapshotInstalled: {
    readonly group: GroupId;
    readonly index: number;
    readonly size: number;
    /** That the app took for it. */
    readonly milliseconds: number;
  };
  /** Bytes of a snapshot went to a peer. */
  snapshotServed: { readonly group: GroupId; readonly peer: NodeId; readonly bytes: number };
  /** Something about snapshots failed, and is tried again; state and log are as they were. */
  snapshotFailed: {
    readonly group: GroupId;
    readonly what: 'take' | 'fetch' | 'read' | 'serve' | 'delete';
    readonly error: unknown;
  };
  /** The reserve of disk space is reached (`true`), or there is room again. */
  diskFull: { readonly full: boolean };

  // ---- what happens all the time: told in batches, and measured only while somebody listens ----

  /** Writes of callers were appended to the leader's log, here: entries from `firstIndex` on. */
  writesProposed: { readonly group: GroupId; readonly firstIndex: number; readonly writes: number };
  /** Writes of callers are applied, and answered: the milliseconds that each of them took. */
  writesDone: { readonly group: GroupId; readonly milliseconds: readonly number[] };
  /** A caller was told that a write failed: refused, or with an outcome that nobody here knows. */
  writeFailed: { readonly group: GroupId; readonly code: ErrorCode; readonly outcome: Outcome };
  /** Reads of one level are answered: the milliseconds that each of them took. */
  readsDone: {
    readonly group: GroupId;
    readonly level: ReadLevel['type'];
    readonly milliseconds: readonly number[];
  };
  readFailed: { readonly group: GroupId; readonly level: ReadLevel['type']; readonly code: ErrorCode };
  /** One write of the storage, over `groups` groups, is durable; housekeeping alone has no entries. */
  diskWritten: {
    readonly milliseconds: number;
    readonly groups: number;
    readonly entries: number;
    readonly bytes: number;
  };
  /** The app has applied entries up to `index`, of which some were commands, in one call. */
  batchApplied: {
    readonly group: GroupId;
    readonly index: number;
    readonly entries: number;
    readonly commands: number;
    readonly milliseconds: number;
  };
}

type Listener<T> = (event: T) => void;

/**
 * A typed emitter. Listeners are called in the turn of the event. What one throws is its owner's bug: it surfaces as an
 * uncaught error of the process, and neither the emitter nor the other listeners are touched by it.
 */
export class Events<M> {
  readonly #listeners = new Map<keyof M, Set<Listener<never>>>();

  /** Returns the function that ends the subscription. */
  on<K extends keyof M>(name: K, listener: Listener<M[K]>): () => void {
    let set = this.#listeners.get(name);
    if (set === undefined) {
      set = new Set();
      this.#listeners.set(name, set);
    }
    const listeners = set;
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  /** Whether anybody listens: what only serves an event need not be done otherwise. */
  isWatched(name: keyof M): boolean {
    const set = this.#listeners.get(name);
    return set !== undefined && set.size > 0;
  }

  emit<K extends keyof M>(name: K, event: M[K]): void {
    const set = this.#listeners.get(name);
    if (set === undefined) return;
    for (const listener of [...set]) {
      try {
        (listener as Listener<M[K]>)(event);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
