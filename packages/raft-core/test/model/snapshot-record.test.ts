import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { CorruptionError, InvalidArgumentError, UnknownEntryError } from '../../src/model/errors.js';
import { decodeSnapshotRecord, encodeSnapshotRecord, MAX_TAG_BYTES } from '../../src/model/snapshot-record.js';
import type { SnapshotRecord } from '../../src/model/state.js';
import { voters } from '../support/net.js';

const RECORD: SnapshotRecord = {
  tag: Uint8Array.of(1, 2, 3),
  index: 10,
  term: 2,
  time: 77,
  configuration: voters('a'),
  configurationIndex: 4,
  size: 1000,
  checksum: 0xdead_beef,
  version: 1,
};

const GOLDEN = [
  '01010300',
  '0a00000000000000',
  '0200000000000000',
  '4d00000000000000',
  '0400000000000000',
  'e803000000000000',
  'efbeadde01000000',
  '010203',
  '01',
  Buffer.from('{"clusterVersion":1,"voters":[{"id":"a","address":"mem:a"}],"outgoing":[],"learners":[]}').toString(
    'hex',
  ),
].join('');

const number = fc.maxSafeNat();
const u32 = fc.nat(0xffff_ffff);
const arbitrary: fc.Arbitrary<SnapshotRecord> = fc
  .record({
    tag: fc.option(fc.uint8Array({ maxLength: MAX_TAG_BYTES }), { nil: undefined }),
    index: number,
    term: number,
    time: number,
    back: fc.nat(1000),
    size: number,
    checksum: u32,
    version: u32,
    members: fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/), { minLength: 1, maxLength: 5 }),
  })
  .map(({ back, members, ...rest }) => ({
    ...rest,
    configurationIndex: Math.max(0, rest.index - back),
    configuration: voters(...members),
  }));

/** What decoding ends in: the record, or the code of the error; anything else is thrown. */
function outcome(bytes: Uint8Array): SnapshotRecord | string {
  try {
    return decodeSnapshotRecord(bytes);
  } catch (error) {
    if (error instanceof CorruptionError || error instanceof UnknownEntryError) return error.code;
    throw error;
  }
}

/** The record with bytes of it replaced. */
function patched(at: number, ...bytes: number[]): Uint8Array {
  const encoded = encodeSnapshotRecord(RECORD);
  encoded.set(bytes, at);
  return encoded;
}

describe('a snapshot record as bytes', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(arbitrary, (record) => {
        expect(decodeSnapshotRecord(encodeSnapshotRecord(record))).to.deep.equal(record);
      }),
      { numRuns: 500 },
    );
  });

  it('does not hang on to the bytes, and may lie within others', () => {
    const encoded = encodeSnapshotRecord(RECORD);
    const larger = new Uint8Array(encoded.length + 20).fill(0xaa);
    larger.set(encoded, 7);
    const record = decodeSnapshotRecord(larger.subarray(7, 7 + encoded.length));
    larger.fill(0);
    expect(record).to.deep.equal(RECORD);
  });

  it('has the bytes that format 1 had', () => {
    expect(Buffer.from(encodeSnapshotRecord(RECORD)).toString('hex')).to.equal(GOLDEN);
    expect(decodeSnapshotRecord(Uint8Array.from(Buffer.from(GOLDEN, 'hex')))).to.deep.equal(RECORD);
  });

  it('tells an empty tag from none', () => {
    for (const tag of [undefined, new Uint8Array(0)])
      expect(decodeSnapshotRecord(encodeSnapshotRecord({ ...RECORD, tag })).tag).to.deep.equal(tag);
  });

  it('rule 16: every cut is found', () => {
    const encoded = encodeSnapshotRecord(RECORD);
    for (let length = 0; length < encoded.length; length++) {
      // A configuration of no bytes has no format, which is none that is known.
      const expected = length === 52 + 3 ? 'UNKNOWN_ENTRY' : 'CORRUPTION';
      expect(outcome(encoded.subarray(0, length)), `${String(length)} bytes`).to.equal(expected);
    }
  });

  it('never takes arbitrary bytes for anything but a record, and fails with nothing but its own errors', () => {
    const encoded = encodeSnapshotRecord(RECORD);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(encoded.length - 1), fc.nat(255)), { maxLength: 4 }), (changes) => {
        const bytes = encoded.slice();
        for (const [at, value] of changes) bytes[at] = value;
        const found = outcome(bytes);
        if (typeof found === 'string') return;
        // What is taken is well-formed: it can be said again.
        expect(decodeSnapshotRecord(encodeSnapshotRecord(found))).to.deep.equal(found);
        expect(found.configurationIndex).to.be.at.most(found.index);
      }),
      { numRuns: 2_000 },
    );
  });

  const hostile: readonly (readonly [string, Uint8Array, string])[] = [
    ['a format that is not known', patched(0, 2), 'UNKNOWN_ENTRY'],
    ['a flag that is not known', patched(1, 3), 'CORRUPTION'],
    ['a tag though it says that it has none', patched(1, 0), 'CORRUPTION'],
    ['a tag that is longer than the record', patched(2, 0xff, 0x03), 'CORRUPTION'],
    ['a tag that is longer than any', patched(2, 0xff, 0xff), 'CORRUPTION'],
    ['a configuration from after its index', patched(28, 11), 'CORRUPTION'],
    ...[4, 12, 20, 28, 36].map(
      (at) => [`a number over 2^53 at ${String(at)}`, patched(at + 7, 0x20), 'CORRUPTION'] as const,
    ),
  ];
  for (const [what, bytes, code] of hostile) {
    it(`refuses ${what}`, () => {
      expect(outcome(bytes)).to.equal(code);
    });
  }

  it('refuses to write a tag that is too long', () => {
    const encode = (length: number): Uint8Array => encodeSnapshotRecord({ ...RECORD, tag: new Uint8Array(length) });
    expect(encode(MAX_TAG_BYTES).length).to.be.above(MAX_TAG_BYTES);
    expect(() => encode(MAX_TAG_BYTES + 1)).to.throw(InvalidArgumentError);
  });
});
