import {
  CorruptionError,
  EntryBatch,
  EntryKind,
  type GroupId,
  InvalidArgumentError,
  type AppendRequest,
  type NotUnderstood,
  type PeerEnvelope,
  ProtocolError,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { decodePeerBatch, encodePeerBatch, MAX_BATCH_MESSAGES } from '../../src/index.js';
import { envelopes } from '../support/arbitraries.js';
import { delimited, number } from '../support/hand-made.js';
import { plain } from '../support/plain.js';

const main = 'main' as GroupId;
const pack = (firstIndex: number, term: number, ...sizes: number[]): EntryBatch =>
  EntryBatch.pack(
    firstIndex,
    term,
    0,
    sizes.map((size) => ({
      kind: EntryKind.Command,
      session: 0,
      sequence: 0,
      payload: new Uint8Array(size).fill(size),
    })),
  );
const append = (entries: EntryBatch, term = 3, prevTerm = 2): PeerEnvelope => ({
  group: main,
  message: { type: 'append', term, prevIndex: entries.firstIndex - 1, prevTerm, commit: 0, entries },
});

/** A batch of one message of group "main", with this field as its body. */
const batch = (bodyField: number, body: number[]): Uint8Array =>
  Uint8Array.from(delimited(1, [...delimited(1, 'main'), ...delimited(bodyField, body)]));
const HEARTBEAT = 8;

describe('peer batches', function () {
  this.timeout(60_000);
  it('come back as they were', () => {
    fc.assert(
      fc.property(envelopes, (list) => {
        expect(plain(decodePeerBatch(encodePeerBatch(list)))).to.deep.equal(plain(list));
      }),
      { numRuns: 500 },
    );
  });

  it('of thousands of groups keep their order', () => {
    const list = Array.from({ length: 5000 }, (_, i): PeerEnvelope => {
      return { group: `g${i}` as GroupId, message: { type: 'heartbeat', term: i + 1, commit: i, round: i } };
    });
    expect(decodePeerBatch(encodePeerBatch(list))).to.deep.equal(list);
  });

  it('carry 32 MiB of one entry', () => {
    const [received] = decodePeerBatch(encodePeerBatch([append(pack(1, 3, 32 * 1024 * 1024))]));
    expect(received?.message.type === 'append' && received.message.entries?.payload(1).length).to.equal(
      32 * 1024 * 1024,
    );
  });

  describe('encode refuses', () => {
    const heartbeat = (term: number): PeerEnvelope => ({
      group: main,
      message: { type: 'heartbeat', term, commit: 0, round: 0 },
    });
    for (const bad of [-1, 1.5, 2 ** 53, Number.NaN, Infinity, '7', 7n]) {
      it(`the term ${String(bad)}`, () => {
        expect(() => encodePeerBatch([heartbeat(bad as number)])).to.throw(InvalidArgumentError, /cannot be sent/);
      });
    }

    it('more messages than a decoder takes', () => {
      const list = new Array<PeerEnvelope>(MAX_BATCH_MESSAGES + 1).fill(heartbeat(1));
      expect(() => encodePeerBatch(list)).to.throw(InvalidArgumentError);
      expect(decodePeerBatch(encodePeerBatch(list.slice(1)))).to.have.length(MAX_BATCH_MESSAGES);
    });
  });

  describe('decode takes', () => {
    it('fields that it does not know, of every wire type', () => {
      const unknown = [
        ...number(100, 2n ** 64n - 1n),
        ...delimited(101, 'later'),
        ...[0xb5, 0x06, 1, 2, 3, 4], // 102, 32 bits
        ...[0xb9, 0x06, 1, 2, 3, 4, 5, 6, 7, 8], // 103, 64 bits
        ...[0xc3, 0x06, 0x08, 0x01, 0xc4, 0x06], // 104, a group
      ];
      const body = [...number(1, 5), ...unknown, ...number(2, 6), ...number(3, 7)];
      const bytes = Uint8Array.from([
        ...unknown,
        ...delimited(1, [...unknown, ...delimited(1, 'main'), ...delimited(HEARTBEAT, body)]),
      ]);
      expect(decodePeerBatch(bytes)).to.deep.equal([
        { group: 'main', message: { type: 'heartbeat', term: 5, commit: 6, round: 7 } },
      ]);
    });

    it('2^53 - 1 everywhere, and longer varints than needed', () => {
      const max = 2n ** 53n - 1n;
      const body = [...number(1, max), ...number(2, max), 0x18, 0x81, 0x80, 0x80, 0x00];
      expect(decodePeerBatch(batch(HEARTBEAT, body))[0]?.message).to.deep.equal({
        type: 'heartbeat',
        term: Number.MAX_SAFE_INTEGER,
        commit: Number.MAX_SAFE_INTEGER,
        round: 1,
      });
    });
  });

  describe('decode refuses', () => {
    const refused: Record<string, [Uint8Array, RegExp]> = {
      'a term of 2^53': [batch(HEARTBEAT, number(1, 2n ** 53n)), /above 2\^53 - 1/],
      'a term of 2^64 - 1, which is -1': [batch(HEARTBEAT, number(1, 2n ** 64n - 1n)), /above 2\^53 - 1/],
      'an index of 2^53': [batch(HEARTBEAT, [...number(1, 1), ...number(2, 2n ** 53n)]), /above 2\^53 - 1/],
      'a number of eleven bytes': [batch(HEARTBEAT, [0x08, ...new Array<number>(10).fill(0x80), 0]), /above|early/],
      'a number that is cut off': [batch(HEARTBEAT, [0x08, 0x80]), /early/],
      'a term of 0': [batch(HEARTBEAT, number(2, 5)), /term 0/],
      'a call to take over in no term': [batch(11, []), /term 0/],
      'a removal in no term': [batch(24, []), /term 0/],
      'no body': [Uint8Array.from(delimited(1, delimited(1, 'main'))), /no body/],
      'an unknown body': [batch(31, number(1, 1)), /no body/],
      'an empty message': [Uint8Array.of(0x0a, 0), /group id ""/],
      'an invalid group': [
        Uint8Array.from(delimited(1, [...delimited(1, '../x'), ...delimited(HEARTBEAT, number(1, 1))])),
        /group id/,
      ],
      'a group that is no UTF-8': [
        Uint8Array.from(delimited(1, [...delimited(1, [0xff, 0xfe]), ...delimited(HEARTBEAT, number(1, 1))])),
        /UTF/i,
      ],
      'a reply that neither accepts nor rejects': [batch(7, number(1, 1)), /neither/],
      'a message longer than the batch': [Uint8Array.of(0x0a, 100, 1, 2), /range/],
      'a length of 2^31': [Uint8Array.of(0x0a, 0x80, 0x80, 0x80, 0x80, 0x08), /length|range/],
      'field number 0': [Uint8Array.of(0x02, 0x00), /number 0/],
      'wire type 7': [Uint8Array.of(0x0f), /wire type/],
      'a group that never ends': [Uint8Array.of(0x0b, 0x08, 0x01), /range/],
    };
    for (const [what, [bytes, message]] of Object.entries(refused)) {
      it(what, () => expect(() => decodePeerBatch(bytes)).to.throw(ProtocolError, message));
    }

    it('groups nested without end', () => {
      expect(() => decodePeerBatch(new Uint8Array(1_000_000).fill(0x0b))).to.throw(ProtocolError, /depth/);
    });

    it('too many messages, before they become objects', () => {
      const bytes = new Uint8Array(40 * 1024 * 1024);
      for (let i = 0; i < bytes.length; i += 2) bytes[i] = 0x0a;
      expect(() => decodePeerBatch(bytes.subarray(0, 2))).to.throw(ProtocolError, /group/);
      for (let i = 0; i < bytes.length; i += 2) bytes[i] = 0x12; // of an unknown field, so that nothing else refuses first
      expect(() => decodePeerBatch(bytes)).to.throw(ProtocolError, /more than 65536/);
    });

    it('too many fields in one message', () => {
      const one = number(9, 1);
      const body = new Uint8Array(1_100_000 * one.length);
      for (let i = 0; i < body.length; i += one.length) body.set(one, i);
      const header = [0x0a, 0x80, 0x80, 0x80, 0x01]; // 2 MiB follow
      const bytes = new Uint8Array(header.length + 2 * 1024 * 1024);
      bytes.set(header);
      bytes.set(body.subarray(0, 2 * 1024 * 1024), header.length);
      expect(() => decodePeerBatch(bytes)).to.throw(ProtocolError, /more than 1000000 fields/);
    });
  });

  describe('entries', () => {
    it('that are damaged give CorruptionError, wherever the damage is', () => {
      const entries = pack(5, 3, 4, 0);
      const bytes = encodePeerBatch([append(entries)]);
      const start = bytes.length - entries.byteLength;
      for (let at = start; at < bytes.length; at++) {
        const damaged = bytes.slice();
        damaged[at]! ^= 0x10;
        expect(() => decodePeerBatch(damaged), `byte ${at - start}`).to.throw(CorruptionError);
      }
    });

    it('rule 20: of an unknown version are told as such to the group that they are for, and the rest arrives', () => {
      const unknown = EntryBatch.pack(5, 3, 0, [
        { kind: 77 as never, session: 0, sequence: 0, payload: new Uint8Array() },
      ]);
      const [first, second, ...others] = decodePeerBatch(encodePeerBatch([append(unknown), append(pack(5, 3, 1))]));
      expect(first?.group).to.equal(main);
      expect(first?.message).to.include({
        type: 'notUnderstood',
        term: (append(unknown).message as AppendRequest).term,
      });
      expect((first?.message as NotUnderstood).why).to.match(/kind 77.*newer build/);
      expect(second?.message).to.include({ type: 'append' });
      expect(others).to.have.length(0);
    });

    it('must begin right after prevIndex', () => {
      const { message } = append(pack(5, 3, 1));
      const shifted = { ...message, prevIndex: 7 } as PeerEnvelope['message'];
      expect(() => decodePeerBatch(encodePeerBatch([{ group: main, message: shifted }]))).to.throw(CorruptionError);
    });

    it('must not have a lower term than the entry before, nor a higher one than the leader', () => {
      expect(() => decodePeerBatch(encodePeerBatch([append(pack(5, 3, 1), 4, 4)]))).to.throw(
        ProtocolError,
        /lower term/,
      );
      expect(() => decodePeerBatch(encodePeerBatch([append(pack(5, 5, 1), 4, 3)]))).to.throw(
        ProtocolError,
        /higher term/,
      );
      expect(decodePeerBatch(encodePeerBatch([append(pack(5, 4, 1), 4, 4)]))).to.have.length(1);
    });

    it('cannot go on above index 2^53 - 1', () => {
      const body = [...number(1, 1), ...number(2, 2n ** 53n - 1n), ...delimited(5, [...pack(1, 1, 1).bytes])];
      expect(() => decodePeerBatch(batch(6, body))).to.throw(ProtocolError, /2\^53/);
    });
  });

  describe('ownership', () => {
    const receive = (bytes: Uint8Array, before: number): Uint8Array => {
      const buffer = new Uint8Array(before + bytes.length);
      buffer.set(bytes, before);
      return buffer.subarray(before);
    };
    const entriesOf = (bytes: Uint8Array): EntryBatch => {
      const [first] = decodePeerBatch(bytes);
      if (first?.message.type !== 'append' || first.message.entries === undefined) throw new Error('no entries');
      return first.message.entries;
    };

    it('a run that makes up most of the buffer stays in it', () => {
      const bytes = receive(encodePeerBatch([append(pack(5, 3, 1000, 1000))]), 12);
      expect(entriesOf(bytes).bytes.buffer).to.equal(bytes.buffer);
    });

    it('a run that is a small part of its buffer is copied out, and nothing pins the rest', () => {
      const bytes = receive(encodePeerBatch([append(pack(5, 3, 100, 100))]), 60_000);
      const entries = entriesOf(bytes);
      expect(entries.bytes.buffer.byteLength).to.equal(entries.byteLength);
      bytes.fill(0);
      entries.verify();
      expect(entries.payload(5)).to.deep.equal(new Uint8Array(100).fill(100));
    });

    it('each run in a batch of several is judged for itself', () => {
      const list = [append(pack(5, 3, 10)), append(pack(7, 3, 5000))];
      const bytes = receive(encodePeerBatch(list), 0);
      const [small, large] = decodePeerBatch(bytes).map(({ message }) =>
        message.type === 'append' ? message.entries : undefined,
      );
      expect(small?.bytes.buffer).to.not.equal(bytes.buffer);
      expect(large?.bytes.buffer).to.equal(bytes.buffer);
    });

    it('what was received as a Buffer is plain bytes afterwards', () => {
      for (const size of [10, 100_000]) {
        const entries = entriesOf(Buffer.from(encodePeerBatch([append(pack(5, 3, size))])));
        expect(Object.getPrototypeOf(entries.bytes)).to.equal(Uint8Array.prototype);
        expect(Object.getPrototypeOf(entries.payload(5))).to.equal(Uint8Array.prototype);
      }
    });

    it('encoding shares nothing with the entries', () => {
      const entries = pack(5, 3, 8);
      const bytes = encodePeerBatch([append(entries)]);
      entries.bytes.fill(0);
      entriesOf(bytes).verify();
    });
  });
});
