import { type Command, decodeCommand, encodeCommand, type GuardedRequest, MAX_GUARDS } from '@lolraft/kvs-client';
import { CLUSTER_VERSION } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { KvsApp } from '../../src/app.js';
import { digest } from '../../src/state/digest.js';
import { answer, execute } from '../../src/state/machine.js';
import { Store } from '../../src/state/store.js';
import { compact, del, listing, put, range, txn } from '../support/requests.js';
import { stateBytes, stateOf, storeAfter } from '../support/states.js';

const guarded = (token: number, change: GuardedRequest['change'], name = 'lock'): Command => ({
  type: 'guarded',
  guard: { name, token },
  change,
});

const keys = (store: Store): string[] => listing(answer(store, range('a', '\0')));

const NOW = { clusterVersion: CLUSTER_VERSION };

describe('guarded changes', () => {
  it('are made with a token that is as new as any, and refused with an older one', () => {
    const store = storeAfter([guarded(5, put('a', 'one')), guarded(5, put('a', 'two')), guarded(7, put('b', 'x'))]);
    const before = digest(store);
    for (const change of [put('a', 'late'), del('a'), txn([], [put('c')])]) {
      const { result } = execute(store, guarded(6, change));
      expect(result).to.deep.include({ type: 'failure', code: 'STALE_TOKEN', tokens: { token: 6, newest: 7 } });
    }
    expect(digest(store)).to.equal(before);
    expect(keys(store)).to.deep.equal(['a=two@3', 'b=x@4']);
    // Other names are other locks, and what is not guarded is not fenced.
    expect(execute(store, guarded(1, put('a', 'three'), 'other')).result.type).to.equal('put');
    expect(execute(store, put('a', 'four')).result.type).to.equal('put');
    expect(execute(store, guarded(7, del('a'))).result).to.include({ type: 'deleteRange', deleted: 1 });
  });

  it('raise the newest token also where they change nothing, but not where the store refuses them', () => {
    const store = storeAfter([guarded(5, del('nothing'))]);
    expect(store.newestToken('lock')).to.equal(5);
    const many = txn([], [range('a', '', { revision: 99 })]);
    expect(execute(store, guarded(9, many)).result).to.include({ code: 'FUTURE_REVISION' });
    expect(store.newestToken('lock')).to.equal(5);
  });

  it('have so many names and no more, and names and tokens that make sense', () => {
    const store = Store.empty();
    for (let i = 0; i < MAX_GUARDS; i++) execute(store, guarded(1, del('x'), `lock ${i}`));
    expect(execute(store, guarded(1, put('a'), 'more')).result).to.include({ code: 'TOO_MANY_GUARDS' });
    expect(execute(store, guarded(2, put('a'), 'lock 7')).result.type).to.equal('put');
    for (const bad of [guarded(0, put('a')), guarded(1, put('a'), ''), guarded(1, put('a'), 'ж'.repeat(129))])
      expect(execute(store, bad).result).to.include({ code: 'INVALID' });
    const app = new KvsApp({ maxValueBytes: 3 });
    expect(() => app.validate(encodeCommand(guarded(1, put('a', 'long'))), NOW)).to.throw('over the limit');
    expect(() => app.validate(encodeCommand(guarded(0, put('a'))), NOW)).to.throw('token');
    const command = guarded(3, txn([], [put('a')]), 'ключ');
    expect(encodeCommand(decodeCommand(encodeCommand(command)))).to.deep.equal(encodeCommand(command));
  });

  it('are in snapshots, of version 2, and a state without them is as it was', async () => {
    const plain = [put('a', 'one'), compact(2), put('b')];
    const store = storeAfter([...plain, guarded(5, put('c')), guarded(2, put('d'), 'ключ')]);
    const bytes = stateBytes(store);
    expect(bytes[0]).to.equal(2);
    const restored = await stateOf(bytes, 3);
    expect(digest(restored)).to.equal(digest(store));
    expect([...restored.guards.entries()]).to.deep.equal([
      ['lock', 5],
      ['ключ', 2],
    ]);
    expect(execute(restored, guarded(4, put('a'))).result).to.include({ code: 'STALE_TOKEN' });
    expect(stateBytes(storeAfter(plain))[0]).to.equal(1);
  });

  it('are not seen by a view that was taken before', () => {
    const store = storeAfter([guarded(5, put('a'))]);
    const view = store.clone();
    execute(store, guarded(6, put('a')));
    expect(view.newestToken('lock')).to.equal(5);
  });
});
