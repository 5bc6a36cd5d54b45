import { classOf, type PeerMessage } from '@lolraft/raft-core';
import { check, equal, sameBytes } from '../../checks.js';
import { append, EVERY_MESSAGE, heartbeat, pattern, plain } from '../samples.js';
import { testCase, type ConformanceGroup } from '../../case.js';
import type { TransportFactory } from '../suite.js';
import { envelope, inWorld } from '../world.js';

const MIB = 1024 * 1024;

function payloadOf(message: PeerMessage | undefined): Uint8Array {
  check(message?.type === 'append' && message.entries !== undefined, 'expected an append with entries');
  return message.entries.entry(message.entries.firstIndex).payload;
}

export function messageCases(factory: TransportFactory): ConformanceGroup {
  return {
    title: 'messages between peers',
    cases: [
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
            for (const cls of ['control', 'bulk'] as const) {
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
            check(a.send(b, heartbeat(i), append(i, pattern(i % 200, i))), `message ${i} was dropped`);
            if (i % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
          }
          await world.until('all have arrived', () => b.arrived.length === 2 * count);
          const messages = b.messagesFrom(a);
          const rounds = messages.flatMap((message) => (message.type === 'heartbeat' ? [message.round] : []));
          const indexes = messages.flatMap((message) => (message.type === 'append' ? [message.prevIndex + 1] : []));
          const expected = Array.from({ length: count }, (_, i) => i + 1);
          equal(rounds, expected, 'rounds of the heartbeats');
          equal(indexes, expected, 'indexes of the appends');
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
    ],
  };
}
