import {
  DeadlineExceededError,
  EntryTooLargeError,
  InvalidArgumentError,
  LeadershipLostError,
  nodeId,
  NotLeaderError,
  OverloadedError,
  RaftError,
  type CallContext,
  type ServiceRequest,
  type ServiceResponse,
  type SettingValue,
} from '@lolraft/raft-core';
import { check, equal } from '../../checks.js';
import { later, rejection } from '../waiting.js';
import { pattern } from '../../../aids/bytes.js';
import { EVERY_CHANGE, QUERY, status, WRITE } from '../samples.js';
import { testCase, type ConformanceGroup } from '../../case.js';
import type { TransportFactory } from '../suite.js';
import { inWorld, type World } from '../world.js';

const MIB = 1024 * 1024;

/** Fails unless the promise rejects with a `RaftError` of this code and outcome. */
function failure(
  world: World,
  what: string,
  promise: Promise<unknown>,
  code: string,
  outcome: string,
): Promise<RaftError> {
  const failed = async (): Promise<RaftError> => {
    const error = await world.settled(what, rejection(what, promise));
    check(error instanceof RaftError, () => `${what}: expected a RaftError, got ${String(error.stack)}`);
    equal([error.code, error.outcome], [code, outcome], what);
    return error;
  };
  return later(failed());
}

/** A handler that never answers, and the contexts that it was given. */
function hanging(): {
  contexts: CallContext[];
  onCall: (request: ServiceRequest, context: CallContext) => Promise<ServiceResponse>;
} {
  const contexts: CallContext[] = [];
  return {
    contexts,
    onCall: (_request, context) => {
      contexts.push(context);
      return new Promise(() => undefined);
    },
  };
}

export function callCases(factory: TransportFactory): ConformanceGroup {
  return {
    title: 'calls',
    cases: [
      testCase('carry requests and responses of every kind', () =>
        inWorld(factory, async (world) => {
          const requests: ServiceRequest[] = [];
          const answers: Record<ServiceRequest['type'], ServiceResponse> = {
            write: { type: 'write', index: Number.MAX_SAFE_INTEGER, value: pattern(500) },
            session: { type: 'session', session: 2 ** 40, index: 2 ** 41, ttl: 60_000, window: 4_096 },
            query: { type: 'query', index: 3, value: new Uint8Array() },
            status: status(5),
            takeSnapshot: { type: 'takeSnapshot', index: 7, size: 2 ** 40 },
            changeMembership: { type: 'changeMembership', index: Number.MAX_SAFE_INTEGER },
            transferLeadership: { type: 'transferLeadership', leader: nodeId('b'), term: 9 },
            tune: {
              type: 'tune',
              settings: [
                {
                  name: 'compaction.entries',
                  value: Infinity,
                  scope: 'node',
                  default: 5,
                  min: 1,
                  max: Infinity,
                  unit: 'entries',
                },
                { name: 'compaction.mode', value: 'copy', scope: 'node', default: 'fold', choices: ['copy', 'fold'] },
                { name: 'consensus.phi', value: 0.5, scope: 'fixed' },
                { name: 'group.leases', value: true, scope: 'group', default: false },
              ],
            },
            raiseClusterVersion: { type: 'raiseClusterVersion', index: Number.MAX_SAFE_INTEGER },
            invoke: { type: 'invoke', value: pattern(70_000) },
          };
          const a = await world.node('a', {
            onCall: async (request) => {
              requests.push(request);
              return answers[request.type];
            },
          });
          const connection = await world.connect(a);
          const asked: ServiceRequest[] = [
            WRITE,
            { type: 'session', group: WRITE.group, operation: 'open', session: 0, acknowledged: 0 },
            { type: 'session', group: WRITE.group, operation: 'keep', session: 7, acknowledged: 2 ** 40 },
            { type: 'session', group: WRITE.group, operation: 'close', session: 7, acknowledged: 0 },
            QUERY,
            { ...QUERY, type: 'query', level: { type: 'local', minIndex: 5 }, payload: new Uint8Array() },
            { type: 'status', group: WRITE.group },
            { type: 'takeSnapshot', group: WRITE.group },
            { type: 'changeMembership', group: WRITE.group, changes: EVERY_CHANGE, expected: 0, force: true },
            { type: 'changeMembership', group: WRITE.group, changes: [], expected: undefined, force: false },
            { type: 'transferLeadership', group: WRITE.group, target: nodeId('b') },
            { type: 'transferLeadership', group: WRITE.group, target: undefined },
            {
              type: 'tune',
              group: WRITE.group,
              settings: new Map<string, SettingValue>([
                ['compaction.entries', Infinity],
                ['compaction.mode', 'fold'],
                ['consensus.phi', 0.1],
              ]),
            },
            { type: 'tune', group: WRITE.group, settings: new Map() },
            { type: 'tune', group: WRITE.group, settings: new Map([['group.leases', false]]), expected: 0 },
            { type: 'raiseClusterVersion', group: WRITE.group, version: 2, expected: undefined },
            { type: 'raiseClusterVersion', group: WRITE.group, version: 2 ** 31 - 1, expected: 0 },
            { type: 'invoke', service: 'lol.test.v1.Echo', method: 'Echo', payload: pattern(70_000) },
            { type: 'invoke', service: 'E', method: 'x', payload: new Uint8Array() },
          ];
          for (const request of asked) equal(await connection.call(request), answers[request.type], request.type);
          equal(requests, asked, 'what the node was asked');
        }),
      ),

      testCase('carry deadline, trace, credential, and whether a node has passed them on', () =>
        inWorld(factory, async (world) => {
          const seen: unknown[] = [];
          const a = await world.node('a', {
            onCall: async (_request, { remaining, traceparent, credential, signal, forwarded }) => {
              seen.push([
                remaining !== undefined && remaining > 0 && remaining <= 5000,
                traceparent,
                credential,
                signal.aborted,
                forwarded,
              ]);
              seen.push(remaining);
              return { type: 'write', index: 1, value: new Uint8Array() };
            },
          });
          const connection = await world.connect(a);
          const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
          await connection.call(WRITE, { timeout: 5000, traceparent, credential: 'secret', forwarded: true });
          equal(seen[0], [true, traceparent, 'secret', false, true], 'what the handler saw');
          await connection.call(WRITE);
          equal(seen[3], undefined, 'what remains of no deadline');
          equal(seen[2], [false, undefined, undefined, false, false], 'what it saw of a call without any of these');
        }),
      ),

      testCase('may be in flight by the hundred, and are answered in any order', () =>
        inWorld(factory, async (world) => {
          const waiting: (() => void)[] = [];
          const count = 500;
          const a = await world.node('a', {
            onCall: (request) =>
              new Promise((resolve) => {
                check(request.type === 'write', 'expected a write');
                waiting.push(() => resolve({ type: 'write', index: request.sequence, value: request.payload }));
                if (waiting.length === count) for (const answer of waiting.reverse()) answer();
              }),
          });
          const connection = await world.connect(a);
          const calls = Array.from({ length: count }, (_, i) =>
            connection.call({
              ...WRITE,
              type: 'write',
              session: 1,
              sequence: i,
              window: 1,
              payload: pattern(i % 50, i),
            }),
          );
          const responses = await world.settled('the calls', Promise.all(calls));
          for (const [i, response] of responses.entries()) {
            equal(response, { type: 'write', index: i, value: pattern(i % 50, i) }, `response ${i}`);
          }
        }),
      ),

      testCase('carry payloads and answers of 32 MiB', () =>
        inWorld(factory, async (world) => {
          const a = await world.node('a', {
            onCall: async (request) => {
              check(request.type === 'write', 'expected a write');
              return { type: 'write', index: 1, value: request.payload };
            },
          });
          const connection = await world.connect(a);
          const payload = pattern(Math.min(32 * MIB, a.transport.capabilities.maxMessageBytes));
          const response = await connection.call({
            ...WRITE,
            type: 'write',
            session: 0,
            sequence: 0,
            window: 0,
            payload,
          });
          equal(response, { type: 'write', index: 1, value: payload }, 'the answer');
        }),
      ),

      testCase('fail as the node says, with class, code, outcome and hints', () =>
        inWorld(factory, async (world) => {
          const errors = [
            new NotLeaderError({ id: 'n2', address: 'ws://127.0.0.1:7002' }),
            new NotLeaderError(undefined),
            new OverloadedError('too much'),
            new LeadershipLostError(),
            new EntryTooLargeError(10, 5),
            new InvalidArgumentError('no'),
            new DeadlineExceededError('unknown'),
          ];
          const left = [...errors];
          const a = await world.node('a', {
            onCall: () => Promise.reject(left.shift() ?? new Error('no error is left')),
          });
          const connection = await world.connect(a);
          for (const expected of errors) {
            const error = await failure(world, expected.code, connection.call(WRITE), expected.code, expected.outcome);
            check(error.constructor === expected.constructor, `${expected.code} came as ${error.constructor.name}`);
            equal([error.message, error.retryable], [expected.message, expected.retryable], expected.code);
            if (expected instanceof NotLeaderError && error instanceof NotLeaderError) {
              equal(error.leader, expected.leader, 'the hint');
            }
          }
        }),
      ),

      testCase('fail as internal, without its text, where the handler broke its promise', () =>
        inWorld(factory, async (world) => {
          const a = await world.node('a', { onCall: () => Promise.reject(new TypeError('a secret of the node')) });
          const connection = await world.connect(a);
          const error = await failure(world, 'the call', connection.call(WRITE), 'INTERNAL', 'unknown');
          check(!error.message.includes('secret'), 'the caller was told what is not its business');
          await world.until('the node reports it', () =>
            a.refused.some((reason) => reason.includes('a secret of the node')),
          );
        }),
      ),

      testCase('end when their caller gives up, on both sides', () =>
        inWorld(factory, async (world) => {
          const { contexts, onCall } = hanging();
          const a = await world.node('a', { onCall });
          const connection = await world.connect(a);
          for (const [request, outcome] of [
            [WRITE, 'unknown'],
            [QUERY, 'not_applied'],
          ] as const) {
            const controller = new AbortController();
            const call = failure(
              world,
              'the call',
              connection.call(request, { signal: controller.signal }),
              'ABORTED',
              outcome,
            );
            await world.until('the handler is asked', () => contexts.length === 1);
            const context = contexts.pop();
            check(context !== undefined && !context.signal.aborted, 'the signal has fired already');
            controller.abort();
            await call;
            await world.until('the signal of the handler fires', () => context.signal.aborted);
          }
        }),
      ),

      testCase('that are given up before they begin are never sent', () =>
        inWorld(factory, async (world) => {
          const { contexts, onCall } = hanging();
          const a = await world.node('a', { onCall });
          const connection = await world.connect(a);
          await failure(
            world,
            'aborted',
            connection.call(WRITE, { signal: AbortSignal.abort() }),
            'ABORTED',
            'not_applied',
          );
          await failure(world, 'late', connection.call(WRITE, { timeout: 0 }), 'DEADLINE_EXCEEDED', 'not_applied');
          const controller = new AbortController();
          const call = connection.call(WRITE, { signal: controller.signal });
          controller.abort();
          await failure(world, 'aborted in the same turn', call, 'ABORTED', 'not_applied');
          void connection.call(QUERY).catch(() => undefined);
          await world.until('a later call arrives', () => contexts.length > 0);
          equal(contexts.length, 1, 'calls that arrived');
        }),
      ),

      testCase('end at their deadline, on both sides', () =>
        inWorld(factory, async (world) => {
          const { contexts, onCall } = hanging();
          const a = await world.node('a', { onCall });
          const connection = await world.connect(a);
          const begin = performance.now();
          await Promise.all([
            failure(world, 'a write', connection.call(WRITE, { timeout: 60 }), 'DEADLINE_EXCEEDED', 'unknown'),
            failure(world, 'a query', connection.call(QUERY, { timeout: 40 }), 'DEADLINE_EXCEEDED', 'not_applied'),
          ]);
          check(performance.now() - begin >= 59, 'they ended before their deadlines');
          // The caller may give up a moment before, by its own clock, and say so.
          await world.until('the signals fire', () => contexts.every(({ signal }) => signal.aborted));
          await world.until('nothing remains', () => contexts.every(({ remaining }) => remaining === 0));
        }),
      ),

      testCase('fail when the node goes away: unknown where they may have been applied', () =>
        inWorld(factory, async (world) => {
          const { contexts, onCall } = hanging();
          const a = await world.node('a', { onCall });
          const connection = await world.connect(a);
          const calls = later(
            Promise.all([
              failure(world, 'a write', connection.call(WRITE), 'UNAVAILABLE', 'unknown'),
              failure(world, 'a query', connection.call(QUERY), 'UNAVAILABLE', 'not_applied'),
            ]),
          );
          await world.until('both have arrived', () => contexts.length === 2);
          await a.close();
          await calls;
          await world.settled('closed', connection.closed);
          await failure(world, 'a call afterwards', connection.call(WRITE), 'UNAVAILABLE', 'not_applied');
          check(
            contexts.every(({ signal }) => signal.aborted),
            'a signal has not fired',
          );
        }),
      ),

      testCase('end when the client goes away', () =>
        inWorld(factory, async (world) => {
          const { contexts, onCall } = hanging();
          const a = await world.node('a', { onCall });
          const connection = await world.connect(a);
          const call = failure(world, 'the call', connection.call(WRITE), 'CLOSED', 'unknown');
          await world.until('it has arrived', () => contexts.length === 1);
          await world.settled('close', connection.close());
          await call;
          await world.until('the signal fires', () => contexts[0]?.signal.aborted === true);
          await failure(world, 'a call afterwards', connection.call(WRITE), 'CLOSED', 'not_applied');
        }),
      ),

      testCase('cannot be made where nobody answers', () =>
        inWorld(factory, async (world) => {
          const gone = await world.node('a');
          const { address } = gone;
          await gone.close();
          await failure(world, 'connect', factory.createClient().connect(address), 'UNAVAILABLE', 'not_applied');
          const signal = AbortSignal.abort();
          await failure(
            world,
            'connect that is given up',
            factory.createClient().connect(address, { signal }),
            'ABORTED',
            'not_applied',
          );
        }),
      ),
    ],
  };
}
