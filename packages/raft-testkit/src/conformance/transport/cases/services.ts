import {
  AppError,
  NotLeaderError,
  type CallContext,
  type ClientConnection,
  type InvokeRequest,
  type InvokeStreamRequest,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
} from '@lolraft/raft-core';
import { pattern } from '../../../aids/bytes.js';
import { testCase, type ConformanceGroup } from '../../case.js';
import { check, equal } from '../../checks.js';
import { later, rejection } from '../waiting.js';
import type { TransportFactory } from '../suite.js';
import { inWorld } from '../world.js';

const ACQUIRE: InvokeRequest = {
  type: 'invoke',
  service: 'lol.test.v1.Lock',
  method: 'Acquire',
  payload: pattern(300),
};
const WATCH: InvokeStreamRequest = { ...ACQUIRE, type: 'invokeStream', method: 'Watch' };

/** As an app has them: a class of its own. */
class SessionGone extends AppError {
  constructor() {
    super('SESSION_GONE', 'session 5 is gone: ü', { details: pattern(4096) });
  }
}

const ERRORS: readonly AppError[] = [
  new SessionGone(),
  new AppError('NOT_LEADER', 'a code that is one of ours too', { outcome: 'unknown' }),
  new AppError('BUSY', '', { retryable: true, details: new Uint8Array() }),
];

async function appError(what: string, promise: Promise<unknown>, expected: AppError): Promise<void> {
  const error = await rejection(what, promise);
  check(error instanceof AppError, () => `${what}: expected an AppError, got ${String(error.stack)}`);
  check(error.constructor === AppError, () => `${what}: it came as a ${error.constructor.name}`);
  const { code, appCode, message, outcome, retryable, details } = expected;
  equal([error.code, error.appCode, error.message], [code, appCode, message], what);
  equal([error.outcome, error.retryable, error.details], [outcome, retryable, details], what);
}

async function read(connection: ClientConnection, request = WATCH): Promise<Uint8Array[]> {
  const seen: Uint8Array[] = [];
  for await (const item of connection.stream(request)) {
    check(item.type === 'invokeItem', () => `a stream of an app brought a ${item.type}`);
    seen.push(item.bytes);
  }
  return seen;
}

/** What an app says travels as it is, and its calls may wait for long without being in anybody's way. */
export function serviceCases(factory: TransportFactory): ConformanceGroup {
  return {
    title: "services of the app's own",
    cases: [
      testCase('fail in words of the app, with code, outcome and details', () =>
        inWorld(factory, async (world) => {
          const calls = [...ERRORS];
          const streams = [...ERRORS];
          const a = await world.node('a', {
            onCall: () => Promise.reject(calls.shift() ?? new Error('no error is left')),
            onStream: async function* () {
              yield { type: 'invokeItem', bytes: pattern(3) };
              throw streams.shift() ?? new Error('no error is left');
            },
          });
          const connection = await world.connect(a);
          for (const expected of ERRORS) {
            await world.settled('the call', appError('the call', connection.call(ACQUIRE), expected));
            await world.settled('the stream', appError('the stream', read(connection), expected));
          }
        }),
      ),

      testCase('bring items of any size as they are, in order', () =>
        inWorld(factory, async (world) => {
          const items = [1, 1024 * 1024, 0, 70_000, 3].map((length, i) => pattern(length, i));
          const requests: unknown[] = [];
          const a = await world.node('a', {
            onStream: async function* (request) {
              requests.push(request);
              for (const bytes of items) yield { type: 'invokeItem', bytes };
            },
          });
          const connection = await world.connect(a);
          equal(await world.settled('the stream', read(connection)), items, 'items');
          equal(requests, [WATCH], 'requests');
        }),
      ),

      testCase('have requests that stay as they are while their method works on them', () =>
        inWorld(factory, async (world) => {
          const kept: Uint8Array[] = [];
          const answers: (() => void)[] = [];
          const a = await world.node('a', {
            onCall: (request) =>
              new Promise<ServiceResponse>((resolve) => {
                check(request.type === 'invoke', 'expected a call of the app');
                kept.push(request.payload);
                answers.push(() => resolve({ type: 'invoke', value: request.payload }));
              }),
          });
          const connection = await world.connect(a);
          const sent = Array.from({ length: 50 }, (_, i) => pattern(1 + 997 * i, i));
          const calls = sent.map((payload) => connection.call({ ...ACQUIRE, payload }));
          await world.until('all have come', () => answers.length === sent.length);
          equal(kept, sent, 'what the methods were given');
          for (const answer of answers) answer();
          const values = (await world.settled('the calls', Promise.all(calls))).map(
            (response) => response.type === 'invoke' && response.value,
          );
          equal(values, sent, 'what came back');
        }),
      ),

      testCase('wait without keeping others waiting, and are told when their caller has gone', () =>
        inWorld(factory, async (world) => {
          const waiting: CallContext[] = [];
          const a = await world.node('a', {
            onCall: (request: ServiceRequest, context) => {
              if (request.type === 'invoke' && request.method === 'KeepAlive')
                return Promise.resolve({ type: 'invoke', value: request.payload });
              waiting.push(context);
              // It ends by its signal alone, as a call does that waits for a lock.
              return new Promise((_, reject) => {
                context.signal.addEventListener('abort', () => reject(new AppError('GIVEN_UP', 'nobody waits')));
              });
            },
          });
          const connection = await world.connect(a);
          const controllers = Array.from({ length: 300 }, () => new AbortController());
          const calls = controllers.map(({ signal }) => connection.call(ACQUIRE, { signal }));
          const ends = later(Promise.allSettled(calls));
          await world.until('all of them wait', () => waiting.length === calls.length);
          for (let i = 0; i < 10; i++)
            equal(
              await world.settled('the call', connection.call({ ...ACQUIRE, method: 'KeepAlive' })),
              { type: 'invoke', value: ACQUIRE.payload },
              'a call among those that wait',
            );
          for (const controller of controllers) controller.abort();
          await world.settled('the calls', ends);
          await world.until('the signals fire', () => waiting.every(({ signal }) => signal.aborted));
        }),
      ),

      testCase('have streams whose slow reader is nobody else’s trouble', () =>
        inWorld(factory, async (world) => {
          const asked = new Map<string, number>();
          const a = await world.node('a', {
            onCall: async () => ({ type: 'invoke', value: pattern(1) }),
            onStream: async function* (request): AsyncGenerator<StreamItem> {
              check(request.type === 'invokeStream', 'expected a stream of the app');
              const { method } = request;
              const end = method === 'Slow' ? Infinity : 200;
              for (let i = 0; i < end; i++) {
                asked.set(method, (asked.get(method) ?? 0) + 1);
                yield { type: 'invokeItem', bytes: pattern(16 * 1024, i) };
              }
            },
          });
          const connection = await world.connect(a);
          const slow = connection.stream({ ...WATCH, method: 'Slow' })[Symbol.asyncIterator]();
          await world.settled('the first item', slow.next());
          const [quick] = await world.settled(
            'the others',
            Promise.all([read(connection, { ...WATCH, method: 'Quick' }), connection.call(ACQUIRE)]),
          );
          equal(quick.length, 200, 'items of the quick reader');
          const made = asked.get('Slow') ?? 0;
          check(made <= 65, `${made} items were made for a reader that has taken one`);
          await world.settled('the end', Promise.resolve(slow.return?.()));
        }),
      ),

      testCase('have streams that end with a typed error when their node leads no more', () =>
        inWorld(factory, async (world) => {
          let stepDown: () => void = () => undefined;
          const down = new Promise<void>((resolve) => (stepDown = resolve));
          const hint = { id: 'b', address: 'elsewhere' };
          const a = await world.node('a', {
            onStream: async function* () {
              yield { type: 'invokeItem', bytes: pattern(1) };
              await down;
              throw new NotLeaderError(hint);
            },
          });
          const connection = await world.connect(a);
          const stream = connection.stream(WATCH)[Symbol.asyncIterator]();
          await world.settled('the first item', stream.next());
          const end = rejection('the stream', stream.next());
          stepDown();
          const error = await world.settled('the stream', end);
          check(error instanceof NotLeaderError, () => `expected a NotLeaderError, got ${String(error)}`);
          equal(error.leader, hint, 'the hint');
        }),
      ),
    ],
  };
}
