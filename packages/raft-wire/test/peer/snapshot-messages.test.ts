import {
  type Configuration,
  CorruptionError,
  crc32c,
  encodeSnapshotRecord,
  type GroupId,
  InvalidArgumentError,
  MAX_CHUNK_BYTES,
  type NodeId,
  type NotUnderstood,
  type PeerMessage,
  type ReceivedMessage,
  ProtocolError,
  type SnapshotOffer,
  type SnapshotRecord,
  type TaggedRecord,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { decodePeerBatch, encodePeerBatch } from '../../src/index.js';
import { delimited, number } from '../support/hand-made.js';

const main = 'main' as GroupId;
const OFFER = 16;
const REPLY = 17;
const PULL = 18;
const CHUNK = 19;
const GONE = 20;
const max = Number.MAX_SAFE_INTEGER;

const tag = Uint8Array.of(1, 2, 3);
const configuration: Configuration = {
  voters: [{ id: 'n1' as NodeId, address: 'ws://n1' }],
  outgoing: [],
  learners: [],
  clusterVersion: 1,
};
const record: TaggedRecord = {
  tag,
  index: 300,
  term: 8,
  time: 5,
  configuration,
  configurationIndex: 299,
  size: 4_294_967_297,
  checksum: 7,
  version: 1,
};
const offer: SnapshotOffer = { type: 'snapshotOffer', term: 8, record, realm: undefined };
const chunk = (bytes: Uint8Array, offset = 0): PeerMessage => {
  return { type: 'snapshotChunk', tag, offset, bytes, checksum: crc32c(bytes) };
};
const encode = (...messages: PeerMessage[]): Uint8Array =>
  encodePeerBatch(messages.map((message) => ({ group: main, message })));
const decode = (bytes: Uint8Array): ReceivedMessage[] => decodePeerBatch(bytes).map(({ message }) => message);
/** A batch of one message of group "main", with this field as its body. */
const batch = (bodyField: number, body: number[]): Uint8Array =>
  Uint8Array.from(delimited(1, [...delimited(1, 'main'), ...delimited(bodyField, body)]));

describe('messages of snapshots', () => {
  it('pass at their limits', () => {
    const longest = new Uint8Array(1024).fill(9);
    const messages: PeerMessage[] = [
      { ...offer, record: { ...record, tag: longest }, realm: 'x'.repeat(1024) },
      { type: 'snapshotPull', tag: longest, offset: max - MAX_CHUNK_BYTES, length: MAX_CHUNK_BYTES },
      { type: 'snapshotPull', tag: Uint8Array.of(0), offset: 0, length: 1 },
      { ...chunk(new Uint8Array(MAX_CHUNK_BYTES).fill(7), max - MAX_CHUNK_BYTES), tag: longest } as PeerMessage,
      { type: 'snapshotReply', term: 1, index: max, status: 'fetching', received: max },
      { type: 'snapshotGone', tag: longest },
    ];
    expect(decode(encode(...messages))).to.deep.equal(messages);
  });

  it('offer the largest configuration that there may be', () => {
    const address = '\u0001'.repeat(512);
    const store = 'f'.repeat(32) as never;
    const voters = Array.from({ length: 1024 }, (_, i) => ({
      id: `${'n'.repeat(59)}${i + 1000}` as NodeId,
      address,
      store,
    }));
    const large: SnapshotOffer = {
      ...offer,
      record: { ...record, tag: new Uint8Array(1024), configuration: { ...configuration, voters } },
    };
    expect(decode(encode(large))).to.deep.equal([large]);
  });

  it('offer a record of the documented layout', () => {
    const text = new TextEncoder().encode(
      '\u0001{"clusterVersion":1,"voters":[{"id":"n1","address":"ws://n1"}],"outgoing":[],"learners":[]}',
    );
    const bytes = new Uint8Array(55 + text.length);
    const view = new DataView(bytes.buffer);
    view.setUint8(0, 1);
    view.setUint8(1, 1);
    view.setUint16(2, 3, true);
    [300n, 8n, 5n, 299n, 4_294_967_297n].forEach((value, i) => view.setBigUint64(4 + 8 * i, value, true));
    view.setUint32(44, 7, true);
    view.setUint32(48, 1, true);
    bytes.set(tag, 52);
    bytes.set(text, 55);
    expect(encodeSnapshotRecord(record)).to.deep.equal(bytes);
    expect(decode(batch(OFFER, [...number(1, 8), ...delimited(2, [...bytes])]))).to.deep.equal([offer]);
  });

  describe('are not sent where no receiver takes them:', () => {
    const refused: Record<string, PeerMessage> = {
      'an offer with an empty tag': { ...offer, record: { ...record, tag: new Uint8Array() } },
      'an offer with a long tag': { ...offer, record: { ...record, tag: new Uint8Array(1025) } },
      'an offer with a long realm': { ...offer, realm: 'x'.repeat(1025) },
      'a pull of nothing': { type: 'snapshotPull', tag, offset: 0, length: 0 },
      'a pull of too much': { type: 'snapshotPull', tag, offset: 0, length: MAX_CHUNK_BYTES + 1 },
      'a pull from below 0': { type: 'snapshotPull', tag, offset: -1, length: 10 },
      'a pull that ends above 2^53 - 1': { type: 'snapshotPull', tag, offset: max, length: 1 },
      'a pull without a tag': { type: 'snapshotPull', tag: new Uint8Array(), offset: 0, length: 1 },
      'an empty chunk': chunk(new Uint8Array()),
      'a long chunk': chunk(new Uint8Array(MAX_CHUNK_BYTES + 1)),
      'a chunk that ends above 2^53 - 1': chunk(new Uint8Array(2), max - 1),
      'a chunk with a long tag': { ...chunk(tag), tag: new Uint8Array(1025) } as PeerMessage,
      'the loss of a resource without a tag': { type: 'snapshotGone', tag: new Uint8Array() },
    };
    for (const [what, message] of Object.entries(refused)) {
      it(what, () => expect(() => encode(message)).to.throw(InvalidArgumentError));
    }
  });

  describe('are refused:', () => {
    const bytesOf = (change: Partial<SnapshotRecord>): number[] => [...encodeSnapshotRecord({ ...record, ...change })];
    const offering = (bytes: number[], ...more: number[]): Uint8Array =>
      batch(OFFER, [...number(1, 8), ...delimited(2, bytes), ...more]);
    const tagged = (length = 3): number[] => delimited(1, new Array<number>(length).fill(1));
    const refused: Record<string, [Uint8Array, RegExp]> = {
      'an offer of term 0': [batch(OFFER, delimited(2, bytesOf({ term: 0 }))), /term 0/],
      'an offer without a record': [batch(OFFER, number(1, 8)), /length of a snapshot record is 0/],
      'an offer without a tag': [offering(bytesOf({ tag: undefined })), /without a tag/],
      'an offer with an empty tag': [offering(bytesOf({ tag: new Uint8Array() })), /length of a tag is 0/],
      'an offer of a later term': [offering(bytesOf({ term: 9 })), /higher term than its message/],
      'an offer with a long realm': [offering(bytesOf({}), ...delimited(3, 'x'.repeat(1025))), /length of a realm/],
      'a reply of term 0': [batch(REPLY, number(3, 1)), /term 0/],
      'a reply without a status': [batch(REPLY, number(1, 1)), /status of a snapshot/],
      'a reply of unknown status': [batch(REPLY, [...number(1, 1), ...number(3, 4)]), /status of a snapshot/],
      'a reply about index 2^53': [batch(REPLY, [...number(1, 1), ...number(2, 2n ** 53n)]), /2\^53/],
      'a pull without a tag': [batch(PULL, number(3, 1)), /length of a tag is 0/],
      'a pull with a long tag': [batch(PULL, [...tagged(1025), ...number(3, 1)]), /length of a tag is 1025/],
      'a pull of nothing': [batch(PULL, tagged()), /length of a pull is 0/],
      'a pull of too much': [batch(PULL, [...tagged(), ...number(3, 131_073)]), /length of a pull is 131073/],
      'a pull of 2^32 bytes': [batch(PULL, [...tagged(), ...number(3, 2 ** 32)]), /2\^32/],
      'a pull that ends at 2^53': [
        batch(PULL, [...tagged(), ...number(2, 2n ** 53n - 1n), ...number(3, 1)]),
        /end of a pull/,
      ],
      'an empty chunk': [batch(CHUNK, tagged()), /length of a chunk is 0/],
      'a chunk without a tag': [batch(CHUNK, delimited(3, 'x')), /length of a tag is 0/],
      'a long chunk': [
        batch(CHUNK, [...tagged(), ...delimited(3, new Array<number>(131_073).fill(1))]),
        /length of a chunk is 131073/,
      ],
      'a chunk that ends at 2^53': [
        batch(CHUNK, [...tagged(), ...number(2, 2n ** 53n - 1n), ...delimited(3, 'x')]),
        /end of a chunk/,
      ],
      'the loss of a resource without a tag': [batch(GONE, []), /length of a tag is 0/],
    };
    for (const [what, [bytes, message]] of Object.entries(refused)) {
      it(what, () => expect(() => decode(bytes)).to.throw(ProtocolError, message));
    }

    it('a record that is cut, longer, or out of its range, as damaged', () => {
      const whole = bytesOf({});
      for (const bytes of [whole.slice(0, 20), whole.slice(0, -1), [...whole, 0x7d]])
        expect(() => decode(offering(bytes))).to.throw(CorruptionError);
      expect(() => decode(offering(bytesOf({ configurationIndex: 301 })))).to.throw(CorruptionError);
    });

    it('a record of an unknown format, as unknown', () => {
      const [message] = decode(offering([2, ...bytesOf({}).slice(1)]));
      expect(message).to.have.property('type', 'notUnderstood');
      expect((message as NotUnderstood).why).to.match(/format 2/);
    });
  });

  it('carry a damaged chunk to whoever asked for it, who can tell', () => {
    const sound = chunk(new Uint8Array(100).fill(5));
    const bytes = encode(sound);
    const at = bytes.lastIndexOf(5);
    bytes[at] = 4;
    const [received] = decode(bytes);
    if (received?.type !== 'snapshotChunk') throw new Error('no chunk');
    expect(crc32c(received.bytes)).to.not.equal(received.checksum);
  });

  describe('own their memory:', () => {
    const receive = (bytes: Uint8Array, before: number): Uint8Array => {
      const buffer = new Uint8Array(before + bytes.length);
      buffer.set(bytes, before);
      return buffer.subarray(before);
    };
    const bytesOf = (message: ReceivedMessage | undefined): Uint8Array => {
      if (message?.type !== 'snapshotChunk') throw new Error('no chunk');
      return message.bytes;
    };

    it('a chunk that makes up most of its frame stays in it', () => {
      const bytes = receive(encode(chunk(new Uint8Array(MAX_CHUNK_BYTES).fill(7))), 12);
      expect(bytesOf(decode(bytes)[0]).buffer).to.equal(bytes.buffer);
    });

    it('a small one pins nothing', () => {
      const data = new Uint8Array(100).fill(7);
      const bytes = receive(encode(chunk(data)), 60_000);
      const got = bytesOf(decode(bytes)[0]);
      expect(got.buffer.byteLength).to.equal(100);
      bytes.fill(0);
      expect(got).to.deep.equal(data);
    });

    it('tags are copies, from whatever array they came', () => {
      const bytes = Buffer.from(
        encode(offer, { type: 'snapshotPull', tag, offset: 0, length: 1 }, chunk(new Uint8Array(MAX_CHUNK_BYTES)), {
          type: 'snapshotGone',
          tag,
        }),
      );
      const received = decode(bytes);
      bytes.fill(0xee);
      for (const message of received) {
        const got = message.type === 'snapshotOffer' ? message.record.tag : 'tag' in message ? message.tag : undefined;
        expect(got).to.deep.equal(tag);
        expect(Object.getPrototypeOf(got)).to.equal(Uint8Array.prototype);
      }
    });
  });
});
