import { InvalidArgumentError, ProtocolError } from '@lolraft/raft-core';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { rangeOf } from '../src/client/keys.js';
import {
  compareKey,
  deleteKey,
  deleteKeys,
  getKey,
  getRange,
  type KeyValue,
  KvsClient,
  KvsError,
  prefixEnd,
  putKey,
  StaleTokenError,
} from '../src/index.js';
import { plainCopy } from './support/arbitraries.js';
import { ScriptedStore } from './support/scripted-store.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const NONE = new Uint8Array(0);
const ZERO = Uint8Array.of(0);
const kv = (key: string, value = 'v', modRevision = 5): KeyValue => ({
  ...{ key: bytes(key), value: bytes(value), createRevision: 3, modRevision, version: 2, lease: 0 },
});

let store: ScriptedStore;
let client: KvsClient;

beforeEach(() => {
  store = new ScriptedStore();
  client = new KvsClient({ transport: store, endpoints: ['a'] });
});
afterEach(() => client.close());

const asked = () => plainCopy(store.asked.map(({ request }) => request));
async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

describe('the key-value client', () => {
  it('puts, with texts as UTF-8 and bytes as they are', async () => {
    store.answer = () => ({ revision: 9, result: { type: 'put', prevKv: kv('schlüssel', 'old') } });
    expect(await client.put('schlüssel', bytes('new'), { prevKv: true })).to.deep.equal({
      revision: 9,
      prevKv: kv('schlüssel', 'old'),
    });
    await client.put(Uint8Array.of(0, 255), '');
    expect(asked()).to.deep.equal([
      { type: 'put', key: bytes('schlüssel'), value: bytes('new'), prevKv: true },
      { type: 'put', key: Uint8Array.of(0, 255), value: NONE, prevKv: false },
    ]);
  });

  it('gets a key, or nothing, now or as of a revision', async () => {
    store.answer = ({ request }) => ({
      result: {
        type: 'range',
        kvs: request.type === 'range' && request.revision === 4 ? [kv('a')] : [],
        more: false,
        count: 0,
      },
    });
    expect(await client.get('a', { revision: 4, level: 'local' })).to.deep.equal(kv('a'));
    expect(await client.get('a')).to.equal(undefined);
    expect(store.asked.map(({ level }) => level?.type)).to.deep.equal(['local', 'linearizable']);
  });

  it('deletes a key, or a range', async () => {
    store.answer = () => ({ revision: 9, result: { type: 'deleteRange', deleted: 1, prevKvs: [] } });
    expect(await client.delete('a')).to.deep.equal({ revision: 9, deleted: true });
    expect(await client.deleteRange({ prefix: 'a/' })).to.deep.equal({ revision: 9, deleted: 1 });
    expect(asked()).to.deep.equal([
      { type: 'deleteRange', key: bytes('a'), rangeEnd: NONE, prevKv: false },
      { type: 'deleteRange', key: bytes('a/'), rangeEnd: bytes('a0'), prevKv: false },
    ]);
  });

  it('pages through a range at the revision of the first page, each page from behind the last key', async () => {
    const pages = [['a', 'b'], ['b\0', 'c'], ['d']];
    store.answer = () => {
      const page = pages.shift() ?? [];
      return {
        revision: 20 + pages.length,
        result: { type: 'range', kvs: page.map((k) => kv(k)), more: pages.length > 0, count: 5 },
      };
    };
    const keys = [];
    for await (const { key } of client.range({ from: 'a', to: 'e' }, { limit: 50, keysOnly: true })) keys.push(key);
    expect(keys).to.deep.equal(['a', 'b', 'b\0', 'c', 'd'].map(bytes));
    const common = { type: 'range', rangeEnd: bytes('e'), keysOnly: true, countOnly: false };
    expect(asked()).to.deep.equal([
      { ...common, key: bytes('a'), limit: 50, revision: 0 },
      { ...common, key: bytes('b\0'), limit: 48, revision: 22 },
      { ...common, key: bytes('c\0'), limit: 46, revision: 22 },
    ]);
  });

  it('stops asking when the limit is reached, or the reader leaves', async () => {
    store.answer = () => ({ result: { type: 'range', kvs: [kv('a'), kv('b')], more: true, count: 9 } });
    const keys = [];
    for await (const { key } of client.range('all', { limit: 2 })) keys.push(key);
    for await (const { key } of client.range('all')) {
      keys.push(key);
      break;
    }
    expect(keys).to.have.lengthOf(3);
    expect(store.asked).to.have.lengthOf(2);
  });

  it('reads further pages locally only where as much is applied as at the first', async () => {
    store.answer = () => ({
      index: 70 + store.asked.length,
      result: { type: 'range', kvs: [kv('a')], more: store.asked.length < 3, count: 9 },
    });
    for await (const _ of client.range('all', { level: 'local' }));
    expect(store.asked.map(({ level }) => level)).to.deep.equal([
      { type: 'local', minIndex: 0 },
      { type: 'local', minIndex: 71 },
      { type: 'local', minIndex: 72 },
    ]);
  });

  it('swaps what looks as expected', async () => {
    store.answer = ({ request }) => {
      const target = request.type === 'txn' ? request.compare[0]?.target : undefined;
      const results = target?.field === 'version' ? [{ type: 'put' as const, prevKv: undefined }] : [found];
      return { revision: 9, result: { type: 'txn', succeeded: target?.field === 'version', results } };
    };
    const found = { type: 'range' as const, kvs: [kv('k', 'other')], more: false, count: 1 };
    expect(await client.cas('k', 'absent', 'v')).to.deep.equal({ swapped: true, revision: 9, current: undefined });
    const miss = { swapped: false, revision: 9, current: kv('k', 'other') };
    expect(await client.cas('k', { value: 'x' }, 'v')).to.deep.equal(miss);
    expect(await client.cas('k', { modRevision: 4 }, 'v')).to.deep.equal(miss);
    const compared = store.asked.map(({ request }) => request.type === 'txn' && plainCopy(request.compare[0]));
    expect(compared).to.deep.equal([
      { key: bytes('k'), rangeEnd: NONE, relation: '=', target: { field: 'version', number: 0 } },
      { key: bytes('k'), rangeEnd: NONE, relation: '=', target: { field: 'value', value: bytes('x') } },
      { key: bytes('k'), rangeEnd: NONE, relation: '=', target: { field: 'modRevision', number: 4 } },
    ]);
  });

  it('does transactions of comparisons and operations', async () => {
    store.answer = () => ({
      revision: 9,
      result: { type: 'txn', succeeded: true, results: [{ type: 'put', prevKv: undefined }] },
    });
    const outcome = await client.txn(
      [compareKey('a', '>', { field: 'version', number: 1 })],
      [putKey('a', '1'), deleteKey('b'), deleteKeys({ prefix: 'c' })],
      [getKey('a'), getRange('all', 3)],
    );
    expect(outcome).to.deep.equal({ succeeded: true, revision: 9, results: [{ type: 'put', prevKv: undefined }] });
    const read = { type: 'range', revision: 0, keysOnly: false, countOnly: false };
    expect(asked()).to.deep.equal([
      {
        type: 'txn',
        compare: [{ key: bytes('a'), rangeEnd: NONE, relation: '>', target: { field: 'version', number: 1 } }],
        success: [
          { type: 'put', key: bytes('a'), value: bytes('1'), prevKv: false },
          { type: 'deleteRange', key: bytes('b'), rangeEnd: NONE, prevKv: false },
          { type: 'deleteRange', key: bytes('c'), rangeEnd: bytes('d'), prevKv: false },
        ],
        failure: [
          { ...read, key: bytes('a'), rangeEnd: NONE, limit: 1 },
          { ...read, key: ZERO, rangeEnd: ZERO, limit: 3 },
        ],
      },
    ]);
  });

  it('counts, compacts, sets the retention and tells statistics', async () => {
    store.answer = ({ request }) => {
      if (request.type === 'range') return { result: { type: 'range', kvs: [], more: false, count: 3 } };
      if (request.type === 'compact' || request.type === 'setRetention') return { result: { type: request.type } };
      const retention = { revisions: 10, bytes: 20 };
      const sizes = { compactRevision: 1, keys: 2, bytes: 3, historyChanges: 4, historyBytes: 5 };
      return { revision: 9, result: { type: 'stats', ...sizes, retention } };
    };
    expect(await client.count({ prefix: 'a' })).to.equal(3);
    await client.compact(5);
    await client.setRetention({ revisions: 10, bytes: 20 });
    expect(await client.stats()).to.deep.equal({
      ...{ revision: 9, compactRevision: 1, keys: 2, bytes: 3, historyChanges: 4, historyBytes: 5 },
      retention: { revisions: 10, bytes: 20 },
    });
    expect(store.asked.map(({ request }) => request.type)).to.deep.equal(['range', 'compact', 'setRetention', 'stats']);
  });

  it('fails with the refusal of the store', async () => {
    store.answer = () => ({ result: { type: 'failure', code: 'COMPACTED', message: 'revision 3 is compacted' } });
    const error = await failure(client.get('a', { revision: 3 }));
    expect(error).to.be.instanceOf(KvsError);
    expect(error).to.include({
      code: 'COMPACTED',
      message: 'revision 3 is compacted',
      outcome: 'not_applied',
      retryable: false,
    });
  });

  it('guards changes, and names both tokens where one is stale', async () => {
    const guard = { name: 'lock', token: 6 };
    const tokens = { token: 6, newest: 7 };
    store.answer = () => ({ result: { type: 'failure', code: 'STALE_TOKEN', message: 'token 6 is stale', tokens } });
    const calls = [
      () => client.put('a', 'x', { guard }),
      () => client.delete('a', { guard }),
      () => client.cas('a', 'absent', 'x', { guard }),
    ];
    for (const call of calls) {
      const error = await failure(call());
      expect(error).to.be.instanceOf(StaleTokenError);
      const known = { code: 'STALE_TOKEN', token: 6, newest: 7, outcome: 'not_applied', retryable: false };
      expect(error).to.include(known);
    }
    expect(
      store.asked.map(({ request }) => request.type === 'guarded' && [request.guard, request.change.type]),
    ).to.deep.equal([
      [guard, 'put'],
      [guard, 'deleteRange'],
      [guard, 'txn'],
    ]);
  });

  it('does not take the answer to one question for that to another', async () => {
    store.answer = () => ({ result: { type: 'compact' } });
    expect(await failure(client.get('a'))).to.be.instanceOf(ProtocolError);
  });

  it('refuses numbers that are none before it asks', async () => {
    expect(await failure(client.get('a', { revision: -1 }))).to.be.instanceOf(InvalidArgumentError);
    expect(await failure(client.compact(1.5))).to.be.instanceOf(InvalidArgumentError);
    expect(store.asked).to.deep.equal([]);
  });

  it('passes timeouts on, and closes at the end of a block', async () => {
    store.answer = () => ({ result: { type: 'put', prevKv: undefined } });
    {
      await using inner = client;
      await inner.put('a', 'b', { timeout: 321 });
    }
    expect(store.asked[0]?.timeout).to.be.within(1, 321);
    expect(await failure(client.put('a', 'b'))).to.include({ code: 'CLOSED' });
  });
});

describe('ranges', () => {
  const key = fc.uint8Array({ maxLength: 3 }).map((k) => k.map((b) => (b % 4 === 0 ? 0 : b % 4 === 1 ? 255 : b)));
  const includes = (range: Parameters<typeof rangeOf>[0], one: Uint8Array) => {
    const { key: first, rangeEnd } = rangeOf(range);
    const toTheEnd = rangeEnd.length === 1 && rangeEnd[0] === 0;
    return Buffer.compare(one, first) >= 0 && (toTheEnd || Buffer.compare(one, rangeEnd) < 0);
  };
  const existing = key.filter((k) => k.length > 0);

  it('of a prefix have exactly the keys that begin with it', () => {
    fc.assert(
      fc.property(key, existing, (prefix, one) => {
        const begins = Buffer.from(one).subarray(0, prefix.length).equals(prefix);
        expect(includes({ prefix }, one)).to.equal(begins);
      }),
      { numRuns: 1000 },
    );
    expect(prefixEnd(Uint8Array.of(1, 255, 255))).to.deep.equal(Uint8Array.of(2));
    expect(prefixEnd(Uint8Array.of(255))).to.deep.equal(ZERO);
  });

  it('from one key to another have exactly the keys between', () => {
    fc.assert(
      fc.property(key, existing, existing, (from, to, one) => {
        const between = Buffer.compare(one, from) >= 0 && Buffer.compare(one, to) < 0;
        expect(includes({ from, to }, one)).to.equal(between);
        expect(includes({ from }, one)).to.equal(Buffer.compare(one, from) >= 0);
        expect(includes('all', one)).to.equal(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('that end before every key are refused', () => {
    expect(() => rangeOf({ from: 'a', to: '' })).to.throw(InvalidArgumentError, 'empty');
  });
});
