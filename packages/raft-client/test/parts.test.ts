import { DEFAULT_GROUP, type MembershipStatus, nodeId } from '@lolraft/raft-core';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { AddressBook } from '../src/address-book.js';
import { backoff } from '../src/backoff.js';
import { CallQueue } from '../src/call-queue.js';
import { Call } from '../src/call.js';
import { Deadlines } from '../src/deadlines.js';
import { VirtualClock } from '@lolraft/raft-testkit';

describe('deadlines of many items', () => {
  it('come in time, none early, with one timer', async () => {
    const clock = new VirtualClock();
    const begun = clock.now();
    const expired: [number, number][] = [];
    const deadlines = new Deadlines<number>(clock, (delay) => expired.push([delay, clock.now() - begun]));
    const delays = [500, 7, 7.5, 3, 1_000, 12, 499, 3];
    for (const delay of delays) deadlines.add(delay, begun + delay);
    expect(clock.pendingTimers).to.equal(1);
    deadlines.remove(12, begun + 12);
    await clock.advance(2_000);
    expect(expired.map(([delay]) => delay).sort((a, b) => a - b)).to.deep.equal([3, 7, 7.5, 499, 500, 1_000]);
    for (const [delay, after] of expired) expect(after - delay).to.be.within(0, 5);
    expect(clock.pendingTimers).to.equal(0);
  });

  it('can be added to when one comes', async () => {
    const clock = new VirtualClock();
    let count = 0;
    const deadlines = new Deadlines<string>(clock, (item) => {
      if (++count < 3) deadlines.add(item, clock.now() + 10);
    });
    deadlines.add('again', clock.now() + 10);
    await clock.advance(100);
    expect(count).to.equal(3);
  });
});

const call = (number: number) =>
  new Call(
    { type: 'status', group: DEFAULT_GROUP },
    number,
    0,
    { repeatable: true, signal: undefined, traceparent: undefined },
    { resolve: () => undefined, reject: () => undefined, settled: () => undefined },
  );

describe('the queue of calls', () => {
  it('is in the order of their numbers, without those that are settled', () => {
    const numbers = fc.uniqueArray(fc.nat(3_000), { maxLength: 200, size: 'max' });
    fc.assert(
      fc.property(numbers, fc.func(fc.boolean()), fc.nat(100), (given, isSettled, taken) => {
        const queue = new CallQueue();
        const calls = given.map(call);
        for (const one of calls) queue.add(one);
        const first = [];
        for (let i = 0; i < taken; i++) first.push(queue.shift()?.number);
        const sorted = given.toSorted((a, b) => a - b);
        expect(first.filter((n) => n !== undefined)).to.deep.equal(sorted.slice(0, taken));
        for (const one of calls)
          if (isSettled(one.number)) one.resolve({ type: 'write', index: 0, value: new Uint8Array(0) });
        const left = sorted.slice(taken).filter((n) => !isSettled(n));
        expect(queue.isEmpty).to.equal(left.length === 0);
        const rest = [];
        while (!queue.isEmpty) rest.push(queue.shift()?.number);
        expect(rest).to.deep.equal(left);
      }),
    );
  });

  it('does not keep what is settled behind one that waits', () => {
    const queue = new CallQueue();
    const waiting = call(0);
    queue.add(waiting);
    for (let i = 1; i < 100_000; i++) {
      const one = call(i);
      queue.add(one);
      one.resolve({ type: 'write', index: 0, value: new Uint8Array(0) });
    }
    expect(queue.drain()).to.deep.equal([waiting]);
    expect(queue.isEmpty).to.equal(true);
  });
});

describe('the back-off', () => {
  it('doubles up to its bound, less a random half', () => {
    const options = { min: 20, max: 1_000 };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const full = failures > 6 ? 1_000 : 20 * 2 ** (failures - 1);
          expect(backoff(options, failures, () => random)).to.be.within(full / 2, full);
        },
      ),
    );
  });
});

describe('the address book', () => {
  it('has the given addresses first, each once, and forgets the oldest of those that it has learned', () => {
    const book = new AddressBook(['a', 'b']);
    for (const address of ['c', 'a', '', 'd', 'c']) book.learn(address);
    expect(book.all).to.deep.equal(['a', 'b', 'd', 'c']);
    for (let i = 0; i < 63; i++) book.learn(`n${i}`);
    expect(book.all.slice(0, 4)).to.deep.equal(['a', 'b', 'c', 'n0']);
    expect(book.all).to.have.lengthOf(66);
  });

  it('is as the newest committed configuration says, whoever says it', () => {
    const book = new AddressBook(['a', 'b']);
    const members = (index: number, committed: boolean, ...addresses: string[]): MembershipStatus => ({
      index,
      committed,
      joint: false,
      members: addresses.map((address) => {
        return { id: nodeId(address), address, role: 'voter', store: undefined, priority: 0 };
      }),
      catchingUp: [],
    });
    book.learnMembers(members(0, true, 'a', 'b', 'c'));
    book.learnMembers(members(7, false, 'b', 'c', 'd'));
    expect(book.all, 'not committed').to.deep.equal(['a', 'b', 'c', 'd']);
    book.learnMembers(members(9, true, 'd', 'e'));
    expect(book.all, 'c is gone; what was given stays').to.deep.equal(['a', 'b', 'd', 'e']);
    book.learnMembers(members(7, true, 'a', 'b', 'c'));
    expect(book.all, 'news of before').to.deep.equal(['a', 'b', 'd', 'e']);
    book.learn('hint');
    book.learnMembers(members(9, true, 'd', 'e'));
    expect(book.all, 'nothing new').to.deep.equal(['a', 'b', 'hint', 'd', 'e']);
  });
});
