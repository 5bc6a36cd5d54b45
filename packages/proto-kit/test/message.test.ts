import { InvalidArgumentError, ProtocolError, UnknownEntryError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type protobuf from 'protobufjs/minimal.js';
import { decodeMessage, decodeWith, encodeMessage, type MessageType } from '../src/message.js';

interface Numbers {
  values: number[];
}

/** As protobufjs generates it: field 1, numbers that are packed; field 2, empty messages. */
const NUMBERS: MessageType<Numbers, Numbers & { empty: number }> = {
  encode: ({ values }, writer) => (writer as protobuf.Writer).uint32(10).uint64s(values),
  decode(given) {
    const reader = given as unknown as {
      pos: number;
      len: number;
      uint32(): number;
      uint64(): number;
    } & protobuf.Reader;
    const values: number[] = [];
    let empty = 0;
    while (reader.pos < reader.len) {
      const tag = reader.tag();
      if (tag === 10) for (const end = reader.uint32() + reader.pos; reader.pos < end; ) values.push(reader.uint64());
      else if (tag === 18) {
        reader.skip(reader.uint32());
        empty++;
      } else reader.skipType(tag & 7, 0, tag >>> 3);
    }
    return { values, empty };
  },
};

describe('messages', () => {
  it('come back as they were', () => {
    const values = [0, 1, 2 ** 40, Number.MAX_SAFE_INTEGER];
    const bytes = encodeMessage(NUMBERS, { values });
    expect(Object.getPrototypeOf(bytes)).to.equal(Uint8Array.prototype);
    expect(decodeMessage('numbers', NUMBERS, bytes)).to.deep.equal({ values, empty: 0 });
    // A Buffer is no reason to hand out views that only look like copies.
    expect(decodeMessage('numbers', NUMBERS, Buffer.from(bytes))).to.deep.equal({ values, empty: 0 });
  });

  it('are refused with numbers that do not fit', () => {
    expect(() => encodeMessage(NUMBERS, { values: [1, -1] })).to.throw(InvalidArgumentError, '-1');
  });

  it('say what is wrong with their bytes', () => {
    expect(() => decodeMessage('numbers', NUMBERS, Uint8Array.of(10, 5, 1))).to.throw(
      ProtocolError,
      /^numbers cannot be read: /,
    );
  });

  it('have no more fields than they may, however small those are', () => {
    const empty = (count: number): Uint8Array => new Uint8Array(2 * count).map((_, at) => (at % 2 === 0 ? 18 : 0));
    expect(decodeMessage('numbers', NUMBERS, empty(1000)).empty).to.equal(1000);
    expect(() => decodeMessage('numbers', NUMBERS, empty(1_000_001))).to.throw(ProtocolError, '1000000 fields');
    expect(() => decodeWith('numbers', empty(11), { maxFields: 10 }, (reader) => NUMBERS.decode(reader))).to.throw(
      ProtocolError,
      '10 fields',
    );
  });

  it('may have fields that nobody knows, unless the reader minds', () => {
    const later = Uint8Array.of(10, 1, 7, 24, 1);
    expect(decodeMessage('numbers', NUMBERS, later).values).to.deep.equal([7]);
    expect(() => decodeWith('numbers', later, { strict: true }, (reader) => NUMBERS.decode(reader))).to.throw(
      UnknownEntryError,
      'field 3',
    );
  });
});
