import { decodeMessage, encodeMessage, type MessageType } from '@lolraft/proto-kit';
import {
  AbortedError,
  AppError,
  type CallOptions,
  type ClientConnection,
  type ClientTransport,
  type NodeStatus,
  NotLeaderError,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
  UnavailableError,
} from '@lolraft/raft-core';
import { LOCK_SERVICE, type LockMethod, proto, sessionHex } from '../../src/index.js';

type AnyMessage = MessageType<any, any>;
const messages = proto as unknown as Record<string, AnyMessage>;

export interface Asked {
  readonly at: string;
  readonly method: LockMethod;
  readonly request: any;
  readonly time: number;
}

interface Granted {
  readonly session: string;
  readonly request: number;
  readonly token: number;
}

interface Waiting {
  readonly session: string;
  readonly request: number;
  readonly grant: (token: number) => void;
}

/** What a test has the service do instead: answer, fail, or (a promise that stays open) say nothing; undefined: as usual. */
export type Script = (asked: Asked, signal: AbortSignal | undefined) => object | Promise<object> | undefined;

const ENDED = new AppError('ENDED', 'it is over', { details: encodeMessage(proto.ErrorDetails, { ending: 'broken' }) });

export const SILENCE = new Promise<never>(() => {});

/** Three nodes with a lock service that knows exclusive locks, and does otherwise as it is told. */
export class ScriptedService implements ClientTransport {
  readonly asked: Asked[] = [];
  script: Script = () => undefined;
  /** Whether the answer to this is lost. */
  loses: (asked: Asked) => boolean = () => false;
  leader = 'a';
  /** Nodes that answer nothing at all, and those that nobody reaches. */
  readonly silent = new Set<string>();
  readonly sessions = new Map<string, number>();
  readonly holds = new Map<string, Granted[]>();
  readonly waiting = new Map<string, Waiting[]>();
  /** When each session was last heard of. */
  readonly heard = new Map<string, number>();
  /** Requests that are over: no repetition revives them. */
  readonly #over = new Set<string>();
  readonly connections = new Set<{ end(): void }>();
  #index = 10;
  readonly #now: () => number;
  #watchers = new Set<{ push(event: object): void; fail(error: Error): void; of: string }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  requests(method: LockMethod): any[] {
    return this.asked.filter((one) => one.method === method).map(({ request }) => request);
  }

  /** Those of callers, without what looks whether they still hold. */
  get acquires(): any[] {
    return this.requests('Acquire').filter(({ floor }) => floor > 0);
  }

  times(method: LockMethod): number[] {
    return this.asked.filter((one) => one.method === method).map(({ time }) => time);
  }

  /** Another node leads: calls that wait at the old one fail, and watches end. */
  elect(address: string): void {
    this.leader = address;
    const error = new NotLeaderError({ id: address, address });
    for (const watcher of [...this.#watchers]) watcher.fail(error);
    for (const [name, queue] of this.waiting) {
      this.waiting.set(name, []);
      for (const { grant } of queue) grant(-1);
    }
  }

  /** Tells who watches this session or name. */
  tell(of: string, event: object): void {
    for (const watcher of this.#watchers) if (watcher.of === of) watcher.push({ index: ++this.#index, ...event });
  }

  get watches(): number {
    return this.#watchers.size;
  }

  breakHold(name: string): void {
    const [hold] = this.holds.get(name) ?? [];
    if (hold === undefined) throw new Error(`${name} is not held`);
    this.#free(name, hold.session, hold.request);
    const { BROKEN } = proto.Released.Cause;
    this.tell(hold.session, { released: { name, requests: [hold.request], token: hold.token, cause: BROKEN } });
  }

  async connect(address: string): Promise<ClientConnection> {
    let end = (): void => undefined;
    const closed = new Promise<void>((resolve) => {
      end = () => {
        this.connections.delete(connection);
        resolve();
      };
    });
    const connection = { end };
    this.connections.add(connection);
    return {
      closed,
      call: (request, options) => Promise.race([this.#call(address, request, options), ended(closed)]),
      stream: (request, options) => this.#stream(address, request, options, closed),
      close: async () => end(),
    };
  }

  async #call(address: string, request: ServiceRequest, options: CallOptions = {}): Promise<ServiceResponse> {
    const asked =
      request.type === 'invoke' ? this.#note(address, request.method as LockMethod, request.payload) : undefined;
    if (this.silent.has(address)) return SILENCE;
    if (request.type === 'status') return { type: 'status', status: this.#status(address) };
    if (asked === undefined) throw new Error(`no ${request.type} here`);
    if (address !== this.leader) throw new NotLeaderError({ id: this.leader, address: this.leader });
    const answer = await Promise.resolve(this.script(asked, options.signal) ?? this.#play(asked, options.signal));
    if (this.loses(asked)) throw new UnavailableError('the answer is lost', 'unknown');
    return { type: 'invoke', value: encodeMessage(messages[`${asked.method}Response`] as AnyMessage, answer) };
  }

  #status(address: string): NodeStatus {
    const membership = { index: 0, committed: true, joint: false, members: [], catchingUp: [] };
    const role = address === this.leader ? 'leader' : 'follower';
    const leader = { id: this.leader, address: this.leader };
    return { id: address, role, term: 1, leader, clusterId: '', membership, peers: [] } as unknown as NodeStatus;
  }

  #note(at: string, method: LockMethod, payload: Uint8Array): Asked {
    const request = decodeMessage('a request', messages[`${method}Request`] as AnyMessage, payload);
    const asked = { at, method, request, time: this.#now() };
    this.asked.push(asked);
    return asked;
  }

  #play({ method, request }: Asked, signal: AbortSignal | undefined): object | Promise<object> {
    switch (method) {
      case 'OpenSession':
        this.heard.set(sessionHex(request.session), this.#now());
        this.sessions.set(sessionHex(request.session), request.ttl);
        return { ttl: request.ttl };
      case 'KeepAlive':
        for (const id of request.sessions) this.heard.set(sessionHex(id), this.#now());
        return {
          sessions: request.sessions.map((id: Uint8Array) => ({ ttl: this.sessions.get(sessionHex(id)) ?? 0 })),
        };
      case 'CloseSession':
        this.expire(sessionHex(request.session));
        return {};
      case 'Acquire':
        return this.#acquire(request, signal);
      case 'Release':
        if (!this.#free(undefined, sessionHex(request.session), request.request))
          throw new AppError('ENDED', 'it is over');
        return { left: 0 };
      default:
        return {};
    }
  }

  /** Ends the sessions that were not heard of for as long as they live. */
  expireSilent(): void {
    for (const [session, ttl] of this.sessions)
      if (this.#now() - (this.heard.get(session) ?? 0) >= ttl) this.expire(session);
  }

  /** Ends a session with its holds, without telling anybody. */
  expire(session: string): void {
    this.sessions.delete(session);
    for (const [name, queue] of this.waiting)
      this.waiting.set(
        name,
        queue.filter((one) => one.session !== session),
      );
    for (const [name, holds] of this.holds)
      for (const hold of holds) if (hold.session === session) this.#free(name, session, hold.request);
  }

  #acquire(message: any, signal: AbortSignal | undefined): object | Promise<object> {
    const session = sessionHex(message.session);
    const { name, request, waitFor } = message as { name: string; request: number; waitFor?: number };
    if (!this.sessions.has(session)) throw new AppError('SESSION_GONE', 'there is no such session');
    if (this.#over.has(`${session} ${request}`)) throw ENDED;
    const holds = this.holds.get(name) ?? [];
    const mine = holds.find((hold) => hold.session === session && hold.request === request);
    if (mine !== undefined) return { token: mine.token };
    if (holds.length === 0) return { token: this.#grant(name, session, request) };
    if (waitFor === 0) return { busy: true };
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        session,
        request,
        grant: (token) =>
          token < 0 ? reject(new NotLeaderError({ id: this.leader, address: this.leader })) : resolve({ token }),
      };
      const queue = this.waiting.get(name) ?? [];
      this.waiting.set(name, [...queue.filter((one) => one.session !== session || one.request !== request), waiting]);
      // Of one caller there may be many attempts.
      if (signal !== undefined) signal.onabort = () => reject(new AbortedError('unknown', signal.reason));
    });
  }

  #grant(name: string, session: string, request: number): number {
    const token = ++this.#index;
    this.holds.set(name, [{ session, request, token }]);
    return token;
  }

  /** Frees what a request holds, or takes it out of the queue; whether there was anything. */
  #free(of: string | undefined, session: string, request: number): boolean {
    this.#over.add(`${session} ${request}`);
    for (const [name, queue] of this.waiting) {
      const left = queue.filter((one) => one.session !== session || one.request !== request);
      this.waiting.set(name, left);
      if (left.length < queue.length) return true;
    }
    for (const [name, holds] of this.holds) {
      if (of !== undefined && of !== name) continue;
      if (!holds.some((hold) => hold.session === session && hold.request === request)) continue;
      this.holds.delete(name);
      const [next, ...rest] = this.waiting.get(name) ?? [];
      this.waiting.set(name, rest);
      if (next !== undefined) next.grant(this.#grant(name, next.session, next.request));
      return true;
    }
    return false;
  }

  async *#stream(
    address: string,
    request: StreamRequest,
    { signal }: CallOptions = {},
    closed: Promise<void>,
  ): AsyncGenerator<StreamItem> {
    if (request.type !== 'invokeStream' || request.service !== LOCK_SERVICE) throw new Error('no such stream');
    const asked = this.#note(address, 'Watch', request.payload);
    const { session, name } = asked.request as { session: Uint8Array | null; name: string | null };
    const of = session === null ? (name ?? '') : sessionHex(session);
    const items: object[] = [];
    let failure: Error | undefined;
    let wake = (): void => undefined;
    const watcher = {
      of,
      push: (event: object) => {
        items.push(event);
        wake();
      },
      fail: (error: Error) => {
        failure = error;
        wake();
      },
    };
    void closed.then(() => watcher.fail(new UnavailableError('the connection broke', 'not_applied')));
    const onAbort = (): void => watcher.fail(new AbortedError('not_applied', signal?.reason));
    signal?.addEventListener('abort', onAbort);
    this.#watchers.add(watcher);
    try {
      const scripted = await this.script(asked, signal);
      const state = session === null ? {} : this.sessions.has(of) ? { session: { session, owner: '', ttl: 1 } } : {};
      watcher.push(scripted ?? { index: this.#index, state });
      for (;;) {
        for (const item of items.splice(0)) yield { type: 'invokeItem', bytes: encodeMessage(proto.WatchEvent, item) };
        if (failure !== undefined) throw failure;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.#watchers.delete(watcher);
      signal?.removeEventListener('abort', onAbort);
    }
  }
}

async function ended(closed: Promise<void>): Promise<never> {
  await closed;
  throw new UnavailableError('the connection broke', 'unknown');
}
