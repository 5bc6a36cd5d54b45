import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { cutText } from '../../src/protobuf/text.js';

describe('cutText', () => {
  it('keeps what fits, cuts at the end of a character, and leaves valid UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(60), (text, max) => {
        const cut = cutText(text, max);
        const bytes = new TextEncoder().encode(cut);
        expect(bytes.length).to.be.at.most(max);
        expect(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)).to.equal(cut);
        const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text));
        if (new TextEncoder().encode(text).length <= max) expect(cut).to.equal(whole);
        else expect(whole.startsWith(cut)).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });

  it('cuts no deeper than it must', () => {
    expect(cutText('aé€😀', 10)).to.equal('aé€😀');
    expect(cutText('aé€😀', 9)).to.equal('aé€');
    expect(cutText('aé€😀', 5)).to.equal('aé');
    expect(cutText('aé€😀', 0)).to.equal('');
  });

  it('replaces half characters', () => {
    expect(cutText('a\ud83d', 10)).to.equal('a\ufffd');
  });
});
