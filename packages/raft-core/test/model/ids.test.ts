import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { InvalidArgumentError } from '../../src/model/errors.js';
import { clusterId, DEFAULT_GROUP, drawStoreId, groupId, nodeId, storeId } from '../../src/model/ids.js';

const LETTERS_AND_DIGITS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789');

describe('ids', () => {
  for (const [name, parse] of Object.entries({ nodeId, groupId })) {
    describe(name, () => {
      it('takes 1 to 63 letters, digits, "-" and "_"', () => {
        const first = fc.constantFrom(...LETTERS_AND_DIGITS);
        const rest = fc.array(fc.constantFrom(...LETTERS_AND_DIGITS, '-', '_'), { maxLength: 62 });
        fc.assert(
          fc.property(first, rest, (head, tail) => {
            const id = head + tail.join('');
            expect(parse(id)).to.equal(id);
          }),
        );
      });

      it('refuses what would not be safe in a path, a key or a URL', () => {
        const bad = ['', '-a', '_a', '.', '..', 'a/b', 'a\\b', 'a.b', 'a b', 'a\n', 'a\0', 'ä', 'ａ', 'a'.repeat(64)];
        for (const id of bad) expect(() => parse(id), JSON.stringify(id)).to.throw(InvalidArgumentError, /expected/);
      });

      it('refuses what is no string', () => {
        for (const id of [undefined, null, 1, {}, ['a']]) {
          expect(() => parse(id as never)).to.throw(InvalidArgumentError);
        }
      });

      it('refuses every other character, wherever it stands', () => {
        fc.assert(
          fc.property(fc.string({ unit: 'binary', maxLength: 1 }), fc.boolean(), (character, atEnd) => {
            fc.pre(!/^[A-Za-z0-9_-]?$/.test(character));
            expect(() => parse(atEnd ? `a${character}` : `a${character}b`)).to.throw(InvalidArgumentError);
          }),
        );
      });
    });
  }

  for (const [name, parse] of Object.entries({ clusterId, storeId })) {
    it(`${name} takes 32 lower-case hexadecimal digits and nothing else`, () => {
      const good = '0123456789abcdef0123456789abcdef';
      expect(parse(good)).to.equal(good);
      for (const bad of ['', good.slice(1), `${good}0`, good.toUpperCase(), `${good.slice(1)}g`, `${good}\n`]) {
        expect(() => parse(bad), JSON.stringify(bad)).to.throw(InvalidArgumentError, /32 hexadecimal digits/);
      }
    });
  }

  it('the default group is a valid group id', () => {
    expect(groupId(DEFAULT_GROUP)).to.equal(DEFAULT_GROUP);
  });

  describe('drawStoreId', () => {
    it('draws a valid store id from any source, at its ends too', () => {
      expect(drawStoreId(() => 0)).to.equal('0'.repeat(32));
      expect(drawStoreId(() => 1 - Number.EPSILON / 2)).to.equal('f'.repeat(32));
      fc.assert(
        fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), (randoms) => {
          const id = drawStoreId(() => Number(randoms.next().value));
          expect(storeId(id)).to.equal(id);
        }),
      );
    });

    it('uses all of its bits', () => {
      const draws = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
      const ids = draws.map((_, changed) => {
        let at = 0;
        return drawStoreId(() => (at++ === changed ? 0.99 : 0));
      });
      expect(new Set(ids).size).to.equal(draws.length);
    });
  });
});
