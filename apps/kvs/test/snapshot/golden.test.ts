import { readFileSync } from 'node:fs';
import type { Command } from '@lolraft/kvs-client';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { digest } from '../../src/state/digest.js';
import { answer } from '../../src/state/machine.js';
import { compact, del, listing, put, range, txn } from '../support/requests.js';
import { stateBytes, stateOf, storeAfter } from '../support/states.js';

/** Beside the source, not beside the compiled test. What has been released never changes. */
const FILE = new URL('../../../test/snapshot/golden/v1.hex', import.meta.url);

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
  const golden = Buffer.from(readFileSync(FILE, 'utf8').replaceAll(/\s/g, ''), 'hex');

  it('are written as they always were', () => {
    expect(stateBytes(storeAfter(COMMANDS)).toString('hex')).to.equal(golden.toString('hex'));
  });

  it('are read as they always were', async () => {
    const store = await stateOf(golden);
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
