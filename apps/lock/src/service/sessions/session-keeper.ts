import { type Clock, RaftError, type Timer } from '@lolraft/raft-core';
import type { ExpireResult, ExpireSessions, LockEvent, SessionId, SessionInfo } from '../../machine/index.js';
import { MAX_EXPIRY_BATCH } from '../../machine/index.js';
import { AttentiveTime } from '../time/attentive-time.js';
import { Deadlines } from '../time/deadlines.js';
import { DEFAULT_KEEPER_OPTIONS, type KeeperOptions } from './keeper-options.js';

/** What a keeper needs of its node. */
export interface KeeperSite {
  readonly clock: Clock;
  /** As of the last command that was applied here. */
  session(id: SessionId): SessionInfo | undefined;
  sessions(): Iterable<SessionInfo>;
  /** The term in which this node leads, as far as it knows. */
  term(): number | undefined;
  /** See `Leadership.confirm`. */
  confirm(): Promise<number>;
  notLeader(): RaftError;
  /** Through the log, here and not at another leader. */
  expire(command: ExpireSessions): Promise<ExpireResult>;
  /** For metrics. */
  onExpired?(sessions: number): void;
}

interface Kept {
  readonly id: SessionId;
  /** The session's epoch when it was last heard of. */
  epoch: number;
  at: number;
  slot: number;
}

/** What is known under one leadership: nothing of it outlives that. */
class Reign {
  readonly term: number;
  /** Whether every session is here, each with its full time. */
  hasBegun = false;
  readonly sessions = new Map<SessionId, Kept>();
  readonly deadlines = new Deadlines<Kept>();
  /** What the log decides about just now; resolves when that is known, or when this reign is over. */
  readonly expiring = new Map<SessionId, Promise<void>>();
  readonly time: AttentiveTime;
  batches = 0;
  timer: Timer | undefined;
  readonly onBeat: (() => void)[] = [];

  constructor(term: number, time: AttentiveTime) {
    this.term = term;
    this.time = time;
  }
}

/**
 * Knows, while this node leads, which sessions still live, and expires the others. Signs of life are kept in its memory; only an expiry is an entry of
 * the log.
 *
 * **Promise.** A client that was answered a time to live counts it from the moment before it *sent* that request. Its session does not end before
 * that time is over, unless somebody closes it. Whatever takes longer than it should makes an expiry later, never earlier:
 *
 * - *At the leader that answered.* The deadline is the moment at which the request was worked on, plus the time to live: later than what the client counts
 *   from. Each sign of life gives the full time from then on, and stalls are added to it (`AttentiveTime`).
 * - *A deposed leader that does not know it* may decide to expire a session which has given signs of life to its successor. Its entry can be committed
 *   only if the successor has it in its log below the first entry of its own term. The successor answers a sign of life only when it has applied
 *   an entry of its own term: by then the session is gone there too, and the answer says so. Otherwise the entry is overwritten and never applied.
 * - *A successor* gives every session its full time from when it has confirmed its leadership, or later. What its predecessors have answered, they
 *   have confirmed as leaders first; the votes that made the successor leader came after that, and its confirmation after those.
 * - *Elected again in a later term*, the node has forgotten everything that it knew as a leader before, and is its own successor. An expiry that was
 *   decided in the former term and appended only now names that term, and the machine refuses it.
 * - *A command of the session's client* that is in the log before the expiry has changed the session's epoch, and the machine refuses the expiry.
 * - *In flight*: once an expiry is on its way, nothing can take it back, so a sign of life is not answered before its outcome is known. Where a write
 *   fails and may have been appended all the same, the expiry is written again until one is applied: then, the log being in order, all former ones are decided
 *   too.
 * - *A stall* of this process breaks nothing of this, since no deadline comes earlier by it. But a client that was not heard for no fault of its
 *   own should not lose its session: after a stall what has come in is heard first, and all have that much more time.
 */
export class SessionKeeper {
  readonly #site: KeeperSite;
  readonly #options: KeeperOptions;
  #reign: Reign | undefined;
  #isClosed = false;

  constructor(site: KeeperSite, options: Partial<KeeperOptions> = {}) {
    this.#site = site;
    this.#options = { ...DEFAULT_KEEPER_OPTIONS, ...options };
  }

  /** Sessions that have a deadline here, or are about to end. */
  get size(): number {
    return this.#reign?.sessions.size ?? 0;
  }

  /** Whether expiries are decided here. */
  get hasBegun(): boolean {
    return this.#reign?.hasBegun ?? false;
  }

  /** Stalls that were noticed in this leadership, in milliseconds. */
  get stoodStill(): number {
    return this.#reign?.time.stoodStill ?? 0;
  }

  /** Told of each change of role, term or leader. */
  stateChanged(): void {
    const term = this.#isClosed ? undefined : this.#site.term();
    if (term === this.#reign?.term) return;
    this.#end();
    if (term === undefined) return;
    const reign = new Reign(term, new AttentiveTime(this.#site.clock, this.#options));
    this.#reign = reign;
    this.#beatLater(reign);
    this.#confirm(reign);
  }

  close(): void {
    this.#isClosed = true;
    this.#end();
  }

  #end(): void {
    const reign = this.#reign;
    if (reign === undefined) return;
    this.#reign = undefined;
    reign.timer?.cancel();
    for (const go of reign.onBeat.splice(0)) go();
  }

  /** Until it succeeds or this leadership is over; the next beat tries again. */
  #confirm(reign: Reign): void {
    this.#site.confirm().then(
      (term) => {
        if (this.#reign === reign && term === reign.term) this.#begin(reign);
      },
      () => {
        reign.onBeat.push(() => {
          if (this.#reign === reign && !reign.hasBegun) this.#confirm(reign);
        });
      },
    );
  }

  #begin(reign: Reign): void {
    if (reign.hasBegun) return;
    reign.hasBegun = true;
    this.#keepAll(reign, this.#site.sessions()[Symbol.iterator]());
  }

  /** In slices, so that a million of them do not hold the loop; those that come or go meanwhile are told of by events. */
  #keepAll(reign: Reign, sessions: Iterator<SessionInfo>): void {
    for (let left = this.#options.slice; left > 0; left--) {
      const next = sessions.next();
      if (next.done === true) return;
      this.#prolong(reign, next.value.session);
    }
    this.#site.clock.defer(() => {
      if (this.#reign === reign) this.#keepAll(reign, sessions);
    });
  }

  /** Told of what the machine has done on this node. */
  applied(events: readonly LockEvent[]): void {
    const reign = this.#reign;
    if (reign === undefined) return;
    for (const event of events) {
      if (event.type === 'sessionOpened' && reign.hasBegun) this.#prolong(reign, event.session);
      else if (event.type === 'sessionEnded') forget(reign, event.session);
      else if (event.type === 'reset' && reign.hasBegun) {
        for (const id of [...reign.sessions.keys()]) if (this.#site.session(id) === undefined) forget(reign, id);
        this.#keepAll(reign, this.#site.sessions()[Symbol.iterator]());
      }
    }
  }

  /** A sign of life: a request of the session's client is worked on. */
  heard(id: SessionId): void {
    const reign = this.#reign;
    if (reign?.hasBegun === true) this.#prolong(reign, id);
  }

  /** A command of the session was the service's own, and no sign of life: its epoch has moved, and its deadline stays. */
  wasOwn(id: SessionId): void {
    const kept = this.#reign?.sessions.get(id);
    const session = this.#site.session(id);
    if (kept !== undefined && session !== undefined) kept.epoch = session.epoch;
  }

  /**
   * Signs of life that are answered.
   * @returns of each session how long it lives at least from before the request was sent (milliseconds); 0: it is gone.
   * @throws {NotLeaderError} also where leadership was lost meanwhile.
   */
  async keepAlive(ids: readonly SessionId[]): Promise<number[]> {
    // Already now: whether the client is well does not depend on whether we lead.
    for (const id of ids) this.heard(id);
    const term = await this.#site.confirm();
    const reign = this.#reign;
    if (reign?.term !== term) throw this.#site.notLeader();
    this.#begin(reign);
    for (;;) {
      const pending = ids.flatMap((id) => reign.expiring.get(id) ?? []);
      if (pending.length === 0) break;
      await Promise.all(pending);
      if (this.#reign !== reign) throw this.#site.notLeader();
    }
    return ids.map((id) => this.#prolong(reign, id));
  }

  /** @returns the session's time to live; 0 where it is gone. */
  #prolong(reign: Reign, id: SessionId): number {
    const session = this.#site.session(id);
    if (session === undefined) return 0;
    let kept = reign.sessions.get(id);
    if (kept === undefined) {
      kept = { id, epoch: 0, at: 0, slot: -1 };
      reign.sessions.set(id, kept);
    }
    kept.epoch = session.epoch;
    if (!reign.expiring.has(id)) reign.deadlines.put(kept, reign.time.now() + session.ttlMs);
    return session.ttlMs;
  }

  #beatLater(reign: Reign): void {
    reign.timer = this.#site.clock.setTimer(this.#options.beat, () => {
      // Nobody tells of the end of the node.
      if (this.#site.term() !== reign.term) {
        this.stateChanged();
        return;
      }
      const mayAct = reign.time.beat();
      this.#beatLater(reign);
      for (const go of reign.onBeat.splice(0)) go();
      if (!mayAct || !reign.hasBegun) return;
      // What has come in by now is heard first.
      this.#site.clock.defer(() => {
        if (this.#reign === reign) this.#expireDue(reign);
      });
    });
  }

  #expireDue(reign: Reign): void {
    while (reign.batches < this.#options.expiriesInFlight) {
      const due = this.#takeDue(reign);
      if (due.length === 0) return;
      reign.batches++;
      const outcome = this.#expire(reign, due);
      for (const { id } of due) reign.expiring.set(id, outcome);
    }
  }

  #takeDue(reign: Reign): Kept[] {
    const now = reign.time.now();
    const due: Kept[] = [];
    for (let next = reign.deadlines.first; next !== undefined && next.at <= now; next = reign.deadlines.first) {
      if (due.length >= MAX_EXPIRY_BATCH) break;
      const session = this.#site.session(next.id);
      if (session === undefined) forget(reign, next.id);
      // A command of its client that was written past this service.
      else if (session.epoch !== next.epoch) this.#prolong(reign, next.id);
      else {
        reign.deadlines.remove(next);
        due.push(next);
      }
    }
    return due;
  }

  /** Never rejects. */
  async #expire(reign: Reign, due: readonly Kept[]): Promise<void> {
    const sessions = due.map(({ id: session, epoch }) => ({ session, epoch }));
    const isDecided = await this.#decide(reign, { type: 'expireSessions', term: reign.term, sessions });
    reign.batches--;
    for (const { id } of due) reign.expiring.delete(id);
    if (this.#reign !== reign) return;
    // Those that are still there: a command came before, or nothing was appended. The latter are due as before.
    for (const kept of due)
      if (this.#site.session(kept.id) === undefined) forget(reign, kept.id);
      else if (isDecided) this.#prolong(reign, kept.id);
      else reign.deadlines.put(kept, kept.at);
  }

  /** @returns whether the machine has decided; otherwise nothing of it is in the log, or this reign is over. */
  async #decide(reign: Reign, command: ExpireSessions): Promise<boolean> {
    let mayBeAppended = false;
    while (this.#reign === reign) {
      try {
        const { expired } = await this.#site.expire(command);
        this.#site.onExpired?.(expired);
        return true;
      } catch (error) {
        mayBeAppended ||= !(error instanceof RaftError) || error.outcome === 'unknown';
      }
      if (!mayBeAppended || this.#reign !== reign) return false;
      await new Promise<void>((resolve) => reign.onBeat.push(resolve));
    }
    return false;
  }
}

function forget(reign: Reign, id: SessionId): void {
  const kept = reign.sessions.get(id);
  if (kept === undefined) return;
  reign.deadlines.remove(kept);
  reign.sessions.delete(id);
}
