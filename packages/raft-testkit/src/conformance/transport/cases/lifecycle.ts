import { check, equal } from '../../checks.js';
import { later, rejection } from '../waiting.js';
import { heartbeat, WRITE } from '../samples.js';
import { testCase, type ConformanceCase, type ConformanceGroup } from '../../case.js';
import type { TransportFactory } from '../suite.js';
import { inWorld } from '../world.js';

export function lifecycleCases(factory: TransportFactory): ConformanceGroup {
  return {
    title: 'start and close',
    cases: [
      testCase('an address that is taken makes start fail, and names it', () =>
        inWorld(factory, async (world) => {
          const a = await world.node('a');
          const { address } = a;
          const second = world.prepare('b', {}, { address });
          const error = await rejection('start at a taken address', second.start());
          const port = address.slice(address.lastIndexOf(':') + 1);
          check(error.message.includes(port), `the message does not name the address: ${error.message}`);
        }),
      ),

      testCase('close is idempotent, and frees the address', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair();
          const { address } = a;
          await world.settled('close', Promise.all([a.transport.close(), a.transport.close()]));
          await world.settled('a second close', a.close());
          await b.close();
          const again = await world.node('c', {}, { address });
          equal(again.address, address, 'the address');
        }),
      ),

      testCase('close before start, or during it, leaves a transport that does not start', () =>
        inWorld(factory, async (world) => {
          const never = world.prepare('a');
          await never.close();
          await rejection('start after close', never.start());
          const cut = world.prepare('b');
          const starting = cut.start().then(
            () => undefined,
            () => undefined,
          );
          await world.settled('close during start', cut.close());
          await world.settled('start that was cut', starting);
        }),
      ),

      testCase('after close nothing is sent, and nothing is reported', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair();
          const closing = a.close();
          check(!a.send(b, heartbeat(1)), 'a message was taken after close had begun');
          await closing;
          check(!a.send(b, heartbeat(1)), 'a message was taken after close');
          a.setPeers(b);
          await world.until('b has seen it', () => !b.isUp(a));
          // Time for whatever a might still have to say: others meet.
          const c = await world.node('c');
          c.setPeers(b);
          await world.connected(b, c);
        }),
      ),

      testCase('close ends what is under way: dials, calls, full queues', () =>
        inWorld(factory, async (world) => {
          const gone = await world.node('d');
          const { address } = gone;
          await gone.close();
          const a = await world.node('a', { onCall: () => new Promise(() => undefined) });
          const b = await world.node('b');
          a.setPeers(b, [gone.id, address]);
          await world.connected(a, b);
          const connection = await world.connect(a);
          const call = later(rejection('a call to a closed node', connection.call(WRITE)));
          for (let i = 0; i < 1000; i++) a.send(b, heartbeat(i));
          await world.settled('close', a.close());
          await world.settled('the call', call);
          await world.settled('the connection', connection.closed);
        }),
      ),

      ...leakCases(factory),
    ],
  };
}

function leakCases(factory: TransportFactory): ConformanceCase[] {
  const { resources } = factory;
  if (resources === undefined) return [];
  return [
    testCase('close leaves nothing behind, however often', async () => {
      // From within the same kind of callback each time, which is a resource itself.
      const snapshot = async (): Promise<string[]> => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return [...resources()].sort();
      };
      const before = await snapshot();
      for (let round = 0; round < 20; round++) {
        await inWorld(factory, async (world) => {
          const [a, b] = await world.pair();
          const connection = await world.connect(a);
          a.send(b, heartbeat(1));
          await rejection('a call that nobody answers', connection.call(WRITE, { timeout: 10_000 }));
        });
      }
      const end = performance.now() + (factory.patience ?? 10_000);
      let left = await snapshot();
      while (left.join() !== before.join() && performance.now() < end) left = await snapshot();
      equal(left, before, 'what is left');
    }),
  ];
}
