import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { crc32c } from '../../src/model/crc32c.js';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Bit by bit, from the definition of the polynomial: slow, and hard to get wrong. */
function byDefinition(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe('crc32c', () => {
  const ascending = Uint8Array.from({ length: 32 }, (_, i) => i);
  const vectors: [string, Uint8Array, number][] = [
    ['nothing', new Uint8Array(), 0],
    ['32 bytes of zeroes (RFC 3720 B.4)', new Uint8Array(32), 0x8a91_36aa],
    ['32 bytes of ones (RFC 3720 B.4)', new Uint8Array(32).fill(0xff), 0x62a8_ab43],
    ['32 incrementing bytes (RFC 3720 B.4)', ascending, 0x46dd_794e],
    ['32 decrementing bytes (RFC 3720 B.4)', ascending.slice().reverse(), 0x113f_db5c],
    ['the check value of the CRC catalogue', ascii('123456789'), 0xe306_9283],
  ];
  for (const [name, bytes, expected] of vectors) {
    it(`of ${name}`, () => expect(crc32c(bytes)).to.equal(expected));
  }

  it('of the SCSI read command (RFC 3720 B.4)', () => {
    const command = new Uint8Array(48);
    command.set([0x01, 0xc0], 0);
    command.set([0x14], 16);
    command.set([0x04], 22);
    command.set([0x14], 27);
    command.set([0x18], 31);
    command.set([0x28], 32);
    command.set([0x02], 40);
    expect(crc32c(command)).to.equal(0xd996_3a56);
  });

  it('equals the definition for any bytes, at any offset', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), fc.nat(100), (bytes, a, b) => {
        const start = Math.min(a, b, bytes.length);
        const end = Math.min(Math.max(a, b), bytes.length);
        expect(crc32c(bytes, start, end)).to.equal(byDefinition(bytes.slice(start, end)));
      }),
    );
  });

  it('of pieces chained by the seed equals that of the whole', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), (bytes, at) => {
        const cut = Math.min(at, bytes.length);
        const head = crc32c(bytes, 0, cut);
        expect(crc32c(bytes, cut, bytes.length, head)).to.equal(crc32c(bytes));
      }),
    );
  });

  it('changes with every single bit', () => {
    const bytes = ascending.slice();
    const good = crc32c(bytes);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const byte = bit >> 3;
      bytes[byte]! ^= 1 << (bit & 7);
      expect(crc32c(bytes)).to.not.equal(good);
      bytes[byte]! ^= 1 << (bit & 7);
    }
    expect(crc32c(bytes)).to.equal(good);
  });
});
