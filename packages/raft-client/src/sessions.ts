import {
  type Clock,
  type GroupId,
  RaftError,
  type ServiceResponse,
  type SessionOperation,
  type SessionRequest,
  type Timer,
} from '@lolraft/raft-core';
import { CallQueue } from './call-queue.js';
import { Attempt, type Call } from './call.js';
import type { Calls } from './calls.js';
import type { LeaderCalls } from './leader-calls.js';
import { asRaftError, type Link } from './link.js';
import { Session } from './session.js';

/** Milliseconds that the end of a client waits for the end of its session: where nobody answers, it expires. */
const PARTING_TIME = 500;
/** A session is kept when nothing was written for this part of its time. */
const KEEP_PART = 1 / 3;

export interface SessionsOptions {
  readonly clock: Clock;
  readonly group: GroupId;
  /** Milliseconds that one attempt to open a session takes at most, with all its tries. */
  readonly timeout: number;
}

/**
 * Gives each write a place in a session, so that it is applied once however often it is sent. A session is opened with the first write, shared by
 * all, kept while the client lives, and replaced by another where it is gone.
 */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #calls: Calls;
  readonly #leader: LeaderCalls;
  readonly #queue = new CallQueue();
  #current: Session | undefined;
  #opening: Call | undefined;
  #isOpening = false;
  #keeping: Timer | undefined;
  #stopped = false;

  constructor(options: SessionsOptions, calls: Calls, leader: LeaderCalls) {
    this.#options = options;
    this.#calls = calls;
    this.#leader = leader;
  }

  /** Why no session is open, where one is wanted and that is known. */
  get trouble(): RaftError | undefined {
    return this.#opening?.lastError;
  }

  /** Takes a write. */
  dispatch(call: Call): void {
    this.#queue.add(call);
    this.#pump();
  }

  #pump(): void {
    while (!this.#stopped && !this.#queue.isEmpty) {
      const session = this.#current;
      if (session === undefined) {
        this.#open();
        return;
      }
      if (!session.hasRoom) return;
      const call = this.#queue.shift();
      if (call === undefined) return;
      const place = session.begin();
      call.take(place, () => {
        session.end(place.sequence);
        this.#pump();
      });
      this.#leader.dispatch(call);
    }
  }

  /**
   * The session of a call is gone. A call of which no earlier attempt can have been applied goes on in another session; what has become of the
   * others, nobody knows.
   */
  expired(call: Call, error: RaftError): void {
    if (call.place?.session === this.#current) this.#lose();
    if (call.isInDoubt) {
      call.reject(error);
      return;
    }
    this.#queue.add(call);
    call.leave();
    this.#pump();
  }

  #lose(): void {
    this.#current = undefined;
    this.#keeping?.cancel();
  }

  #open(): void {
    if (this.#isOpening) return;
    this.#isOpening = true;
    this.#ask('open', 0, this.#options.timeout, (call) => {
      this.#opening = call;
    }).then(
      (terms) => {
        this.#isOpening = false;
        this.#opening = undefined;
        if (this.#stopped || terms.type !== 'session') return;
        this.#current = new Session(terms);
        this.#keepLater(this.#current);
        this.#pump();
      },
      (thrown: unknown) => {
        const error = asRaftError(thrown);
        this.#isOpening = false;
        this.#opening = undefined;
        // Those that wait have deadlines of their own.
        if (error.code === 'DEADLINE_EXCEEDED') this.#pump();
        else for (const call of this.#queue.drain()) call.reject(notSent(error));
      },
    );
  }

  #request(operation: SessionOperation, session: number, acknowledged: number): SessionRequest {
    return { type: 'session', group: this.#options.group, operation, session, acknowledged };
  }

  #ask(
    operation: SessionOperation,
    session: number,
    timeout: number,
    begun: (call: Call) => void = () => undefined,
  ): Promise<ServiceResponse> {
    const request = this.#request(operation, session, this.#current?.floor ?? 0);
    return this.#calls.makeOwn(request, timeout, (call) => {
      begun(call);
      this.#leader.dispatch(call);
    });
  }

  #keepLater(session: Session): void {
    this.#keeping = this.#options.clock.setTimer(session.ttl * KEEP_PART, () => {
      if (session !== this.#current) return;
      if (!session.takeUsed()) this.#keep(session);
      this.#keepLater(session);
    });
  }

  #keep(session: Session): void {
    this.#ask('keep', session.id, session.ttl * KEEP_PART).then(
      (terms) => {
        if (terms.type === 'session') session.terms = terms;
      },
      (thrown: unknown) => {
        const error = asRaftError(thrown);
        // Anything else is tried again when its time comes.
        if (error.code === 'SESSION_EXPIRED' && session === this.#current) this.#lose();
      },
    );
  }

  /** Ends the session at `leader`, where there are both; waits for that a little. Nothing is dispatched after it. */
  close(leader: Link | undefined): Promise<void> {
    this.#stopped = true;
    const session = this.#current;
    this.#lose();
    if (session === undefined || leader === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const attempt = new Attempt(() => {
        leader.forget(attempt);
        timer.cancel();
        resolve();
      });
      const timer = this.#options.clock.setTimer(PARTING_TIME, () => attempt.abandon());
      leader.send(this.#request('close', session.id, 0), { timeout: PARTING_TIME }, attempt);
    });
  }
}

/** The same failure for a write that was never sent. */
function notSent(error: RaftError): RaftError {
  if (error.outcome === 'not_applied') return error;
  const { code, message, retryable } = error;
  return new RaftError(code, `no session could be opened: ${message}`, { retryable, cause: error });
}
