import { type Command, MAX_VALUE_BYTES } from '@lolraft/kvs-client';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { encodeState } from '../../src/snapshot/encode-state.js';
import { digest } from '../../src/state/digest.js';
import { answer, execute } from '../../src/state/machine.js';
import { DEFAULT_RETENTION, Store } from '../../src/state/store.js';
import * as arbitrary from '../support/arbitraries.js';
import { bytes, code, compact, del, listing, put, range, txn } from '../support/requests.js';
import { largeStore, stateBytes, stateOf, storeAfter } from '../support/states.js';

/** Long stories, in which keys come back, and histories that are compacted, dropped and begun anew. */
const commands = fc.array(arbitrary.command, { maxLength: 60, size: 'max' });
const retention = (revisions: number, retained = 2 ** 40): Command => ({
  type: 'setRetention',
  revisions,
  bytes: retained,
});

describe('the state as bytes', function () {
  this.timeout(60_000);

  it('comes back the same in every respect, and goes on the same', async () => {
    await fc.assert(
      fc.asyncProperty(commands, commands, fc.integer({ min: 1, max: 200 }), async (before, after, cut) => {
        const store = storeAfter(before);
        const restored = await stateOf(stateBytes(store), cut);
        expect(digest(restored)).to.equal(digest(store));
        expect(stateBytes(restored).equals(stateBytes(store))).to.equal(true);
        for (const command of after) expect(execute(restored, command)).to.deep.equal(execute(store, command));
        expect(digest(restored)).to.equal(digest(store));
        expect(stateBytes(restored).equals(stateBytes(store))).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });

  it('answers reads of the past, and of what is compacted, as before', async () => {
    await fc.assert(
      fc.asyncProperty(commands, fc.array(arbitrary.query, { maxLength: 20 }), async (before, queries) => {
        const store = storeAfter(before);
        const restored = await stateOf(stateBytes(store));
        for (const query of queries) expect(answer(restored, query)).to.deep.equal(answer(store, query));
        expect([...restored.history.since(0)]).to.deep.equal([...store.history.since(0)]);
      }),
      { numRuns: 150 },
    );
  });

  it('is the same for the same state, whatever led there', () => {
    const merged = (...orders: Command[][]) => orders.map((order) => stateBytes(storeAfter(order)).toString('hex'));
    const ab = txn([], [put('a'), put('b')]);
    const ba = txn([], [put('b'), put('a')]);
    const [one, other] = merged([ab, put('c'), compact(3)], [ba, put('c'), compact(3)]);
    expect(one).to.equal(other);
    const [short, long] = merged(
      [retention(0), put('a'), put('c'), put('b'), put('a')],
      // The same keys and counts, by way of a refusal, a change that is none, and another retention until the end.
      [put('a'), put('c'), compact(99), txn([], [], []), put('b'), del('nothing'), put('a'), retention(0)],
    );
    expect(short).to.equal(long);
    // The history belongs to the state, and within a revision it has an order.
    expect(new Set(merged([ab], [ba], [put('a'), put('b')])).size).to.equal(3);
  });

  it('is the same on a member that was restored on the way, and on one whose tree was cloned again and again', async () => {
    await fc.assert(
      fc.asyncProperty(commands, commands, async (before, after) => {
        const straight = storeAfter([...before, ...after]);
        const restored = await stateOf(stateBytes(storeAfter(before)));
        const cloned = Store.empty();
        for (const command of after) execute(restored, command);
        for (const command of [...before, ...after]) {
          execute(cloned, command);
          cloned.clone();
        }
        expect(stateBytes(restored).equals(stateBytes(straight))).to.equal(true);
        expect(stateBytes(cloned).equals(stateBytes(straight))).to.equal(true);
      }),
      { numRuns: 100 },
    );
  });

  it('is that of the moment of the view, while changes go on between its pieces', async () => {
    const store = largeStore(20_000);
    const then = digest(store);
    const expected = stateBytes(store);
    const pieces: Buffer[] = [];
    let n = 0;
    for (const piece of encodeState(store.clone())) {
      pieces.push(Buffer.from(piece));
      for (let i = 0; i < 500; i++, n++)
        execute(store, put(`key/${String((n * 31) % 30_000).padStart(9, '0')}`, 'new'));
      execute(store, del('key/000001', 'key/000002'));
    }
    execute(store, compact(store.revision));
    expect(n).to.be.above(5_000);
    expect(Buffer.concat(pieces).equals(expected)).to.equal(true);
    expect(digest(await stateOf(Buffer.concat(pieces)))).to.equal(then);
    expect(digest(store)).to.not.equal(then);
  });

  it('comes in pieces of at most 64 KiB, however large a value is', async () => {
    const value = 'x'.repeat(MAX_VALUE_BYTES);
    const store = storeAfter([
      put('a', 'small'),
      put('b', value),
      put('b', 'y'),
      put('c', 'z'.repeat(300_000)),
      put('d'),
    ]);
    const pieces = [...encodeState(store)].map(({ length }) => length);
    expect(Math.max(...pieces)).to.equal(64 * 1024);
    expect(pieces.length).to.be.below(2 * (MAX_VALUE_BYTES / (64 * 1024)));
    const restored = await stateOf(stateBytes(store));
    expect(digest(restored)).to.equal(digest(store));
    expect(listing(answer(restored, range('d')))).to.deep.equal(['d=v@6']);
  });

  it('of many small keys comes in pieces that are nearly full', () => {
    const pieces = [...encodeState(largeStore(50_000))].map(({ length }) => length);
    // The end stands alone: it has the checksum of what came before.
    for (const length of pieces.slice(0, -2)) expect(length).to.be.within(60_000, 65_536);
  });

  it('holds an empty store, and one that was emptied', async () => {
    for (const steps of [[], [put('a'), del('a')], [put('a'), del('a'), compact(3)], [retention(0, 0), put('a')]]) {
      const store = storeAfter(steps);
      expect(digest(await stateOf(stateBytes(store)))).to.equal(digest(store));
    }
    expect((await stateOf(stateBytes(Store.empty()))).retention).to.deep.equal(DEFAULT_RETENTION);
  });

  it('keeps keys and numbers at their limits', async () => {
    const long = 'k'.repeat(64 * 1024);
    const store = storeAfter([
      retention(1_000_000, Number.MAX_SAFE_INTEGER),
      put('\0', ''),
      put(long),
      put('\xff'.repeat(300)),
    ]);
    const restored = await stateOf(stateBytes(store));
    expect(digest(restored)).to.equal(digest(store));
    expect(code(execute(restored, { type: 'put', key: bytes(`${long}k`), value: bytes(''), prevKv: false }))).to.equal(
      'INVALID',
    );
  });

  it('shares keys and values between the past and the present, as the store that it was made of does', async () => {
    const restored = await stateOf(stateBytes(storeAfter([put('a', '1'), put('a', '2'), put('a', '3')])));
    const [first, second, third] = [...restored.history.since(0)];
    expect(second?.previous).to.equal(first?.record);
    expect(third?.previous).to.equal(second?.record);
    expect(third?.record).to.equal(restored.get('a'));
  });
});
