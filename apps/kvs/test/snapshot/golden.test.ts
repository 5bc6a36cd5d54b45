import { readFileSync } from 'node:fs';
import type { Command } from '@lolraft/kvs-client';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { digest } from '../../src/state/digest.js';
import { answer } from '../../src/state/machine.js';
import { compact, del, listing, put, range, txn } from '../support/requests.js';
import { stateBytes, stateOf, storeAfter } from '../support/states.js';

/** Beside the source, not beside the compiled test. What has been released never changes. */
function golden(version: number): Buffer {
  const file = new URL(`../../../test/snapshot/golden/v${version}.hex`, import.meta.url);
  return Buffer.from(readFileSync(file, 'utf8').replaceAll(/\s/g, ''), 'hex');
}

const COMMANDS: readonly Command[] = [
  put('a', 'one'),
  put('b', '\0\xff'),
  { type: 'setRetention', revisions: 1000, bytes: 5 * 2 ** 32 },
  txn([], [put('a', 'two'), put('\xff', 'x'.repeat(200)), del('b')]),
  compact(4),
  put('b', ''),
  del('a'),
  put('a', 'three'),
  put('a', 'four'),
];

describe('the bytes of a state, version 1', () => {
  const bytes = golden(1);

  it('are written as they always were', () => {
    expect(stateBytes(storeAfter(COMMANDS)).toString('hex')).to.equal(bytes.toString('hex'));
  });

  it('are read as they always were', async () => {
    const store = await stateOf(bytes);
    expect(digest(store)).to.equal(digest(storeAfter(COMMANDS)));
    expect(listing(answer(store, range('a', '\0')))).to.deep.equal(['a=four@8', 'b=@5', `\xff=${'x'.repeat(200)}@4`]);
    expect(listing(answer(store, range('a', '\0', { revision: 6 })))).to.deep.equal([
      'b=@5',
      `\xff=${'x'.repeat(200)}@4`,
    ]);
    expect(store.compactRevision).to.equal(4);
    expect(store.retention).to.deep.equal({ revisions: 1000, bytes: 5 * 2 ** 32 });
  });
});

/** With guards: of names in another order than they came, one of them with a newest token beyond 32 bits. */
const GUARDED: readonly Command[] = [
  ...COMMANDS,
  { type: 'guarded', guard: { name: 'nightly', token: 7 }, change: put('c', 'seven') },
  { type: 'guarded', guard: { name: 'ключ', token: 2 ** 40 + 1 }, change: del('none') },
  { type: 'guarded', guard: { name: 'nightly', token: 9 }, change: del('c') },
];

describe('the bytes of a state, version 2', () => {
  const bytes = golden(2);

  it('are written as they always were', () => {
    expect(stateBytes(storeAfter(GUARDED)).toString('hex')).to.equal(bytes.toString('hex'));
  });

  it('are read as they always were', async () => {
    const store = await stateOf(bytes);
    expect(digest(store)).to.equal(digest(storeAfter(GUARDED)));
    expect([store.newestToken('nightly'), store.newestToken('ключ')]).to.deep.equal([9, 2 ** 40 + 1]);
    expect(listing(answer(store, range('c')))).to.deep.equal([]);
    expect(listing(answer(store, range('c', '', { revision: 9 })))).to.deep.equal(['c=seven@9']);
  });
});
