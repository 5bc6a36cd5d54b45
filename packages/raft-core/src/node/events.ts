import type { Configuration } from '../model/configuration.js';
import type { RaftError } from '../model/errors.js';
import type { GroupId, NodeId } from '../model/ids.js';
import type { Role } from '../model/service.js';

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
  snapshotInstalled: { readonly group: GroupId; readonly index: number; readonly size: number };
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
