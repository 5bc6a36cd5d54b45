import { ClosedError, InvalidArgumentError, systemClock } from '@lolraft/raft-core';
import { type CallerOptions, RaftClient } from '@lolraft/raft-client';
import type { proto } from '../codec/generated.js';
import { BREAK, CHECK, DESCRIBE, LIST_OBJECTS, LIST_SESSIONS, NAMESPACE, SET_QUOTAS } from '../codec/methods.js';
import {
  type Leader,
  type NamespaceView,
  namespaceView,
  type ObjectDetails,
  type ObjectView,
  objectView,
  type Quotas,
  type SessionView,
  sessionView,
  stakeView,
} from '../model/views.js';
import { sessionBytes } from '../protocol/session-id.js';
import { type Barrier, ClientBarrier } from './barrier.js';
import { ClientSession, type Session } from './client-session.js';
import { EndSignal } from './end-signal.js';
import type { Hold, Lock } from './hold.js';
import { HeldLeadership, type Leadership, valueBytes } from './leadership.js';
import { LockCalls } from './lock-calls.js';
import { NotAcquiredError } from './lock-error.js';
import { observeElection } from './observe.js';
import {
  type AcquireOptions,
  type BarrierOptions,
  type CampaignOptions,
  type CheckedSession,
  checkedSession,
  checkWait,
  DEFAULT_SESSION,
  type InSession,
  type LockClientOptions,
  type SemaphoreOptions,
  type SessionOptions,
} from './options.js';
import { SessionPool } from './session-pool.js';
import { electionWant, MUTEX, permitsWant, READ, type Want, WRITE } from './wants.js';

/** Of calls that look, or administer. */
export interface NamespaceOptions extends CallerOptions {
  readonly namespace?: string;
}

/**
 * A client of the lock service. What it acquires is held by a session, which it keeps alive; without one that is named, by one that the client
 * opens for itself and closes at its end.
 *
 * What one handle holds, another one of the same client, or of the same session, does not: they wait for each other too.
 * Every call settles, with a `LockError` where the service refuses, and otherwise a `RaftError`.
 */
export class LockClient implements AsyncDisposable {
  /** For calls in the terms of Raft: status, addresses. */
  readonly raft: RaftClient;
  readonly #calls: LockCalls;
  readonly #pool: SessionPool;
  readonly #defaults: CheckedSession;
  readonly #clock;
  readonly #closed = new EndSignal();
  #closing: Promise<void> | undefined;

  /**
   * Connects when it is first used.
   * @throws {InvalidArgumentError} that says which option is wrong.
   */
  constructor(options: LockClientOptions) {
    const { ttl, owner, namespace, clock = systemClock(), timeout = 10_000, ...rest } = options;
    this.#defaults = checkedSession(defined({ ttl, owner, namespace }), DEFAULT_SESSION);
    this.#clock = clock;
    // What it writes, it writes under numbers of its own.
    this.raft = new RaftClient({ ...rest, clock, timeout, session: false });
    this.#calls = new LockCalls(this.raft, this.#closed);
    this.#pool = new SessionPool(clock, this.#calls, timeout);
  }

  /**
   * Opens a session, which is kept alive until it is closed.
   * @throws {QuotaExceededError} where its namespace has as many as it may have.
   */
  async session(options: SessionOptions & { readonly signal?: AbortSignal } = {}): Promise<Session> {
    return this.#pool.open(checkedSession(options, this.#defaults), options.signal);
  }

  async #in({ session, ttl, namespace }: InSession, signal?: AbortSignal): Promise<ClientSession> {
    if (session === undefined)
      return this.#pool.shared(checkedSession(defined({ ttl, namespace }), this.#defaults), signal);
    if (session instanceof ClientSession && this.#pool.has(session)) return session;
    throw new InvalidArgumentError('the session is of another client');
  }

  async #acquire(name: string, want: Want, options: AcquireOptions): Promise<{ hold: Hold; session: ClientSession }> {
    checkWait(options.wait);
    const session = await this.#in(options, options.signal);
    return { session, hold: await session.requests.acquire(name, want, options) };
  }

  /**
   * Acquires a mutex.
   * @throws {NotAcquiredError} where it is not granted within `wait`.
   */
  async acquire(name: string, options: AcquireOptions = {}): Promise<Lock> {
    return (await this.#acquire(name, MUTEX, options)).hold;
  }

  /** Acquires a mutex, if it is free; undefined where it is not. */
  async tryAcquire(name: string, options: Omit<AcquireOptions, 'wait'> = {}): Promise<Lock | undefined> {
    try {
      return await this.acquire(name, { ...options, wait: 0 });
    } catch (error) {
      if (error instanceof NotAcquiredError) return undefined;
      throw error;
    }
  }

  /** Acquires a read-write lock for reading, together with others who read. Nobody overtakes a writer who waits. @throws as `acquire`. */
  async readLock(name: string, options: AcquireOptions = {}): Promise<Lock> {
    return (await this.#acquire(name, READ, options)).hold;
  }

  /** Acquires a read-write lock for writing. @throws as `acquire`. */
  async writeLock(name: string, options: AcquireOptions = {}): Promise<Lock> {
    return (await this.#acquire(name, WRITE, options)).hold;
  }

  /** Acquires permits of a semaphore, in the order of asking. @throws as `acquire`, and {SizeMismatchError} where others say that it has more or fewer. */
  async semaphore(name: string, options: SemaphoreOptions): Promise<Lock> {
    const { permits, weight = 1 } = options;
    return (await this.#acquire(name, permitsWant(permits, weight), options)).hold;
  }

  /** Stands for election, and resolves when it is won. @throws as `acquire`. */
  async campaign(name: string, options: CampaignOptions = {}): Promise<Leadership> {
    const want = electionWant(valueBytes(options.value ?? ''));
    const { hold, session } = await this.#acquire(name, want, options);
    return new HeldLeadership(hold, session, this.#calls);
  }

  /**
   * Who leads an election, now and whenever that changes, or what the leader proclaims; undefined while nobody leads. Goes on over changes of the
   * node; what comes and goes quickly may be left out.
   * @throws {AbortedError} when the signal fires; {RaftError} where another try would not help.
   */
  observe(
    name: string,
    options: Pick<NamespaceOptions, 'namespace' | 'signal'> = {},
  ): AsyncGenerator<Leader | undefined, void, undefined> {
    const { namespace, signal } = { ...this.#namespace(options), signal: options.signal };
    return observeElection({ calls: this.#calls, clock: this.#clock }, { namespace, name }, signal);
  }

  /** A party of a double barrier, in a session of its own where none is named. */
  barrier(name: string, options: BarrierOptions): Barrier {
    let own: Promise<ClientSession> | undefined;
    const session = async (): Promise<ClientSession> => {
      if (options.session !== undefined) return this.#in(options);
      const known = await own?.catch(() => undefined);
      if (known?.check() === true) return known;
      const { ttl, namespace } = options;
      own = this.#pool.open(checkedSession(defined({ ttl, namespace }), this.#defaults));
      return own;
    };
    const dispose = async (): Promise<void> => {
      const opened = await own?.catch(() => undefined);
      await opened?.[Symbol.asyncDispose]();
    };
    return new ClientBarrier(name, options.parties, session, dispose);
  }

  #namespace({ namespace = this.#defaults.namespace }: NamespaceOptions): { namespace: string } {
    return { namespace };
  }

  /** Whether something of this name is held under this token now, and the newest token that it is held under (0: none). */
  async check(
    name: string,
    token: number,
    options: NamespaceOptions = {},
  ): Promise<{ readonly isCurrent: boolean; readonly newest: number }> {
    const { current, newest } = await this.#calls.ask(
      CHECK,
      { ...this.#namespace(options), name, token },
      caller(options),
    );
    return { isCurrent: current, newest };
  }

  /** Who holds it and who waits for it, the first `limit` (100) of each; undefined where nobody does. */
  async describe(
    name: string,
    options: NamespaceOptions & { readonly limit?: number } = {},
  ): Promise<ObjectDetails | undefined> {
    const request = { ...this.#namespace(options), name, limit: options.limit ?? 0 };
    const { object, holders, waiting } = await this.#calls.ask(DESCRIBE, request, caller(options));
    if (!object) return undefined;
    return { object: objectView(object), holders: holders.map(stakeView), waiting: waiting.map(stakeView) };
  }

  /** Everything in a namespace that is held or waited for, in the order of names, page by page. */
  async *list(options: NamespaceOptions = {}): AsyncGenerator<ObjectView, void, undefined> {
    for (let after = ''; ; ) {
      const request = { ...this.#namespace(options), after };
      const { objects, more } = await this.#calls.ask(LIST_OBJECTS, request, caller(options));
      const page = objects.map(objectView);
      yield* page;
      const last = page.at(-1);
      if (!more || last === undefined) return;
      after = last.name;
    }
  }

  /** The sessions of a namespace, in the order of their ids, page by page. */
  async *sessions(options: NamespaceOptions = {}): AsyncGenerator<SessionView, void, undefined> {
    for (let after = new Uint8Array(); ; ) {
      const request: proto.ListSessionsRequest.$Properties = { ...this.#namespace(options), after };
      const { sessions, more } = await this.#calls.ask(LIST_SESSIONS, request, caller(options));
      const page = sessions.map(sessionView);
      yield* page;
      const last = page.at(-1);
      if (!more || last === undefined) return;
      after = new Uint8Array(sessionBytes(last.session));
    }
  }

  /** The quotas of a namespace, and what is used of them. */
  async quotas(options: NamespaceOptions = {}): Promise<NamespaceView> {
    return namespaceView(await this.#calls.ask(NAMESPACE, this.#namespace(options), caller(options)));
  }

  /** Gives a namespace quotas of its own, all of them; undefined: the default ones again. An administrator's. */
  async setQuotas(quotas: Quotas | undefined, options: NamespaceOptions = {}): Promise<void> {
    const request = { ...this.#namespace(options), quotas: quotas ?? null };
    await this.#calls.ask(SET_QUOTAS, request, { ...caller(options), idempotent: false });
  }

  /**
   * Takes away what is held under this token, whoever holds it, and says how many holds that were. An administrator's. The holder may go on
   * until it hears of it: whatever it writes to has to know the tokens.
   * @throws {NotHeldError} where nothing is held under it.
   */
  async break(name: string, token: number, options: NamespaceOptions = {}): Promise<number> {
    const request = { ...this.#namespace(options), name, token };
    const { holds } = await this.#calls.ask(BREAK, request, { ...caller(options), idempotent: false });
    return holds;
  }

  /**
   * Ends everything: what is held is lost at once, and the cluster is told, for two seconds at most. What it does not hear of ends with its
   * time to live. Idempotent.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#closed.end(new ClosedError('the client'));
    await this.#pool.close();
    await this.raft.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function caller({ signal, timeout, traceparent }: CallerOptions): CallerOptions {
  return defined({ signal, timeout, traceparent });
}

/** Without the fields that are undefined. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
