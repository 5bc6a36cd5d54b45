import { CorruptionError, EntryBatch, EntryKind, ProtocolError, UnknownEntryError } from '@lolraft/raft-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  decodeClientFrame,
  decodeError,
  decodeHello,
  decodeHelloReply,
  decodePeerBatch,
  decodeServerFrame,
  encodeClientFrame,
  encodeError,
  encodeHello,
  encodeHelloReply,
  encodePeerBatch,
  encodeServerFrame,
} from '../src/index.js';
import { clientMessages, envelopes, hello, helloReply, serverMessages, wireError } from './support/arbitraries.js';
import { varint } from './support/hand-made.js';
import { byteArrays } from './support/plain.js';

interface Codec {
  readonly decode: (bytes: Uint8Array) => unknown;
  /** Valid encodings, to damage. */
  readonly encoded: fc.Arbitrary<Uint8Array>;
  /** What may be thrown besides `ProtocolError`. */
  readonly throws?: readonly unknown[];
}

const codecs: Record<string, Codec> = {
  decodePeerBatch: {
    decode: decodePeerBatch,
    encoded: envelopes.map(encodePeerBatch),
    throws: [CorruptionError, UnknownEntryError],
  },
  decodeHello: { decode: decodeHello, encoded: hello.map(encodeHello) },
  decodeHelloReply: { decode: decodeHelloReply, encoded: helloReply.map(encodeHelloReply) },
  decodeClientFrame: { decode: decodeClientFrame, encoded: clientMessages.map(encodeClientFrame) },
  decodeServerFrame: { decode: decodeServerFrame, encoded: serverMessages.map(encodeServerFrame) },
  decodeError: { decode: decodeError, encoded: wireError.map(encodeError) },
};

/** Bytes that mean something to a protobuf reader: tags, lengths, long numbers. */
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 8 }),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(varint),
  fc.constantFrom(2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 63n).map(varint),
  fc.tuple(fc.nat(20), fc.nat(7)).map(([field, type]) => varint((field << 3) | type)),
);

interface Mutation {
  readonly how: 'set' | 'insert' | 'remove' | 'repeat' | 'cut';
  readonly at: number;
  readonly length: number;
  readonly piece: Iterable<number>;
}
const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    how: fc.constantFrom('set' as const, 'insert' as const, 'remove' as const, 'repeat' as const, 'cut' as const),
    at: fc.nat(),
    length: fc.nat(12),
    piece,
  }),
  { minLength: 1, maxLength: 4 },
);

function mutate(bytes: Uint8Array, mutation: Mutation): Uint8Array {
  const at = bytes.length === 0 ? 0 : mutation.at % bytes.length;
  const head = bytes.subarray(0, at);
  const tail = bytes.subarray(at);
  const part = [...mutation.piece];
  switch (mutation.how) {
    case 'set':
      return Uint8Array.from([...head, ...part, ...tail.subarray(part.length)]);
    case 'insert':
      return Uint8Array.from([...head, ...part, ...tail]);
    case 'remove':
      return Uint8Array.from([...head, ...tail.subarray(mutation.length)]);
    case 'repeat':
      return Uint8Array.from([...head, ...tail.subarray(0, mutation.length), ...tail]);
    case 'cut':
      return head;
  }
}

/** What may be any number. */
const MEASUREMENTS = new Set(['phi', 'lastContact', 'value', 'roundTrip', 'uptime', 'oldest', 'default', 'min', 'max']);

/** Every number anywhere within a decoded value, but those that measure (`phi`, `lastContact`) and the values of settings. */
function numbers(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (value instanceof EntryBatch) {
    return Array.from({ length: value.count }, (_, i) => numbers({ ...value.entry(value.firstIndex + i) })).flat();
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([key, inner]) => (MEASUREMENTS.has(key) ? [] : numbers(inner)));
}

describe('decoders of anything', function () {
  this.timeout(60_000);
  for (const [name, { decode, encoded, throws = [] }] of Object.entries(codecs)) {
    /** Decodes, and checks what must hold of every result and of every error. */
    const check = (bytes: Uint8Array): void => {
      let value: unknown;
      try {
        value = decode(bytes);
      } catch (error) {
        expect([ProtocolError, ...throws], String(error)).to.include((error as Error).constructor);
        return;
      }
      for (const n of numbers(value)) expect(Number.isSafeInteger(n) && n >= 0, `the number ${n}`).to.equal(true);
      for (const array of byteArrays(value)) expect(Object.getPrototypeOf(array)).to.equal(Uint8Array.prototype);
    };

    describe(name, () => {
      it('takes damaged encodings for what they are', () => {
        fc.assert(
          fc.property(encoded, mutations, (bytes, list) => check(list.reduce(mutate, bytes))),
          { numRuns: 1500 },
        );
      });

      it('takes every beginning of an encoding for what it is', () => {
        fc.assert(
          fc.property(encoded, (bytes) => {
            for (let end = 0; end <= bytes.length; end++) check(bytes.slice(0, end));
          }),
          { numRuns: 15 },
        );
      });

      it('takes noise for what it is', () => {
        fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), check), { numRuns: 1500 });
        fc.assert(
          fc.property(fc.array(piece, { maxLength: 12 }), (parts) =>
            check(Uint8Array.from(parts.flatMap((p) => [...p]))),
          ),
          {
            numRuns: 1500,
          },
        );
      });
    });
  }

  it('finds a damaged bit in entries, wherever it is', () => {
    const entries = EntryBatch.pack(
      9,
      2,
      3,
      [1, 2, 3].map((n) => ({ kind: EntryKind.Command, session: n, sequence: n, payload: new Uint8Array(n) })),
    );
    const bytes = encodePeerBatch([
      { group: 'g' as never, message: { type: 'append', term: 2, prevIndex: 8, prevTerm: 2, commit: 0, entries } },
    ]);
    const start = bytes.length - entries.byteLength;
    for (let bit = start * 8; bit < bytes.length * 8; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => decodePeerBatch(damaged)).to.throw(CorruptionError);
    }
  });
});
