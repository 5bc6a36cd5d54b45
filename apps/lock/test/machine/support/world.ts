import { expect } from 'chai';
import type { AppliedCommand, StoredSnapshot } from '@lolraft/raft-core';
import {
  decodeAnswer,
  decodeResult,
  encodeCommand,
  encodeQuery,
  LockApp,
  type Answer,
  type Command,
  type LockEvent,
  type Query,
  type RequestId,
  type Result,
  type ResultOf,
  type SessionId,
  type Token,
  type Want,
} from '../../../src/index.js';

export const sessionId = (n: number): SessionId => n.toString(16).padStart(32, '0') as SessionId;
export const requestId = (n: number): RequestId => n as RequestId;
export const asToken = (n: number): Token => n as Token;

/** An app with a log before it, by its public face: bytes in, bytes out. */
export class World {
  readonly app: LockApp;
  readonly events: LockEvent[] = [];
  index = 0;
  term = 1;

  constructor() {
    this.app = new LockApp({ onEvents: (_, events) => this.events.push(...events) });
  }

  run<C extends Command>(command: C): ResultOf[C['type']] {
    this.index++;
    const applied: AppliedCommand = { index: this.index, term: this.term, time: 0, payload: encodeCommand(command) };
    const [response = new Uint8Array()] = this.app.apply([applied]);
    const decode = decodeResult as (bytes: Uint8Array) => ResultOf[C['type']];
    return decode(response);
  }

  ask<Q extends Query>(query: Q): Extract<Answer, { type: Q['type'] extends 'check' ? 'checked' : Q['type'] }> {
    return decodeAnswer(this.app.query(encodeQuery(query))) as never;
  }

  // ---- in short ----

  open(n: number, options: { namespace?: string; owner?: string; ttlMs?: number } = {}): ResultOf['openSession'] {
    const { namespace = 'ns', owner = `owner ${n}`, ttlMs = 10_000 } = options;
    return this.run({ type: 'openSession', session: sessionId(n), namespace, owner, ttlMs });
  }

  acquire(n: number, request: number, name: string, want: Want, { wait = true, floor = 0 } = {}): ResultOf['acquire'] {
    return this.run({ type: 'acquire', session: sessionId(n), request: requestId(request), floor, name, want, wait });
  }

  release(n: number, request: number, floor = 0): ResultOf['release'] {
    return this.run({ type: 'release', session: sessionId(n), request: requestId(request), floor });
  }

  cancel(n: number, request: number, floor = 0): ResultOf['cancel'] {
    return this.run({ type: 'cancel', session: sessionId(n), request: requestId(request), floor });
  }

  leave(n: number, request: number, name: string): ResultOf['leave'] {
    return this.run({ type: 'leave', session: sessionId(n), request: requestId(request), floor: 0, name });
  }

  close(n: number): ResultOf['closeSession'] {
    return this.run({ type: 'closeSession', session: sessionId(n) });
  }

  expire(sessions: readonly number[], options: { term?: number; epochs?: Record<number, number> } = {}): Result {
    const { term = this.term, epochs = {} } = options;
    return this.run({
      type: 'expireSessions',
      term,
      sessions: sessions.map((n) => ({
        session: sessionId(n),
        epoch: epochs[n] ?? this.app.session(sessionId(n))?.epoch ?? 1,
      })),
    });
  }

  look(name: string, namespace = 'ns') {
    return this.ask({ type: 'object', namespace, name, limit: 1_000 });
  }

  check(name: string, token: number): boolean {
    return this.ask({ type: 'check', namespace: 'ns', name, token: asToken(token) }).isCurrent;
  }

  /** Those who hold, and those who wait, by their numbers. */
  line(name: string): { holders: number[]; waiting: number[] } {
    const number = ({ session }: { session: SessionId }): number => Number.parseInt(session, 16);
    const { holders, waiting } = this.look(name);
    return { holders: holders.map(number), waiting: waiting.map(number) };
  }

  takeEvents(): LockEvent[] {
    return this.events.splice(0);
  }

  /** What the events tell, in few words. */
  told(): string[] {
    return this.takeEvents().map((event) => {
      const who = 'session' in event ? ` ${Number.parseInt(event.session, 16)}` : '';
      const requests = 'requests' in event ? ` #${event.requests.join('#')}` : '';
      return `${event.type}${who}${requests}`;
    });
  }
}

/** The state as it would be stored, in pieces that are cut anew. */
export function stored(app: LockApp, index: number, pieceBytes = 1_000): StoredSnapshot {
  const bytes = Buffer.concat([...(app.snapshot().read() as Iterable<Uint8Array>)]);
  return storedBytes(bytes, index, pieceBytes);
}

export function storedBytes(bytes: Uint8Array, index: number, pieceBytes = 1_000): StoredSnapshot {
  return {
    index,
    term: 1,
    time: 0,
    read: async function* () {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
}

export function expectType<T extends Result['type']>(result: Result, type: T): Extract<Result, { type: T }> {
  expect(result.type, JSON.stringify(result)).to.equal(type);
  return result as Extract<Result, { type: T }>;
}
