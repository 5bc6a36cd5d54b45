import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { compareKeys, keyBytes, toKey } from '../../src/state/keys.js';

describe('keys as strings', () => {
  it('are ordered as their bytes, and give them back', () => {
    const key = fc.uint8Array({ maxLength: 6 });
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(Math.sign(compareKeys(toKey(a), toKey(b)))).to.equal(Math.sign(Buffer.compare(a, b)));
        expect(new Uint8Array(keyBytes(toKey(a)))).to.deep.equal(a);
        expect(toKey(a)).to.have.lengthOf(a.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('are those of the bytes given, not of the memory around them', () => {
    expect(toKey(Buffer.from('0123456789').subarray(2, 5))).to.equal('234');
  });
});
