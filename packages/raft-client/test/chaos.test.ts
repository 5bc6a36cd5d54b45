import {
  ClosedError,
  InternalError,
  InvalidArgumentError,
  LeadershipLostError,
  OverloadedError,
  StorageFailedError,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { RaftClient } from '../src/index.js';
import { FakeCluster, type FakeNode, payload, SILENCE, text } from './support/fake-cluster.js';
import { VirtualClock } from '@lolraft/raft-testkit';

/** What happens to a call at the leader: whether it is applied, and what its caller hears of it. */
const FATES = [
  'answer',
  'answer',
  'answer',
  'overloaded',
  'refuse',
  'applied, then leadership lost',
  'leadership lost',
  'applied, then silence',
  'silence',
  'applied, then the connection breaks',
  'the connection breaks',
  'closing',
  'applied, then a bug',
] as const;

type Fate = (typeof FATES)[number];

type Step =
  | { readonly do: 'write' | 'read'; readonly fate: Fate; readonly idempotent: boolean; readonly timeout: number }
  | { readonly do: 'elect' | 'kill' | 'start' | 'pause' | 'depose'; readonly node: number }
  | { readonly do: 'wait'; readonly time: number }
  /** Log time passes, at the end of which a session is gone. */
  | { readonly do: 'age'; readonly time: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('write' as const, 'write' as const, 'read' as const),
      fate: fc.constantFrom(...FATES),
      idempotent: fc.boolean(),
      timeout: fc.constantFrom(30, 300, 3_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'elect' as const,
        'elect' as const,
        'kill' as const,
        'start' as const,
        'pause' as const,
        'depose' as const,
      ),
      node: fc.nat(2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('age' as const), time: fc.constantFrom(1_000, 40_000, 70_000) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), time: fc.constantFrom(0, 1, 20, 200, 1_500) }),
  },
);

/** A cluster in which calls meet their fates, once each; it counts how often each write is applied. */
class Fates {
  readonly cluster = new FakeCluster('a', 'b', 'c');
  readonly applied = new Map<string, number>();
  readonly #fates = new Map<string, Fate>();

  constructor() {
    for (const node of this.cluster.nodes) node.script = (request) => this.#meet(node, request);
    this.cluster.elect('a');
  }

  /** How often a write had its effect. */
  times(name: string): number {
    return (this.applied.get(name) ?? 0) + this.cluster.applied.filter((one) => one === name).length;
  }

  /** @throws what a node says that does not lead. */
  #lead(node: FakeNode, request: Parameters<FakeNode['play']>[0]): void {
    if (node.role !== 'leader') node.play(request);
  }

  expect(name: string, fate: Fate): void {
    this.#fates.set(name, fate);
  }

  #meet(node: FakeNode, request: Parameters<FakeNode['play']>[0]): ReturnType<FakeNode['play']> | Promise<never> {
    if (request.type !== 'write' && request.type !== 'query') return node.play(request);
    const name = text(request.payload);
    const fate = this.#fates.get(name) ?? 'answer';
    this.#fates.delete(name);
    const inSession = request.type === 'write' && request.session !== 0;
    const isApplied = fate === 'answer' || fate.startsWith('applied');
    // A follower takes nothing, and a write in a session has its effect when it is played.
    if (node.role !== 'leader' || (inSession && !isApplied)) this.#lead(node, request);
    const answer = inSession && !isApplied ? undefined : node.play(request);
    if (!inSession && request.type === 'write' && isApplied) {
      this.applied.set(name, (this.applied.get(name) ?? 0) + 1);
    }
    switch (fate) {
      case 'answer':
        if (answer === undefined) throw new Error('it was not asked');
        return answer;
      case 'overloaded':
        throw new OverloadedError('test');
      case 'refuse':
        throw new InvalidArgumentError('test');
      case 'applied, then leadership lost':
      case 'leadership lost':
        throw new LeadershipLostError();
      case 'applied, then silence':
      case 'silence':
        return SILENCE;
      case 'applied, then the connection breaks':
      case 'the connection breaks':
        node.disconnect();
        return SILENCE;
      case 'closing':
        throw new ClosedError('the node');
      case 'applied, then a bug':
        throw name.length % 2 === 0 ? new InternalError('test') : new StorageFailedError('test');
    }
  }
}

describe('whatever happens', function () {
  this.timeout(60_000);

  for (const session of [false, true]) {
    it(`every call settles in time, and says the truth of what became of it, ${session ? 'with' : 'without'} a session`, async () => {
      const seen = new Map<string, number>();
      const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25, size: 'max' }), async (steps) => {
          const clock = new VirtualClock();
          const fates = new Fates();
          const { cluster } = fates;
          const client = new RaftClient({
            transport: cluster,
            endpoints: ['a', 'b'],
            clock,
            attemptTimeout: 800,
            session,
          });
          const calls: { name: string; type: string; idempotent: boolean; deadline: number; end?: string }[] = [];
          for (const [i, one] of steps.entries()) {
            if (one.do === 'wait') {
              await clock.advance(one.time);
            } else if (one.do === 'age') {
              cluster.time += one.time;
            } else if (one.do === 'write' || one.do === 'read') {
              const { do: type, fate, idempotent, timeout } = one;
              const call: (typeof calls)[number] = {
                name: `call ${i}`,
                type,
                idempotent,
                deadline: clock.now() + timeout,
              };
              fates.expect(call.name, fate);
              calls.push(call);
              const made =
                type === 'write'
                  ? client.write(payload(call.name), { timeout, idempotent })
                  : client.read(payload(call.name), { timeout });
              made.then(
                () => (call.end = 'done'),
                (error: unknown) => (call.end = (error as { outcome: string }).outcome),
              );
            } else {
              const node = cluster.nodes[(one as { node: number }).node]!;
              if (one.do === 'elect')
                cluster.elect(
                  node.address,
                  cluster.nodes.filter((n) => n.listening && !n.paused),
                );
              if (one.do === 'depose') cluster.depose();
              if (one.do === 'kill') node.kill();
              if (one.do === 'start') Object.assign(node, { listening: true, paused: false });
              if (one.do === 'pause') node.paused = true;
            }
            for (const call of calls) if (call.end === undefined) expect(clock.now()).to.be.below(call.deadline + 10);
          }
          await clock.advance(3_010);
          for (const { name, type, idempotent, end } of calls) {
            count(`${type}${idempotent ? ' idempotent' : ''} ${end}`);
            const times = fates.times(name);
            expect(end, name).to.not.equal(undefined);
            if (type === 'read') expect(end, name).to.not.equal('unknown');
            else if (end === 'not_applied') expect(times, name).to.equal(0);
            else if (idempotent) expect(times, name).to.be.above(end === 'done' ? 0 : -1);
            else if (end === 'done') expect(times, name).to.equal(1);
            else expect(times, name).to.be.below(2);
          }
          const closing = client.close();
          await clock.advance(510);
          await closing;
          expect(clock.pendingTimers).to.equal(0);
          for (const node of cluster.nodes) expect(node.connections.size).to.equal(0);
        }),
        { numRuns: 300 },
      );
      for (const what of ['write done', 'write not_applied', 'write unknown', 'write idempotent done', 'read done']) {
        expect(seen.get(what), what).to.be.above(10);
      }
    });
  }
});
