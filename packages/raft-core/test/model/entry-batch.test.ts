import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { crc32c } from '../../src/model/crc32c.js';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { ENTRY_HEADER_BYTES, EntryKind, MAX_WINDOW, type Proposal } from '../../src/model/entry.js';
import { CorruptionError, InternalError, UnknownEntryError } from '../../src/model/errors.js';

const safeInteger = fc.oneof(fc.constantFrom(0, 1, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER), fc.maxSafeNat());
const proposal: fc.Arbitrary<Proposal> = fc.record({
  kind: fc.constantFrom(EntryKind.Noop, EntryKind.Command, EntryKind.Configuration, EntryKind.Session),
  session: safeInteger,
  sequence: safeInteger,
  window: fc.integer({ min: 0, max: MAX_WINDOW }),
  payload: fc.uint8Array({ maxLength: 40 }),
});
const proposals = fc.array(proposal, { minLength: 1, maxLength: 8 });
const command = (...payload: number[]): Proposal => ({
  kind: EntryKind.Command,
  session: 7,
  sequence: 8,
  payload: Uint8Array.from(payload),
});
const five = (): EntryBatch =>
  EntryBatch.pack(
    10,
    3,
    99,
    [1, 2, 3, 4, 5].map((n) => command(...new Array<number>(n).fill(n))),
  );

/** Sets a byte of the first entry and makes its checksum right again. */
function forge(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  change(view);
  view.setUint32(4, crc32c(copy, 8, view.getUint32(0, true)), true);
  return copy;
}

describe('EntryBatch', () => {
  describe('pack and decode', () => {
    it('give back what was packed', () => {
      const positive = safeInteger.map((n) => Math.max(1, n));
      const firstIndex = fc.oneof(
        fc.constantFrom(1, 2 ** 32 - 1, 2 ** 53 - 9),
        fc.maxSafeNat().map((n) => Math.min(n + 1, 2 ** 53 - 9)),
      );
      fc.assert(
        fc.property(firstIndex, positive, safeInteger, proposals, (first, term, time, list) => {
          const packed = EntryBatch.pack(first, term, time, list);
          const decoded = EntryBatch.decode(first, packed.bytes.slice());
          for (const batch of [packed, decoded]) {
            expect(batch.firstIndex).to.equal(first);
            expect(batch.count).to.equal(list.length);
            expect(batch.lastIndex).to.equal(first + list.length - 1);
            expect(batch.byteLength).to.equal(batch.bytes.length);
            list.forEach((p, i) => {
              const index = first + i;
              expect(batch.entry(index)).to.deep.equal({ index, term, time, ...p });
              expect(batch.term(index)).to.equal(term);
              expect(batch.time(index)).to.equal(time);
              expect(batch.kind(index)).to.equal(p.kind);
              expect([batch.session(index), batch.sequence(index), batch.window(index)]).to.deep.equal([
                p.session,
                p.sequence,
                p.window,
              ]);
              expect(batch.payload(index)).to.deep.equal(p.payload);
              expect(batch.sizeOf(index)).to.equal(ENTRY_HEADER_BYTES + p.payload.length);
            });
            batch.verify();
          }
        }),
      );
    });

    it('copy the payloads that they are given', () => {
      const payload = Uint8Array.of(1, 2, 3);
      const batch = EntryBatch.pack(1, 1, 0, [{ kind: EntryKind.Command, session: 0, sequence: 0, payload }]);
      payload.fill(9);
      expect(batch.payload(1)).to.deep.equal(Uint8Array.of(1, 2, 3));
    });

    it('write the documented layout', () => {
      const { bytes } = EntryBatch.pack(2 ** 32 + 5, 2 ** 33 + 6, 7, [
        { ...command(0xaa, 0xbb), session: 8, sequence: 9 },
      ]);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      expect(view.getUint32(0, true)).to.equal(54);
      expect(view.getUint32(4, true)).to.equal(crc32c(bytes, 8));
      expect([...bytes.subarray(8, 12)]).to.deep.equal([1, 2, 0, 0]);
      const numbers = [12, 20, 28, 36, 44].map((at) => view.getBigUint64(at, true));
      expect(numbers).to.deep.equal([2n ** 32n + 5n, 2n ** 33n + 6n, 7n, 8n, 9n]);
      expect([...bytes.subarray(52)]).to.deep.equal([0xaa, 0xbb]);
    });

    it('of no bytes is an empty batch', () => {
      const empty = EntryBatch.decode(5, new Uint8Array());
      expect([empty.count, empty.lastIndex, empty.byteLength]).to.deep.equal([0, 4, 0]);
    });

    it('read from the middle of a larger buffer', () => {
      const { bytes } = five();
      const large = new Uint8Array(bytes.length + 20).fill(0xee);
      large.set(bytes, 7);
      const batch = EntryBatch.decode(10, large.subarray(7, 7 + bytes.length));
      expect(batch.payload(12)).to.deep.equal(Uint8Array.of(3, 3, 3));
      batch.verify();
    });
  });

  describe('decode refuses', () => {
    it('every flipped bit of every byte', () => {
      const { bytes } = EntryBatch.pack(10, 3, 99, [command(1, 2, 3), command(), command(4)]);
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const damaged = bytes.slice();
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => EntryBatch.decode(10, damaged), `bit ${bit}`).to.throw(CorruptionError, /entry 1[012] /);
      }
    });

    it('every truncation but those between entries', () => {
      const batch = five();
      const ends = new Set([0]);
      for (let i = 10, at = 0; i <= 14; i++) ends.add((at += batch.sizeOf(i)));
      for (let length = 0; length <= batch.byteLength; length++) {
        const decode = (): EntryBatch => EntryBatch.decode(10, batch.bytes.slice(0, length));
        if (ends.has(length)) expect(decode().byteLength).to.equal(length);
        else expect(decode, `${length} bytes`).to.throw(CorruptionError);
      }
    });

    it('any bytes that are none of ours, with no other error', () => {
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
          expect(() => EntryBatch.decode(1, bytes)).to.throw(CorruptionError);
        }),
      );
    });

    it('entries under another index', () => {
      expect(() => EntryBatch.decode(11, five().bytes)).to.throw(CorruptionError, /entry 11 carries index 10/);
    });

    it('a gap', () => {
      const batch = five();
      const bytes = Uint8Array.from([...batch.slice(10, 10).bytes, ...batch.slice(12, 12).bytes]);
      expect(() => EntryBatch.decode(10, bytes)).to.throw(CorruptionError, /entry 11 carries index 12/);
    });

    it('a term of 0, and one that falls', () => {
      const zero = forge(five().bytes, (view) => view.setUint32(20, 0, true));
      expect(() => EntryBatch.decode(10, zero)).to.throw(CorruptionError, /term 0/);
      const parts = [EntryBatch.pack(1, 5, 0, [command()]), EntryBatch.pack(2, 4, 0, [command()])];
      const bytes = Uint8Array.from(parts.flatMap((part) => [...part.bytes]));
      expect(() => EntryBatch.decode(1, bytes)).to.throw(CorruptionError, /term 4 after term 5/);
    });

    for (const [name, offset] of Object.entries({ index: 12, term: 20, time: 28, session: 36, sequence: 44 })) {
      it(`a ${name} of 2^53, however right its checksum`, () => {
        const bytes = forge(five().bytes, (view) => view.setBigUint64(offset, 2n ** 53n, true));
        expect(() => EntryBatch.decode(10, bytes)).to.throw(CorruptionError);
        const allowed = forge(five().slice(10, 10).bytes, (view) => view.setBigUint64(offset, 2n ** 53n - 1n, true));
        if (name !== 'index') expect(EntryBatch.decode(10, allowed).count).to.equal(1);
      });
    }

    it('a version or kind that it does not know, as unknown and not as damaged', () => {
      for (const [at, value] of [
        [8, 0],
        [8, 2],
        [9, 0],
        [9, 5],
        [9, 255],
      ] as const) {
        const bytes = forge(five().bytes, (view) => view.setUint8(at, value));
        expect(() => EntryBatch.decode(10, bytes)).to.throw(UnknownEntryError, /entry 10/);
      }
    });

    it('a length that reaches into the header or beyond the end', () => {
      for (const length of [0, 1, ENTRY_HEADER_BYTES - 1, 10_000, 0xffff_ffff]) {
        const bytes = five().bytes.slice();
        new DataView(bytes.buffer).setUint32(0, length, true);
        expect(() => EntryBatch.decode(10, bytes)).to.throw(CorruptionError, /impossible length/);
      }
    });
  });

  describe('slice', () => {
    it('has the entries asked for and shares the bytes', () => {
      fc.assert(
        fc.property(proposals, fc.nat(), fc.nat(), (list, a, b) => {
          const batch = EntryBatch.pack(100, 2, 5, list);
          const from = 100 + (a % list.length);
          const to = from + (b % (batch.lastIndex - from + 1));
          const slice = batch.slice(from, to);
          expect([slice.firstIndex, slice.lastIndex]).to.deep.equal([from, to]);
          expect(slice.bytes.buffer).to.equal(batch.bytes.buffer);
          for (let i = from; i <= to; i++) expect(slice.entry(i)).to.deep.equal(batch.entry(i));
          expect(EntryBatch.decode(from, slice.bytes.slice()).count).to.equal(to - from + 1);
          slice.verify();
        }),
      );
    });

    it('of a slice counts from the block', () => {
      const inner = five().slice(11, 14).slice(12, 13).slice(13);
      expect([inner.firstIndex, inner.count]).to.deep.equal([13, 1]);
      expect(inner.payload(13)).to.deep.equal(Uint8Array.of(4, 4, 4, 4));
    });

    it('of everything is the batch itself, of nothing is empty', () => {
      const batch = five();
      expect(batch.slice(10)).to.equal(batch);
      const empty = batch.slice(12, 11);
      expect([empty.firstIndex, empty.count, empty.byteLength]).to.deep.equal([12, 0, 0]);
    });

    it('refuses what is not there', () => {
      for (const [from, to] of [
        [9, 12],
        [10, 15],
        [13, 11],
      ] as const) {
        expect(() => five().slice(from, to)).to.throw(InternalError, /slice/);
      }
      expect(() => five().term(9)).to.throw(InternalError);
      expect(() => five().payload(15)).to.throw(InternalError);
      expect(() => five().slice(11, 12).entry(10)).to.throw(InternalError);
      expect(() => five().slice(11, 12).sizeOf(13)).to.throw(InternalError);
    });
  });

  describe('take', () => {
    it('gives the longest prefix that fits, but at least one entry', () => {
      fc.assert(
        fc.property(proposals, fc.nat(), fc.nat(), fc.nat(800), (list, a, b, maxBytes) => {
          const batch = EntryBatch.pack(50, 2, 5, list);
          const from = 50 + (a % list.length);
          const to = from + (b % (list.length + 2));
          const taken = batch.take(from, to, maxBytes);
          expect(taken.firstIndex).to.equal(from);
          expect(taken.count).to.be.at.least(1);
          expect(taken.lastIndex).to.be.at.most(Math.min(to, batch.lastIndex));
          if (taken.count > 1) expect(taken.byteLength).to.be.at.most(maxBytes);
          const next = taken.lastIndex + 1;
          if (next <= Math.min(to, batch.lastIndex))
            expect(taken.byteLength + batch.sizeOf(next)).to.be.above(maxBytes);
        }),
      );
    });

    it('works in a slice', () => {
      const slice = five().slice(11, 13);
      expect(slice.take(11, 14, 1_000_000).lastIndex).to.equal(13);
      expect(slice.take(12, 14, 0).lastIndex).to.equal(12);
    });
  });

  describe('concat', () => {
    it('of the pieces of a batch is the batch', () => {
      fc.assert(
        fc.property(proposals, fc.array(fc.nat(8), { maxLength: 4 }), (list, cuts) => {
          const batch = EntryBatch.pack(20, 4, 6, list);
          const pieces: EntryBatch[] = [];
          let from = 20;
          for (const cut of [...new Set(cuts)].sort((x, y) => x - y)) {
            const to = Math.min(20 + cut, batch.lastIndex);
            if (to < from) continue;
            pieces.push(batch.slice(from, to));
            from = to + 1;
          }
          if (from <= batch.lastIndex) pieces.push(batch.slice(from));
          const joined = EntryBatch.concat(pieces);
          expect(joined.bytes).to.deep.equal(batch.bytes);
          for (let i = 20; i <= batch.lastIndex; i++) expect(joined.entry(i)).to.deep.equal(batch.entry(i));
          joined.verify();
        }),
      );
    });

    it('of one batch is that batch', () => {
      const batch = five();
      expect(EntryBatch.concat([batch])).to.equal(batch);
    });

    it('refuses a gap, an overlap and nothing', () => {
      const batch = five();
      expect(() => EntryBatch.concat([batch.slice(10, 11), batch.slice(13)])).to.throw(InternalError, /gap/);
      expect(() => EntryBatch.concat([batch.slice(10, 11), batch.slice(11)])).to.throw(InternalError, /gap/);
      expect(() => EntryBatch.concat([])).to.throw(InternalError);
    });
  });

  describe('copy', () => {
    it('is equal and shares nothing', () => {
      const batch = five();
      const slice = batch.slice(11, 13);
      const copy = slice.copy();
      expect(copy.bytes).to.deep.equal(slice.bytes);
      expect(copy.bytes.buffer.byteLength).to.equal(slice.byteLength);
      batch.bytes.fill(0);
      expect(copy.payload(12)).to.deep.equal(Uint8Array.of(3, 3, 3));
      copy.verify();
    });

    it('of a batch over a Buffer shares nothing either', () => {
      const buffer = Buffer.from(five().bytes);
      const copy = EntryBatch.decode(10, buffer).copy();
      buffer.fill(0);
      expect(copy.payload(12)).to.deep.equal(Uint8Array.of(3, 3, 3));
      copy.verify();
    });
  });

  it('verify finds memory that has changed', () => {
    const bytes = five().bytes.slice();
    const batch = EntryBatch.decode(10, bytes);
    const last = bytes.length - 1;
    bytes[last]! ^= 1;
    expect(() => batch.verify()).to.throw(CorruptionError, /entry 14 fails its checksum in memory/);
    expect(() => batch.slice(10, 13).verify()).to.not.throw();
    expect(() => batch.slice(14).verify()).to.throw(CorruptionError, /entry 14/);
  });
});
