import { InvalidArgumentError, ProtocolError } from '@lolraft/raft-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import protobuf from 'protobufjs/minimal.js';
import { WireReader } from '../src/wire-reader.js';
import { WireWriter } from '../src/wire-writer.js';

const uint53 = fc.oneof(
  fc.constantFrom(0, 1, 127, 128, 2 ** 28 - 1, 2 ** 28, 2 ** 32 - 1, 2 ** 32, 2 ** 49, Number.MAX_SAFE_INTEGER),
  fc.maxSafeNat(),
);

/** Base 128, by the book. */
function varint(value: bigint | number): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return bytes;
}

const write = (value: unknown): Uint8Array => {
  const writer = new WireWriter(10);
  writer.uint64(value);
  return writer.take();
};
const read = (bytes: Iterable<number>): number => new WireReader(Uint8Array.from(bytes)).uint64();

describe('64-bit integers', () => {
  it('are numbers that come back as they were', () => {
    fc.assert(
      fc.property(uint53, (value) => void expect(read(write(value))).to.equal(value)),
      { numRuns: 2000 },
    );
  });

  it('are written as protobuf says', () => {
    fc.assert(
      fc.property(uint53, (value) => void expect([...write(value)]).to.deep.equal(varint(value))),
      { numRuns: 1000 },
    );
  });

  it('are read whatever protobuf writes, unless they do not fit', () => {
    const bits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const edges = fc.constantFrom(
      2n ** 53n - 1n,
      2n ** 53n,
      2n ** 56n - 1n,
      2n ** 56n,
      2n ** 63n - 1n,
      2n ** 63n,
      2n ** 64n - 1n,
    );
    fc.assert(
      fc.property(
        fc.oneof(
          bits,
          edges,
          bits.map((n) => n >> 10n),
        ),
        (value) => {
          const bytes = varint(value);
          if (value <= BigInt(Number.MAX_SAFE_INTEGER)) expect(BigInt(read(bytes))).to.equal(value);
          else expect(() => read(bytes)).to.throw(ProtocolError, /2\^53/);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('are never written from anything but a safe, whole number from 0 on', () => {
    const bad = fc.oneof(
      fc.double().filter((n) => !Number.isSafeInteger(n) || n < 0),
      fc.integer({ max: -1 }),
      fc.constantFrom(2 ** 53, -1, 0.5, NaN, Infinity, 5n, '5', null, undefined, true, {}),
    );
    fc.assert(fc.property(bad, (value) => void expect(() => write(value)).to.throw(InvalidArgumentError)));
  });

  it('end within the message that they are in', () => {
    const reader = new WireReader(Uint8Array.of(0x80, 0x80, 0x01));
    (reader as unknown as { len: number }).len = 2;
    expect(() => reader.uint64()).to.throw(ProtocolError, /early/);
  });

  it('leave protobufjs as it is for everybody else in the process', () => {
    const bytes = protobuf.Writer.create().uint64(7).finish();
    expect(typeof protobuf.Reader.create(bytes).uint64()).to.equal('object');
  });
});

describe('32-bit integers', () => {
  it('are never written from anything but a whole number that fits', () => {
    for (const value of [-1, 0.5, NaN, Infinity, 2 ** 32])
      expect(() => new WireWriter(10).uint32(value)).to.throw(InvalidArgumentError);
    expect([...new WireWriter(10).uint32(2 ** 32 - 1).finish()]).to.deep.equal(varint(2 ** 32 - 1));
  });

  it('are read up to 2^32 - 1, and refused instead of cut above', () => {
    const read32 = (value: bigint): number => new WireReader(Uint8Array.from(varint(value))).uint32();
    expect(read32(2n ** 32n - 1n)).to.equal(2 ** 32 - 1);
    for (const value of [2n ** 32n, 2n ** 32n + 5n, 2n ** 64n - 1n])
      expect(() => read32(value)).to.throw(ProtocolError);
  });
});
