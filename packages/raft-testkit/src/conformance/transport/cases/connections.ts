import { clusterId } from '@lolraft/raft-core';
import { check, equal } from '../../checks.js';
import { pattern } from '../../../aids/bytes.js';
import { append, heartbeat } from '../samples.js';
import { testCase, type ConformanceGroup } from '../../case.js';
import type { TransportFactory } from '../suite.js';
import { inWorld, type TestNode, type World } from '../world.js';

/** Both can send to each other. */
async function talk(world: World, a: TestNode, b: TestNode): Promise<void> {
  const before = [a.arrived.length, b.arrived.length] as const;
  check(a.send(b, heartbeat(1)), `${a.id} has no connection to ${b.id}`);
  check(b.send(a, heartbeat(2)), `${b.id} has no connection to ${a.id}`);
  await world.until('both hear each other', () => a.arrived.length > before[0] && b.arrived.length > before[1]);
}

export function connectionCases(factory: TransportFactory): ConformanceGroup {
  return {
    title: 'connections of peers',
    cases: [
      testCase('are reported on both sides, with the identity of the other', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair();
          for (const [seen, of] of [
            [b.ups, a],
            [a.ups, b],
          ] as const) {
            const { cluster: _, ...identity } = of.identity;
            // A transport may say more than it must.
            equal(
              seen.map((each) => ({ ...each, cluster: undefined })),
              [identity],
              `what was seen of ${of.id}`,
            );
          }
          await talk(world, a, b);
        }),
      ),

      testCase('are opened whichever side asks for them', () =>
        inWorld(factory, async (world) => {
          for (const [first, second] of [
            ['a', 'b'],
            ['d', 'c'],
          ] as const) {
            const dialler = await world.node(first);
            const dialled = await world.node(second);
            dialler.setPeers(dialled);
            await world.connected(dialler, dialled);
            // The dialled one answers although it was told of no peer: a voter answers whoever asks.
            await talk(world, dialled, dialler);
          }
        }),
      ),

      testCase('are opened to a peer that starts later', () =>
        inWorld(factory, async (world) => {
          const former = await world.node('b');
          const { address } = former;
          await former.close();
          const a = await world.node('a');
          a.setPeers([former.id, address]);
          await world.until('a has tried in vain', () => a.refused.length > 0);
          const b = await world.node('b', {}, { address });
          await world.connected(a, b);
          await talk(world, a, b);
        }),
      ),

      testCase('go down at once when the other side closes', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair();
          await b.close();
          await world.until('a has seen it', () => a.downs.length === 1);
          check(a.downs[0]?.reason !== '', 'no reason was given');
          check(!a.send(b, heartbeat(1)), 'a message was taken for a peer that is down');
        }),
      ),

      testCase('come up again after a restart, with the new incarnation', () =>
        inWorld(factory, async (world) => {
          const [a, b] = await world.pair();
          const { address } = b;
          await b.close();
          const again = await world.node('b', { incarnation: 2 }, { address });
          await world.until('a has seen the restart', () => a.ups.length === 2 && a.isUp(again));
          equal(
            a.ups.map(({ incarnation }) => incarnation),
            [1, 2],
            'incarnations',
          );
          equal(a.downs.length, 1, 'connections that went down');
          await talk(world, a, again);
        }),
      ),

      testCase('of a restarted peer replace those of its former self, which may not have noticed its death', () =>
        inWorld(factory, async (world) => {
          const a = await world.node('a');
          const frozen = await world.node('b');
          a.setPeers(frozen);
          await world.connected(a, frozen);
          const restarted = await world.node('b', { incarnation: 2 });
          restarted.setPeers(a);
          await world.until('a has the new one', () => a.isUp(restarted) && a.ups.at(-1)?.incarnation === 2);
          equal(
            a.downs.map(({ peer }) => peer.incarnation),
            [1],
            'what went down',
          );
          await world.until('the former one is cut off', () => !frozen.isUp(a));
          check(a.send(restarted, heartbeat(9)), 'a has no connection');
          await world.until('the new one hears a', () => restarted.arrived.length === 1);
        }),
      ),

      testCase(
        'that both sides open at the same moment become one, without ever going down',
        () =>
          inWorld(factory, async (world) => {
            for (let round = 0; round < 40; round++) {
              const a = await world.node(`a-${round}`);
              const b = await world.node(`b-${round}`);
              if (round % 2 === 0) {
                a.setPeers(b);
                b.setPeers(a);
              } else {
                b.setPeers(a);
                await new Promise((resolve) => setTimeout(resolve, round % 5));
                a.setPeers(b);
              }
              await world.connected(a, b);
              await talk(world, a, b);
              // Whatever else was under way when both were up has come to its end after a few exchanges.
              for (let i = 0; i < 5; i++) await talk(world, a, b);
              for (const node of [a, b]) {
                equal([node.ups.length, node.downs.length], [1, 0], `ups and downs of ${node.id}`);
              }
              await Promise.all([a.close(), b.close()]);
            }
          }),
        60_000,
      ),

      testCase('of a mesh come up in full', () =>
        inWorld(factory, async (world) => {
          const nodes = await Promise.all(Array.from({ length: 5 }, (_, i) => world.node(`n${i}`)));
          for (const node of nodes) node.setPeers(...nodes);
          for (const a of nodes) {
            for (const b of nodes) {
              if (a === b) continue;
              await world.connected(a, b);
              await talk(world, a, b);
            }
          }
          for (const node of nodes) equal([node.ups.length, node.downs.length], [4, 0], `ups and downs of ${node.id}`);
        }),
      ),

      testCase('with another cluster are refused, with a reason on both sides', () =>
        inWorld(factory, async (world) => {
          const a = await world.node('a');
          const stranger = await world.node('b', { cluster: clusterId('e'.repeat(32)) });
          a.setPeers(stranger);
          await world.until('both know why', () => a.refused.length > 0 && stranger.refused.length > 0);
          check(
            a.refused.some((reason) => reason.includes('cluster')),
            `a was told: ${a.refused.join('; ')}`,
          );
          check(
            stranger.refused.some((reason) => reason.includes('cluster')),
            `b was told: ${stranger.refused.join('; ')}`,
          );
          equal(a.ups.length + stranger.ups.length, 0, 'peers that came up');
        }),
      ),

      testCase('with another node than the one meant are refused', () =>
        inWorld(factory, async (world) => {
          const a = await world.node('a');
          const b = await world.node('b');
          const c = world.prepare('c');
          a.setPeers([c.id, b.address]);
          await world.until('a knows why', () => a.refused.some((reason) => reason.includes('c')));
          await world.until('b knows why', () => b.refused.length > 0);
          equal(a.ups.length + b.ups.length, 0, 'peers that came up');
        }),
      ),

      testCase('with ourselves are refused; our own id among the peers is none of them', () =>
        inWorld(factory, async (world) => {
          const a = await world.node('a');
          const b = world.prepare('b');
          a.setPeers(a, [b.id, a.address]);
          await world.until('a has refused itself', () => a.refused.length > 0);
          equal(a.ups.length, 0, 'peers that came up');
          const other = await world.node('b');
          a.setPeers(a, other);
          await world.connected(a, other);
        }),
      ),

      testCase(
        'are kept to a node that is no peer of ours, for as long as it wants: a voter answers whoever asks',
        () =>
          inWorld(factory, async (world) => {
            const a = await world.node('a');
            const [member, joiner] = [await world.node('b'), await world.node('c')];
            joiner.setPeers(a);
            await world.connected(a, joiner);
            a.setPeers(member);
            await world.connected(a, member);
            await talk(world, a, joiner);
            a.setPeers();
            a.setPeers(member);
            await talk(world, a, joiner);
            await talk(world, a, member);
            for (const node of [joiner, member])
              equal([node.ups.length, node.downs.length], [1, 0], `ups of ${node.id}`);
          }),
      ),

      testCase('to a peer that is wanted no more end, once what was sent has gone out', () =>
        inWorld(factory, async (world) => {
          const [a, b] = [await world.node('a'), await world.node('b')];
          a.setPeers(b);
          await world.connected(a, b);
          const count = 500;
          for (let i = 1; i <= count; i++) check(a.send(b, append(i, pattern(1000, i))), `message ${i} was dropped`);
          check(a.send(b, heartbeat(1)), 'the last one was dropped');
          a.setPeers();
          await world.until('the connection has ended', () => !a.isUp(b) && !b.isUp(a));
          equal(b.arrived.length, count + 1, 'messages that arrived');
          equal([a.downs.length, b.downs.length], [1, 1], 'what went down');
          check(b.downs[0]?.reason !== '', 'no reason was given');
        }),
      ),

      testCase('of a peer that is wanted no more, and wants us, are taken on all the same', () =>
        inWorld(factory, async (world) => {
          const [a, b] = [await world.node('a'), await world.node('b')];
          a.setPeers(b);
          await world.connected(a, b);
          a.setPeers();
          await world.until('the connection has ended', () => !a.isUp(b) && !b.isUp(a));
          b.setPeers(a);
          await world.connected(a, b);
          await talk(world, a, b);
          a.setPeers(b);
          a.setPeers();
          await talk(world, a, b);
          equal([a.downs.length, b.downs.length], [1, 1], 'what went down');
        }),
      ),

      testCase('move with a peer although its former self still answers', () =>
        inWorld(factory, async (world) => {
          const [a, former] = [await world.node('a'), await world.node('b')];
          a.setPeers(former);
          await world.connected(a, former);
          const moved = await world.node('b', { incarnation: 2 });
          a.setPeers(moved);
          await world.until('a has the new one', () => moved.isUp(a) && a.ups.at(-1)?.incarnation === 2);
          await world.until('the former one is left', () => !former.isUp(a));
          equal(
            a.downs.map(({ peer }) => peer.incarnation),
            [1],
            'what went down',
          );
          await talk(world, a, moved);
          equal(former.arrived.length, 0, 'what the former one has heard');
        }),
      ),

      testCase('move with a peer also where it had dialled us', () =>
        inWorld(factory, async (world) => {
          const [a, former] = [await world.node('a'), await world.node('b')];
          former.setPeers(a);
          await world.connected(a, former);
          a.setPeers(former);
          const moved = await world.node('b', { incarnation: 2 });
          a.setPeers(moved);
          // The former one dials on: who has it then is not asked here.
          await world.until('a has the new one', () => moved.isUp(a) && a.ups.at(-1)?.incarnation === 2);
          equal([moved.ups.length, moved.downs.length], [1, 0], 'ups and downs of the new one');
        }),
      ),

      testCase('follow a change of address', () =>
        inWorld(factory, async (world) => {
          const a = await world.node('a');
          const b = await world.node('b');
          a.setPeers(b);
          await world.connected(a, b);
          await b.close();
          const moved = await world.node('b', { incarnation: 2 });
          a.setPeers(moved);
          await world.connected(a, moved);
          await talk(world, a, moved);
        }),
      ),
    ],
  };
}
