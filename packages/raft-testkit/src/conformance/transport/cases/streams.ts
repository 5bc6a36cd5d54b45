import {
  NotLeaderError,
  RaftError,
  type CallContext,
  type ClientConnection,
  type CallOptions,
  type SnapshotPart,
  type StreamItem,
  type StreamRequest,
} from '@lolraft/raft-core';
import { check, equal } from '../../checks.js';
import { later, rejection } from '../waiting.js';
import { pattern } from '../../../aids/bytes.js';
import { status, WRITE } from '../samples.js';
import { testCase, type ConformanceGroup } from '../../case.js';
import type { TransportFactory } from '../suite.js';
import { inWorld, type World } from '../world.js';

const WATCH: StreamRequest = { type: 'watchStatus', group: WRITE.group, interval: 1000 };

/** A source of numbered items, and what became of it. */
class Source {
  asked = 0;
  returned = 0;
  context: CallContext | undefined;
  readonly #end: number;
  readonly #error: Error | undefined;

  /** Yields items 1 to `end`, then ends or throws. */
  constructor(end: number, error?: Error) {
    this.#end = end;
    this.#error = error;
  }

  readonly onStream = (_request: StreamRequest, context: CallContext): AsyncIterable<StreamItem> => {
    this.context = context;
    return {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          this.asked++;
          if (this.asked <= this.#end) return { done: false, value: status(this.asked) };
          if (this.#error !== undefined) throw this.#error;
          return { done: true, value: undefined };
        },
        return: async () => {
          this.returned++;
          return { done: true, value: undefined };
        },
      }),
    };
  };
}

function termIn(item: StreamItem): number {
  check(item.type === 'status', () => `a watched status brought a ${item.type}`);
  return item.status.term;
}

async function terms(connection: ClientConnection, limit = Infinity, options?: CallOptions): Promise<number[]> {
  const seen: number[] = [];
  for await (const item of connection.stream(WATCH, options)) {
    seen.push(termIn(item));
    if (seen.length >= limit) break;
  }
  return seen;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

function failure(world: World, promise: Promise<unknown>, code: string): Promise<void> {
  const failed = async (): Promise<void> => {
    const error = await world.settled('the stream', rejection('the stream', promise));
    check(error instanceof RaftError, () => `expected a RaftError, got ${String(error.stack)}`);
    equal([error.code, error.outcome], [code, 'not_applied'], 'the error');
  };
  return later(failed());
}

export function streamCases(factory: TransportFactory): ConformanceGroup {
  return {
    title: 'streams',
    cases: [
      testCase('bring their items in order, and end', () =>
        inWorld(factory, async (world) => {
          const source = new Source(100);
          const connection = await world.connect(await world.node('a', source));
          equal(await world.settled('the stream', terms(connection)), upTo(100), 'items');
          equal(source.returned, 0, 'calls of return on a source that had ended');
        }),
      ),

      testCase('bring the bytes of a snapshot as they are', () =>
        inWorld(factory, async (world) => {
          const parts: SnapshotPart[] = [];
          const lengths = [1, 1024 * 1024, 0, 70_000];
          const size = lengths.reduce((sum, length) => sum + length);
          let offset = 0;
          for (const [seed, length] of lengths.entries()) {
            parts.push({ type: 'snapshotPart', index: 7, size, offset, bytes: pattern(length, seed + 1) });
            offset += length;
          }
          const requests: StreamRequest[] = [];
          const a = await world.node('a', {
            onStream: async function* (request) {
              requests.push(request);
              yield* parts;
            },
          });
          const connection = await world.connect(a);
          const request: StreamRequest = { type: 'readSnapshot', group: WRITE.group };
          const seen: StreamItem[] = [];
          const read = async (): Promise<void> => {
            for await (const item of connection.stream(request)) seen.push(item);
          };
          await world.settled('the stream', read());
          equal(requests, [request], 'requests');
          equal(seen, parts, 'parts');
        }),
      ),

      testCase('ask for no more than their reader does', () =>
        inWorld(factory, async (world) => {
          const source = new Source(Infinity);
          const connection = await world.connect(await world.node('a', source));
          const stream = connection.stream(WATCH)[Symbol.asyncIterator]();
          for (let i = 1; i <= 10; i++) {
            await stream.next();
            // A transport may fetch a little ahead, but not without end.
            check(source.asked <= i + 64, `${source.asked} items were asked for where ${i} were wanted`);
          }
          await stream.return?.();
          await world.until('the source is put away', () => source.returned === 1);
        }),
      ),

      testCase('end at the node when their reader leaves', () =>
        inWorld(factory, async (world) => {
          const source = new Source(Infinity);
          const connection = await world.connect(await world.node('a', source));
          equal(await world.settled('the stream', terms(connection, 3)), upTo(3), 'items');
          await world.until('the source is put away', () => source.returned === 1);
          check(source.context?.signal.aborted === true, 'the signal has not fired');
        }),
      ),

      testCase('fail as the node says, after what came before', () =>
        inWorld(factory, async (world) => {
          const source = new Source(2, new NotLeaderError(undefined));
          const connection = await world.connect(await world.node('a', source));
          const seen: number[] = [];
          await failure(
            world,
            (async () => {
              for await (const item of connection.stream(WATCH)) seen.push(termIn(item));
            })(),
            'NOT_LEADER',
          );
          equal(seen, [1, 2], 'items');
        }),
      ),

      testCase('end when their signal fires, their deadline passes, or their node goes away', () =>
        inWorld(factory, async (world) => {
          // A source that never yields again after its first item.
          let begun = 0;
          let ended = 0;
          const a = await world.node('a', {
            onStream: async function* (_request, { signal }) {
              begun++;
              try {
                yield status(1);
                await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
              } finally {
                ended++;
              }
            },
          });
          const connection = await world.connect(a);
          const controller = new AbortController();
          const aborted = failure(world, terms(connection, Infinity, { signal: controller.signal }), 'ABORTED');
          await world.until('it has begun', () => begun === 1);
          controller.abort();
          await aborted;
          await failure(world, terms(connection, Infinity, { timeout: 50 }), 'DEADLINE_EXCEEDED');
          await world.until('all have ended at the node', () => ended === begun);
          const before = begun;
          const broken = failure(world, terms(connection), 'UNAVAILABLE');
          await world.until('it has begun', () => begun === before + 1);
          await a.close();
          await broken;
          await world.until('the last has ended at the node', () => ended === begun);
          await failure(world, terms(connection), 'UNAVAILABLE');
        }),
      ),

      testCase('run side by side with each other and with calls', () =>
        inWorld(factory, async (world) => {
          const a = await world.node('a', {
            onCall: async () => ({ type: 'write', index: 1, value: new Uint8Array() }),
            onStream: (request, context) => new Source(50).onStream(request, context),
          });
          const connection = await world.connect(a);
          const [calls, ...streams] = await world.settled(
            'all',
            Promise.all([
              Promise.all(upTo(50).map(() => connection.call(WRITE))),
              ...upTo(20).map(() => terms(connection)),
            ]),
          );
          equal(calls.length, 50, 'calls');
          for (const seen of streams) equal(seen, upTo(50), 'items');
        }),
      ),
    ],
  };
}
