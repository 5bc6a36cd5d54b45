import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { answer, execute } from '../../src/state/machine.js';
import { DEFAULT_RETENTION, Store } from '../../src/state/store.js';
import { code, compact, del, listing, put, range, text, txn, when } from '../support/requests.js';

let store: Store;
const run = (...commands: Parameters<typeof execute>[1][]) => commands.map((command) => execute(store, command));
const read = (key: string, rangeEnd = '', revision = 0) => listing(answer(store, range(key, rangeEnd, { revision })));

beforeEach(() => {
  store = Store.empty();
});

describe('revisions', () => {
  it('begin at 1 and rise by one with each transaction that changes something', () => {
    expect(answer(store, range('a')).revision).to.equal(1);
    const commands = [put('a'), put('a'), del('nothing'), txn([], []), txn([], [put('b'), put('c')]), del('', '\0')];
    expect(run(...commands, del('a', '\0')).map((r) => r.revision)).to.deep.equal([2, 3, 3, 3, 4, 4, 5]);
  });

  it('are kept for each key: its creation, its last change, and the number of its changes', () => {
    run(put('a'), put('b'), put('a'), del('a'), put('a'), put('a'));
    const { result } = answer(store, range('a'));
    if (result.type !== 'range') throw new Error('no range');
    expect(result.kvs[0]).to.include({ createRevision: 6, modRevision: 7, version: 2, lease: 0 });
  });

  it('of the past can be read: keys that were changed, deleted and created since', () => {
    run(put('a', '1'), put('b', '1'), put('a', '2'), del('b'), put('c', '1'), put('b', '2'));
    expect(read('a', '\0', 1)).to.deep.equal([]);
    expect(read('a', '\0', 2)).to.deep.equal(['a=1@2']);
    expect(read('a', '\0', 3)).to.deep.equal(['a=1@2', 'b=1@3']);
    expect(read('a', '\0', 4)).to.deep.equal(['a=2@4', 'b=1@3']);
    expect(read('a', '\0', 5)).to.deep.equal(['a=2@4']);
    expect(read('a', '\0', 6)).to.deep.equal(['a=2@4', 'c=1@6']);
    expect(read('a', '\0', 7)).to.deep.equal(['a=2@4', 'b=2@7', 'c=1@6']);
    expect(read('b', '', 4)).to.deep.equal(['b=1@3']);
  });
});

describe('ranges', () => {
  beforeEach(() => void run(put('a'), put('a\0'), put('ab'), put('b'), put('\xff')));

  it('are one key, keys up to an end, or all from a key on', () => {
    expect(read('a')).to.deep.equal(['a=v@2']);
    expect(read('a', 'b')).to.deep.equal(['a=v@2', 'a\0=v@3', 'ab=v@4']);
    expect(read('ab', '\0')).to.deep.equal(['ab=v@4', 'b=v@5', '\xff=v@6']);
    expect(read('\0', '\0')).to.have.lengthOf(5);
    expect(read('b', 'a')).to.deep.equal([]);
    expect(read('a', 'a')).to.deep.equal([]);
  });

  it('are counted whole, whatever the limit', () => {
    const page = answer(store, range('a', 'c', { limit: 2 })).result;
    expect(page).to.include({ type: 'range', more: true, count: 4 });
    expect(answer(store, range('a', 'c', { limit: 4 })).result).to.include({ more: false, count: 4 });
    expect(answer(store, range('a', 'c', { countOnly: true })).result).to.deep.include({
      kvs: [],
      more: false,
      count: 4,
    });
    expect(answer(store, range('x', 'y', { countOnly: true })).result).to.deep.include({ kvs: [], count: 0 });
  });

  it('are given without values where only keys are asked for', () => {
    expect(listing(answer(store, range('a', 'c', { keysOnly: true, limit: 1 })))).to.deep.equal(['a=@2']);
  });
});

describe('puts and deletes', () => {
  it('answer with what was there before, where they are asked', () => {
    const results = run(
      put('a', '1', true),
      put('a', '2', true),
      put('a', '3'),
      del('a', 'c', true),
      del('a', '', true),
    );
    const before = results.map(({ result }) => {
      if (result.type === 'put') return result.prevKv && text(result.prevKv.value);
      return result.type === 'deleteRange' ? result.prevKvs.map((kv) => text(kv.value)) : result;
    });
    expect(before).to.deep.equal([undefined, '1', undefined, ['3'], []]);
  });

  it('keep a copy of the value', () => {
    const block = new Uint8Array(Buffer.from('log block'));
    execute(store, { ...put('a'), value: block.subarray(0, 3) });
    block.fill(0);
    expect(read('a')).to.deep.equal(['a=log@2']);
    expect(store.get('a')?.value.buffer.byteLength).to.equal(3);
  });
});

describe('transactions', () => {
  it('do one branch or the other', () => {
    run(put('a', '1'));
    const once = txn([when('a', '=', { field: 'version', number: 1 })], [put('a', '2')], [range('a')]);
    const [first, second] = run(once, once);
    expect(first?.result).to.include({ type: 'txn', succeeded: true });
    if (second?.result.type !== 'txn') throw new Error('no transaction');
    expect(second.result.succeeded).to.equal(false);
    expect(listing(second.result.results[0]!)).to.deep.equal(['a=2@3']);
  });

  it('create a key only if it is not there, by comparing its version with 0', () => {
    const create = txn([when('a', '=', { field: 'version', number: 0 })], [put('a')]);
    expect(run(create, create).map(({ result }) => result.type === 'txn' && result.succeeded)).to.deep.equal([
      true,
      false,
    ]);
  });

  it('read what they have changed, and the past as it was', () => {
    run(put('a', 'old'));
    const reads = [range('a', 'c'), range('a', 'c', { revision: 2 }), range('a', 'c', { countOnly: true })];
    const { result } = execute(store, txn([], [put('a', 'new'), put('b', 'new'), ...reads, del('z', '\0')]));
    if (result.type !== 'txn') throw new Error('no transaction');
    expect(listing(result.results[2]!)).to.deep.equal(['a=new@3', 'b=new@3']);
    expect(listing(result.results[3]!)).to.deep.equal(['a=old@2']);
    expect(result.results[4]).to.include({ count: 2 });
  });

  it('change nothing where one of their reads fails', () => {
    run(put('a', 'old'), put('b', 'old'), compact(3));
    const before = store.history.size;
    for (const revision of [2, 9]) {
      const response = execute(store, txn([], [put('a', 'new'), del('b'), put('c'), range('a', '', { revision })]));
      expect(code(response)).to.equal(revision === 2 ? 'COMPACTED' : 'FUTURE_REVISION');
      expect(response.revision).to.equal(3);
    }
    expect(read('a', '\0')).to.deep.equal(['a=old@2', 'b=old@3']);
    expect(store.history.size).to.equal(before);
    expect(run(put('d'))[0]?.revision).to.equal(4);
  });

  it('compare before they change anything, in inner transactions too', () => {
    const inner = txn([when('a', '=', { field: 'version', number: 0 })], [put('b', 'then')], [put('b', 'else')]);
    execute(store, txn([], [put('a'), inner]));
    expect(read('b')).to.deep.equal(['b=then@2']);
  });

  it('compare a whole range, and a missing value with nothing', () => {
    run(put('a', 'x'), put('b', 'y'));
    const succeeds = (...compare: Parameters<typeof when>) => {
      const { result } = answer(store, txn([when(...compare)], []));
      return result.type === 'txn' && result.succeeded;
    };
    expect(succeeds('a', '<', { field: 'value', value: Buffer.from('z') }, '\0')).to.equal(true);
    expect(succeeds('a', '<', { field: 'value', value: Buffer.from('y') }, '\0')).to.equal(false);
    expect(succeeds('a', '>', { field: 'createRevision', number: 1 }, '\0')).to.equal(true);
    expect(succeeds('c', '!=', { field: 'value', value: Buffer.from('z') }, '\0')).to.equal(false);
    expect(succeeds('c', '=', { field: 'modRevision', number: 0 }, '\0')).to.equal(true);
  });

  it('give their changes one revision, in order', () => {
    run(put('x'));
    execute(store, txn([], [put('b'), del('x'), put('a')]));
    const changes = [...store.history.since(2)];
    expect(changes.map(({ revision }) => revision)).to.deep.equal([3, 3, 3]);
    expect(changes.map(({ key, record }) => `${key}:${record?.version ?? 'deleted'}`)).to.deep.equal([
      'b:1',
      'x:deleted',
      'a:1',
    ]);
  });
});

describe('compaction', () => {
  it('gives up the past, but not what it left', () => {
    run(put('a', '1'), put('a', '2'), put('b'), del('b'), compact(4));
    expect(code(answer(store, range('a', '', { revision: 3 })))).to.equal('COMPACTED');
    expect(read('a', '\0', 4)).to.deep.equal(['a=2@3', 'b=v@4']);
    expect(store.history.size).to.equal(1);
    expect(run(compact(4), compact(6), compact(5)).map(code)).to.deep.equal([
      'COMPACTED',
      'FUTURE_REVISION',
      undefined,
    ]);
    expect(read('a', '\0')).to.deep.equal(['a=2@3']);
    expect(store.history.size).to.equal(0);
  });

  it('is done for what exceeds the number of revisions to keep', () => {
    run(
      { type: 'setRetention', revisions: 3, bytes: 1e9 },
      ...Array.from({ length: 10 }, (_, i) => put('a', String(i))),
    );
    expect(store.compactRevision).to.equal(8);
    expect(store.history.size).to.equal(3);
    expect(read('a', '', 8)).to.deep.equal(['a=6@8']);
    expect(code(answer(store, range('a', '', { revision: 7 })))).to.equal('COMPACTED');
  });

  it('is done for what exceeds the bytes to keep', () => {
    const large = 'x'.repeat(1000);
    run({ type: 'setRetention', revisions: 1000, bytes: 5000 }, ...Array.from({ length: 20 }, () => put('a', large)));
    expect(store.history.bytes).to.be.within(2000, 5000);
    expect(store.history.size).to.be.within(2, 5);
    expect(store.compactRevision).to.equal(store.revision - store.history.size);
    expect(read('a', '', store.compactRevision)).to.have.lengthOf(1);
    // A single revision that is over the bound leaves nothing but the present.
    run({ type: 'setRetention', revisions: 1000, bytes: 10 });
    expect(store.history.size).to.equal(0);
    expect(store.compactRevision).to.equal(store.revision);
    expect(read('a', '', store.revision)).to.have.lengthOf(1);
  });

  it('drops what it gives up from whatever part of the history, and leaves the rest', () => {
    const history = () => [...store.history.since(0)].map(({ revision, key }) => `${revision}${key}`);
    const all = Array.from({ length: 1000 }, (_, i) => `${i + 2}k${i % 7}`);
    run(...all.map((_, i) => put(`k${i % 7}`)));
    for (const revision of [2, 250, 257, 258, 600, 1000, 1001]) {
      run(compact(revision));
      expect(history()).to.deep.equal(all.slice(revision - 1));
      expect(store.history.size).to.equal(1001 - revision);
      expect(store.history.oldestRevision).to.equal(revision === 1001 ? undefined : revision + 1);
    }
    expect(store.history.bytes).to.equal(0);
  });

  it('keeps the last ten thousand revisions unless told otherwise', () => {
    expect(store.retention).to.equal(DEFAULT_RETENTION);
    run(...Array.from({ length: 10_500 }, (_, i) => put(`k${i % 700}`)));
    expect(store.compactRevision).to.equal(501);
    expect(store.history.size).to.equal(10_000);
  });
});

describe('sizes', () => {
  it('are counted as keys and values come and go', () => {
    run(put('ab', '123'), put('c', ''), put('ab', '1'), put('d', '12345'), del('d'));
    expect(answer(store, { type: 'stats' }).result).to.deep.include({
      type: 'stats',
      keys: 2,
      bytes: 4,
      historyChanges: 5,
    });
    execute(store, txn([], [put('ab', 'a long value'), range('a', '', { revision: 99 })]));
    expect(store.bytes).to.equal(4);
  });
});
