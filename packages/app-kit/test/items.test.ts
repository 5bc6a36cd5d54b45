import { CorruptionError } from '@lolraft/raft-core';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { itemPieces, ItemSplitter, PIECE_BYTES } from '../src/index.js';

const MAX_ITEM = PIECE_BYTES - 4;

/** Cuts the stream anew, at places of the test's choice. */
function read(stream: Uint8Array, cuts: readonly number[]): { items: Uint8Array[]; checksum: number; left: number } {
  const splitter = new ItemSplitter((version) => expect(version).to.equal(7), MAX_ITEM);
  const ends = [...cuts.map((cut) => cut % (stream.length + 1)).toSorted((a, b) => a - b), stream.length];
  const items: Uint8Array[] = [];
  let at = 0;
  let checksum = 0;
  for (const end of ends) {
    for (const item of splitter.add(stream.slice(at, end))) {
      items.push(new Uint8Array(item));
      ({ checksum } = splitter);
    }
    at = end;
  }
  return { items, checksum, left: splitter.left };
}

describe('a state as items', () => {
  it('is read as it was written, wherever it is cut, and ends with its checksum', () => {
    const item = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.nat(MAX_ITEM).map((length) => new Uint8Array(length)),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 8 }), (items, cuts) => {
        const pieces = [...itemPieces(7, items)];
        expect(Math.max(...pieces.map(({ length }) => length))).to.be.at.most(PIECE_BYTES);
        const found = read(new Uint8Array(Buffer.concat(pieces)), cuts);
        const end = found.items.pop();
        expect(found.items).to.deep.equal(items);
        expect(found.left).to.equal(0);
        expect(Buffer.from(end ?? []).readUInt32LE()).to.equal(found.checksum);
      }),
      { numRuns: 200 },
    );
  });

  it('asks for items no sooner than it is asked for pieces', () => {
    let asked = 0;
    const items = function* (): Generator<Uint8Array> {
      for (; asked < 100; asked++) yield new Uint8Array(PIECE_BYTES / 2);
    };
    const pieces = itemPieces(7, items());
    pieces.next();
    expect(asked).to.be.below(4);
  });

  it('refuses an item that is longer than any', () => {
    const stream = Uint8Array.of(7, 0xff, 0xff, 0xff, 0x7f);
    expect(() => read(stream, [])).to.throw(CorruptionError, 'claims');
  });
});
