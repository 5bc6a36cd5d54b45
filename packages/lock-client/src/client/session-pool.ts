import { AbortedError, type Clock, ClosedError, OverloadedError } from '@lolraft/raft-core';
import { CLOSE_SESSION, OPEN_SESSION } from '../codec/methods.js';
import { MAX_KEPT_SESSIONS } from '../protocol/limits.js';
import { SESSION_BYTES } from '../protocol/session-id.js';
import { ClientSession, type SessionParts } from './client-session.js';
import { KeepAlive } from './keep-alive.js';
import { Lease } from './lease.js';
import type { LockCalls } from './lock-calls.js';
import { SessionExpiredError } from './lock-error.js';
import type { CheckedSession } from './options.js';
import { unlessAborted } from './pause.js';

/** What the end of a client waits for the cluster (milliseconds): sessions that it cannot close expire by themselves. */
const CLOSE_TIMEOUT = 2_000;

/** The sessions of a client, and what goes on in the background for them. */
export class SessionPool {
  readonly #parts: SessionParts;
  readonly #sessions = new Set<ClientSession>();
  /** Those that the client opened for itself, by namespace and time to live. */
  readonly #shared = new Map<string, Promise<ClientSession>>();
  readonly #background = new Set<Promise<void>>();
  #opening = 0;
  #isClosed = false;

  constructor(clock: Clock, calls: LockCalls, timeout: number) {
    this.#parts = {
      clock,
      calls,
      timeout,
      keepAlive: new KeepAlive(clock, calls),
      background: (task) => this.#run(task),
      onEnd: (session) => this.#sessions.delete(session),
    };
  }

  #isOpen(): boolean {
    return !this.#isClosed;
  }

  has(session: ClientSession): boolean {
    return session.isOf(this.#parts);
  }

  /**
   * @throws {OverloadedError} where the client has as many as it can have; {RaftError} where the cluster is not reached in time.
   * Then what may have been opened all the same is closed in the background.
   */
  async open(options: CheckedSession, signal?: AbortSignal): Promise<ClientSession> {
    if (!this.#isOpen()) throw new ClosedError('the client');
    if (this.#sessions.size + this.#opening >= MAX_KEPT_SESSIONS)
      throw new OverloadedError(`this client has ${MAX_KEPT_SESSIONS} sessions`);
    const id = crypto.getRandomValues(new Uint8Array(SESSION_BYTES));
    this.#opening++;
    try {
      return await this.#open(id, options, signal);
    } catch (error) {
      if (this.#isOpen()) this.#run(this.#forsake(id));
      throw error;
    } finally {
      this.#opening--;
    }
  }

  async #open(idBytes: Uint8Array, options: CheckedSession, signal: AbortSignal | undefined): Promise<ClientSession> {
    const { clock, calls, timeout, keepAlive } = this.#parts;
    const { namespace, owner, ttl } = options;
    const end = clock.now() + timeout;
    for (;;) {
      const sentAt = clock.now();
      if (sentAt >= end) throw new SessionExpiredError('the session could not be opened within its time to live');
      const terms = { timeout: end - sentAt, ...(signal === undefined ? undefined : { signal }) };
      const answer = await calls.ask(OPEN_SESSION, { session: idBytes, namespace, owner, ttl }, terms);
      if (signal?.aborted === true) throw new AbortedError('unknown', signal.reason);
      if (!this.#isOpen()) throw new ClosedError('the client', 'unknown');
      // Where the answer took as long as it lives, another opening is a sign of life.
      if (new Lease(sentAt, answer.ttl).isOver(clock.now())) continue;
      const session = new ClientSession({ idBytes, namespace, owner, ttl: answer.ttl }, this.#parts, sentAt);
      this.#sessions.add(session);
      keepAlive.add(session, sentAt);
      return session;
    }
  }

  async #forsake(session: Uint8Array): Promise<void> {
    const { calls, timeout } = this.#parts;
    await calls.ask(CLOSE_SESSION, { session }, { timeout }).catch(() => undefined);
  }

  /** The client's own session for this namespace and time to live; opened where there is none. */
  async shared(options: CheckedSession, signal: AbortSignal | undefined): Promise<ClientSession> {
    const key = `${options.ttl} ${options.namespace}`;
    let session = this.#shared.get(key);
    if (session === undefined) {
      session = this.open(options);
      this.#shared.set(key, session);
      const drop = (): void => this.#drop(key, session);
      // One that has ended makes room for the next at once.
      session.then((opened) => {
        if (opened.check()) opened.signal.addEventListener('abort', drop, { once: true });
        else drop();
      }, drop);
    }
    const opened = await unlessAborted(session, signal);
    // Its end is noticed by looking at the clock, after a pause of the process.
    return opened.check() ? opened : this.shared(options, signal);
  }

  #drop(key: string, session: Promise<ClientSession> | undefined): void {
    if (this.#shared.get(key) === session) this.#shared.delete(key);
  }

  #run(task: Promise<void>): void {
    const done = task.finally(() => this.#background.delete(done));
    this.#background.add(done);
  }

  /** Ends all sessions: who holds something is told at once. Resolves when the cluster knows, or the time for that is over. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#sessions].map((session) => session.end(CLOSE_TIMEOUT)));
  }
}
