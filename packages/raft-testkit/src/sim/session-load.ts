import { AppliedResponseEvictedError, NotLeaderError, type ApplyOptions } from '@lolraft/raft-core';
import type { CallEnd, SessionWrite } from './calls.js';
import type { SimCommand } from './command.js';
import type { SimRandom } from './random.js';
import type { SessionSettings } from './scenario.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimNode } from './sim-node.js';

/** What one client knows of its session with one group. */
export interface ClientSession {
  id: number | undefined;
  isOpening: boolean;
  next: number;
  readonly open: Set<number>;
}

export const noSession = (): ClientSession => ({ id: undefined, isOpening: false, next: 1, open: new Set() });

/** Ends that no further attempt will change. */
const FINAL: ReadonlySet<string> = new Set(['SESSION_EXPIRED', 'SEQUENCE_FORGOTTEN', 'RESPONSE_EVICTED']);

/**
 * Writes of clients in sessions: each command is sent again and again, to whoever may lead, also while an earlier attempt is not answered,
 * until it is answered or its client has had enough.
 */
export class SessionLoad {
  readonly #cluster: SimCluster;
  readonly #settings: SessionSettings;
  readonly #random: SimRandom;
  #stopped = false;

  constructor(cluster: SimCluster, settings: SessionSettings, random: SimRandom) {
    this.#cluster = cluster;
    this.#settings = settings;
    this.#random = random;
  }

  /** What is open is given up at its next turn. */
  stop(): void {
    this.#stopped = true;
  }

  /** Whether the write was taken: where no session is open yet, one is on its way, and the caller does without. */
  write(
    session: ClientSession,
    node: SimNode,
    command: SimCommand,
    padding: number,
    done: (end: CallEnd) => void,
  ): boolean {
    if (session.id === undefined) {
      this.#open(session, node, command.group);
      return false;
    }
    if (this.#random.chance(this.#settings.leave)) {
      this.#leave(session, node, command.group);
      return false;
    }
    const { id } = session;
    const sequence = session.next++;
    session.open.add(sequence);
    const write = this.#cluster.beginInSession(command, padding, (end) => {
      session.open.delete(sequence);
      if (end.type === 'unknown' && end.error?.code === 'SESSION_EXPIRED' && session.id === id) session.id = undefined;
      done(end);
    });
    const place = (): ApplyOptions => {
      let first = Infinity;
      for (const open of session.open) first = Math.min(first, open);
      return { session: id, sequence, window: sequence - first + 1 };
    };
    this.#attempt(write, node, place, this.#random.between(1, this.#settings.attempts));
    return true;
  }

  #open(session: ClientSession, node: SimNode, group: number): void {
    if (session.isOpening) return;
    session.isOpening = true;
    const asked = this.#cluster.session(node, group, 'open', 0, 0, (end) => {
      session.isOpening = false;
      if (end.type === 'ok') Object.assign(session, { id: end.index, next: 1, open: new Set<number>() });
    });
    if (asked === undefined) session.isOpening = false;
  }

  /** Closes it, now and then only to keep it. */
  #leave(session: ClientSession, node: SimNode, group: number): void {
    const { id = 0, open, next } = session;
    if (this.#random.chance(0.5)) {
      const acknowledged = Math.min(next, ...open) - 1;
      this.#cluster.session(node, group, 'keep', id, acknowledged, () => undefined);
      return;
    }
    session.id = undefined;
    this.#cluster.session(node, group, 'close', id, 0, () => undefined);
  }

  #attempt(write: SessionWrite, node: SimNode, place: () => ApplyOptions, left: number): void {
    if (write.isSettled) return;
    if (this.#stopped || left <= 0) {
      write.giveUp(undefined);
      return;
    }
    let isNext = false;
    const next = (at: SimNode, wait: number): void => {
      if (isNext) return;
      isNext = true;
      this.#cluster.kernel.quietly(wait, () => {
        this.#attempt(write, at, place, left - 1);
      });
    };
    const anybody = (): SimNode => this.#random.pick(this.#cluster.nodes);
    const { heartbeatInterval } = this.#cluster.consensus;
    const asked = this.#cluster.tryInSession(node, write, place(), (end) => {
      if (write.isSettled || end.type === 'ok') return;
      const { error } = end;
      if (error instanceof AppliedResponseEvictedError) write.evicted(error.index);
      if (error !== undefined && FINAL.has(error.code)) {
        write.giveUp(error);
        return;
      }
      const hint = error instanceof NotLeaderError ? error.leader?.id : undefined;
      next(this.#cluster.nodes.find(({ id }) => id === hint) ?? anybody(), this.#random.between(0, heartbeatInterval));
    });
    if (asked) next(node, this.#random.between(0, this.#settings.impatience));
    else next(anybody(), heartbeatInterval);
  }
}
