import {
  classOf,
  EntryBatch,
  type EntryKind,
  MAX_CHUNK_BYTES,
  type PeerMessage,
  type ReceivedMessage,
} from '@lolraft/raft-core';
import { check, equal, sameBytes } from '../../checks.js';
import { pattern } from '../../../aids/bytes.js';
import { append, chunk, EVERY_MESSAGE, heartbeat, offer, plain } from '../samples.js';
import { testCase, type ConformanceGroup } from '../../case.js';
import type { TransportFactory } from '../suite.js';
import { envelope, inWorld } from '../world.js';

const MIB = 1024 * 1024;
const CLASSES = ['control', 'bulk', 'background'] as const;

function payloadOf(message: PeerMessage | undefined): Uint8Array {
  check(message?.type === 'append' && message.entries !== undefined, 'expected an append with entries');
  return message.entries.entry(message.entries.firstIndex).payload;
}

/** The arrays of bytes in a message of a snapshot. */
function bytesOf(message: PeerMessage): Uint8Array[] {
  switch (message.type) {
    case 'snapshotOffer':
      return [message.record.tag];
    case 'snapshotPull':
    case 'snapshotGone':
      return [message.tag];
    case 'snapshotChunk':
      return [message.tag, message.bytes];
    default:
      return [];
  }
}

export function messageCases(factory: TransportFactory): ConformanceGroup {
  return {
    title: 'messages between peers',
    cases: [
      testCase('that the receiver does not know are reported to it, for their group, and the connection goes on', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair();
          const entries = EntryBatch.pack(1, 1, 0, [
            { kind: 77 as EntryKind, session: 0, sequence: 0, payload: new Uint8Array(3) },
          ]);
          const newer: PeerMessage = { type: 'append', term: 1, prevIndex: 0, prevTerm: 0, commit: 0, entries };
          a.sendTo(b.id, [envelope(newer, 'newer'), envelope(append(1, new Uint8Array(3)))]);
          a.send(b, heartbeat(2));
          await world.until('all of it arrives', () => b.arrived.length === 3);
          const [unknown, ...others] = b.arrived
            .map(
              ({ envelope: { group, message } }) =>
                `${group} ${message.type} ${String(message.type === 'notUnderstood' && message.term)}`,
            )
            .sort((x, y) => Number(y.includes('notUnderstood')) - Number(x.includes('notUnderstood')));
          equal(unknown, 'newer notUnderstood 1', 'what was not known');
          check(!others.some((other) => other.includes('notUnderstood')), 'the others were not known either');
          check(b.isUp(a) && a.isUp(b), 'the connection was lost');
        }),
      ),
      testCase('arrive as they were sent, whatever their kind, in both directions', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair();
          const messages = [...EVERY_MESSAGE, append(1, pattern(1000)), append(2, new Uint8Array())];
          for (const message of messages) {
            check(a.send(b, message), 'a could not send');
            check(b.send(a, message), 'b could not send');
          }
          for (const [from, to] of [
            [a, b],
            [b, a],
          ] as const) {
            await world.until('all have arrived', () => to.arrived.length >= messages.length);
            for (const cls of CLASSES) {
              const sent = messages.filter((message) => classOf(message) === cls).map(plain);
              const arrived = to
                .messagesFrom(from)
                .filter((message) => classOf(message) === cls)
                .map(plain);
              equal(arrived, sent, `${cls} messages from ${from.id} to ${to.id}`);
            }
            equal(to.arrived[0]?.from.store, from.identity.store, 'the store of the sender');
          }
        }),
      ),

      testCase('stay in order within their class, over many turns', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair();
          const count = 2000;
          for (let i = 1; i <= count; i++) {
            const messages = [heartbeat(i), append(i, pattern(i % 200, i)), chunk(i, pattern(1 + (i % 200), i))];
            check(a.send(b, ...messages), `one of messages ${i} was dropped`);
            if (i % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
          }
          await world.until('all have arrived', () => b.arrived.length === 3 * count);
          const messages = b.messagesFrom(a);
          const rounds = messages.flatMap((message) => (message.type === 'heartbeat' ? [message.round] : []));
          const indexes = messages.flatMap((message) => (message.type === 'append' ? [message.prevIndex + 1] : []));
          const offsets = messages.flatMap((message) => (message.type === 'snapshotChunk' ? [message.offset] : []));
          const expected = Array.from({ length: count }, (_, i) => i + 1);
          equal(rounds, expected, 'rounds of the heartbeats');
          equal(indexes, expected, 'indexes of the appends');
          equal(offsets, expected, 'offsets of the chunks');
          equal(b.dropped(a.id) + a.dropped(b.id), 0, 'dropped messages');
        }),
      ),

      testCase('of the control class overtake a backlog of bulk', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair({ maxQueuedBytes: 64 * MIB });
          const count = 48;
          const payload = pattern(MIB);
          let bulk = 0;
          let bulkBeforeHeartbeat: number | undefined;
          b.onArrival = ({ envelope: { message } }) => {
            if (message.type === 'heartbeat') bulkBeforeHeartbeat = bulk;
            else if (++bulk === 1) check(a.send(b, heartbeat(1)), 'the heartbeat was dropped');
          };
          for (let i = 1; i <= count; i++) check(a.send(b, append(i, payload)), `append ${i} was dropped`);
          await world.until('all have arrived', () => b.arrived.length === count + 1);
          check(
            bulkBeforeHeartbeat !== undefined && bulkBeforeHeartbeat <= count / 2,
            `the heartbeat came after ${String(bulkBeforeHeartbeat)} MiB of ${count}`,
          );
        }),
      ),

      testCase('of the control and bulk classes overtake a backlog of background', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair({ maxQueuedBytes: 64 * MIB });
          const count = (48 * MIB) / MAX_CHUNK_BYTES;
          const bytes = pattern(MAX_CHUNK_BYTES);
          let chunks = 0;
          const overtaken = new Map<ReceivedMessage['type'], number>();
          b.onArrival = ({ envelope: { message } }) => {
            if (message.type !== 'snapshotChunk') overtaken.set(message.type, chunks);
            else if (++chunks === 1) check(a.send(b, append(1, pattern(100)), heartbeat(1)), 'one was dropped');
          };
          for (let i = 0; i < count; i++) check(a.send(b, chunk(i * MAX_CHUNK_BYTES, bytes)), `chunk ${i} was dropped`);
          await world.until('all have arrived', () => b.arrived.length === count + 2);
          for (const type of ['heartbeat', 'append'] as const) {
            const before = overtaken.get(type);
            check(
              before !== undefined && before <= count / 2,
              `the ${type} came after ${String(before)} chunks of ${count}`,
            );
          }
        }),
      ),

      testCase('of the bulk class without end do not keep those of the background waiting for ever', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair({ maxQueuedBytes: 64 * MIB });
          const payload = pattern(MIB);
          let sent = 0;
          let done = false;
          const more = (): void => {
            if (!done) check(a.send(b, append(++sent, payload)), `append ${sent} was dropped`);
          };
          // As much bulk again as arrives: there is never a moment without any.
          b.onArrival = ({ envelope: { message } }) => {
            if (message.type === 'append') more();
            else done = true;
          };
          for (let i = 0; i < 16; i++) more();
          check(a.send(b, chunk(0, pattern(MAX_CHUNK_BYTES))), 'the chunk was dropped');
          await world.until('the chunk has arrived', () => done);
          await world.until('all else has arrived', () => b.arrived.length === sent + 1);
        }),
      ),

      testCase('arrive whole where they are large', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair({ maxQueuedBytes: 64 * MIB });
          const size = Math.min(32 * MIB, a.transport.capabilities.maxMessageBytes - 1024);
          const payload = pattern(size);
          check(a.send(b, heartbeat(1), append(1, payload), append(2, pattern(10)), heartbeat(2)), 'it was dropped');
          await world.until('all have arrived', () => b.arrived.length === 4);
          const [large, small] = b.messagesFrom(a).filter((message) => message.type === 'append');
          check(sameBytes(payloadOf(large), payload), 'the large payload is another');
          check(sameBytes(payloadOf(small), pattern(10)), 'the small payload is another');
        }),
      ),

      testCase('are dropped and counted where they are larger than the transport carries', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair();
          const tooLarge = append(1, new Uint8Array(a.transport.capabilities.maxMessageBytes + MIB));
          check(!a.send(b, tooLarge), 'it was taken');
          await world.until('the drop is reported', () => a.dropped(b.id) === 1);
          check(a.send(b, heartbeat(1)), 'the connection was lost over it');
          await world.until('the next message arrives', () => b.arrived.length === 1);
        }),
      ),

      testCase('are dropped and counted where the queue is full; what was taken arrives', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair({ maxQueuedMessages: 1000, maxQueuedBytes: MIB });
          const sent = 3000;
          let taken = 0;
          for (let i = 1; i <= sent; i++) if (a.send(b, append(i, pattern(2000)))) taken++;
          check(taken > 0 && taken < sent, `${taken} of ${sent} were taken`);
          // The classes have bounds of their own: a full one leaves room in the other.
          check(a.send(b, heartbeat(1)), 'a control message was dropped because bulk was full');
          await world.until('what was taken has arrived', () => b.arrived.length === taken + 1);
          await world.until('the drops are reported', () => a.dropped(b.id) === sent - taken);
          check(a.send(b, append(sent + 1, pattern(2000))), 'the queue has not emptied');
          await world.until('the next one arrives', () => b.arrived.length === taken + 2);
        }),
      ),

      testCase('of the background class are dropped and counted where their queue is full', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair({ maxQueuedBytes: MIB });
          const sent = 200;
          const bytes = pattern(MAX_CHUNK_BYTES);
          let taken = 0;
          for (let i = 0; i < sent; i++) if (a.send(b, chunk(i * MAX_CHUNK_BYTES, bytes))) taken++;
          check(taken > 0 && taken < sent, `${taken} of ${sent} were taken`);
          check(
            a.send(b, heartbeat(1), append(1, pattern(10))),
            'another message was dropped because background was full',
          );
          await world.until('what was taken has arrived', () => b.arrived.length === taken + 2);
          await world.until('the drops are reported', () => a.dropped(b.id) === sent - taken);
          check(a.send(b, chunk(0, bytes)), 'the queue has not emptied');
          await world.until('the next one arrives', () => b.arrived.length === taken + 3);
        }),
      ),

      testCase('of the control class are dropped and counted where their queue is full', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair({ maxQueuedMessages: 100 });
          let taken = 0;
          for (let i = 1; i <= 500; i++) if (a.send(b, heartbeat(i))) taken++;
          equal(taken, 100, 'taken messages');
          await world.until('what was taken has arrived', () => b.arrived.length === taken);
          await world.until('the drops are reported', () => a.dropped(b.id) === 400);
        }),
      ),

      testCase('to a peer without a connection are dropped and counted, outside the call', () =>
        inWorld(factory, async (world) => {
          const a = await world.node('a');
          const b = await world.node('b');
          check(!a.send(b, heartbeat(1), heartbeat(2)), 'they were taken');
          equal(a.dropped(b.id), 0, 'drops that were reported from within the call');
          await world.until('the drops are reported', () => a.dropped(b.id) === 2);
        }),
      ),

      testCase('of many groups share the connection', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair();
          const groups = Array.from({ length: 500 }, (_, i) => `group-${i}`);
          check(
            a.sendTo(
              b.id,
              groups.flatMap((group, i) => [
                envelope(heartbeat(i), group),
                envelope(append(i + 1, pattern(50, i)), group),
              ]),
            ),
            'some were dropped',
          );
          await world.until('all have arrived', () => b.arrived.length === 2 * groups.length);
          for (const type of ['heartbeat', 'append']) {
            const arrived = b.arrived.filter(({ envelope: { message } }) => message.type === type);
            equal(
              arrived.map(({ envelope: { group } }) => group),
              groups,
              `groups of the messages of type ${type}`,
            );
          }
        }),
      ),

      testCase('are copies: neither side can write into what the other holds', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair();
          const message = append(1, pattern(100));
          check(a.send(b, message, append(2, pattern(10))), 'it was dropped');
          await world.until('both have arrived', () => b.arrived.length === 2);
          const [arrived] = b.messagesFrom(a);
          check(arrived !== message, 'the very object of the sender arrived');
          payloadOf(message).fill(0xee);
          check(sameBytes(payloadOf(arrived), pattern(100)), 'the receiver sees what the sender wrote later');
          payloadOf(arrived).fill(0xdd);
          check(
            payloadOf(message).every((byte) => byte === 0xee),
            'the sender sees what the receiver wrote',
          );
          check(sameBytes(payloadOf(b.messagesFrom(a)[1]), pattern(10)), 'messages share their bytes');
        }),
      ),

      testCase('of snapshots are copies too, their tags included', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair();
          const sent = (): PeerMessage[] => [
            offer(undefined),
            { type: 'snapshotPull', tag: pattern(20), offset: 0, length: 1 },
            chunk(0, pattern(100)),
            chunk(100, pattern(MAX_CHUNK_BYTES)),
            { type: 'snapshotGone', tag: pattern(20) },
          ];
          const messages = sent();
          check(a.send(b, ...messages), 'one was dropped');
          await world.until('all have arrived', () => b.arrived.length === messages.length);
          for (const message of messages) for (const bytes of bytesOf(message)) bytes.fill(0xee);
          const arrived = b.messagesFrom(a);
          for (const cls of CLASSES) {
            const of = (all: readonly PeerMessage[]): PeerMessage[] => all.filter((each) => classOf(each) === cls);
            equal(of(arrived), of(sent()), `${cls} messages after the sender wrote into its own`);
          }
          for (const message of arrived) for (const bytes of bytesOf(message)) bytes.fill(0xdd);
          for (const message of messages)
            for (const bytes of bytesOf(message))
              check(
                bytes.every((byte) => byte === 0xee),
                `the sender sees what the receiver wrote into a ${message.type}`,
              );
        }),
      ),
    ],
  };
}
