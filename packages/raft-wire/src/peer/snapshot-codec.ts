import { scalars, ownBytes, plainBytes } from '@lolraft/proto-kit';
import {
  decodeSnapshotRecord,
  encodeSnapshotRecord,
  MAX_CHUNK_BYTES,
  MAX_REALM,
  MAX_TAG_BYTES,
  ProtocolError,
  tagged,
  type SnapshotOffer,
  type SnapshotReply,
  type SnapshotTag,
  type TransferMessage,
} from '@lolraft/raft-core';
import { wholeNumber } from '../arguments.js';
import { present } from '../protobuf/check.js';
import { proto } from '../protobuf/generated.js';
import { Names } from '../protobuf/names.js';
import { checkedTerm } from './checked-term.js';

export type SnapshotMessage = SnapshotOffer | SnapshotReply | TransferMessage;
type SnapshotFields = Pick<
  proto.PeerMessage.$Properties,
  'snapshotOffer' | 'snapshotReply' | 'snapshotPull' | 'snapshotChunk' | 'snapshotGone'
>;

/** A record with the longest tag and a configuration of as many members, with as long addresses, as there may be. */
const MAX_RECORD_BYTES = 4 * 1024 * 1024;

const STATUSES = new Names<SnapshotReply['status'], proto.SnapshotReplyStatus>({
  fetching: proto.SnapshotReplyStatus.SNAPSHOT_REPLY_STATUS_FETCHING,
  failed: proto.SnapshotReplyStatus.SNAPSHOT_REPLY_STATUS_FAILED,
  needed: proto.SnapshotReplyStatus.SNAPSHOT_REPLY_STATUS_NEEDED,
});

// The bounds of both directions: what a receiver refuses is not sent, since it would cost the connection. They throw
// `InvalidArgumentError`, which a decoder turns into `ProtocolError`.

function checkLength(what: string, length: number, min: number, max: number): void {
  wholeNumber(`the length of ${what}`, length, min, max);
}

function checkTag(tag: SnapshotTag): SnapshotTag {
  checkLength('a tag', tag.length, 1, MAX_TAG_BYTES);
  return tag;
}

function checkRealm(realm: string): string {
  checkLength('a realm', realm.length, 0, MAX_REALM);
  return realm;
}

function checkRecord(bytes: Uint8Array): Uint8Array {
  checkLength('a snapshot record', bytes.length, 1, MAX_RECORD_BYTES);
  return bytes;
}

function checkRange(what: string, offset: number, length: number): void {
  checkLength(what, length, 1, MAX_CHUNK_BYTES);
  wholeNumber(`the end of ${what}`, offset + length, 1, Number.MAX_SAFE_INTEGER);
}

/** @throws {InvalidArgumentError} on what no receiver takes. */
export function snapshotToProto(message: SnapshotMessage): SnapshotFields {
  switch (message.type) {
    case 'snapshotOffer': {
      const { term, record, realm } = message;
      checkTag(record.tag);
      const bytes = checkRecord(encodeSnapshotRecord(record));
      return { snapshotOffer: { term, record: bytes, realm: realm === undefined ? null : checkRealm(realm) } };
    }
    case 'snapshotReply': {
      const { term, index, received } = message;
      return { snapshotReply: { term, index, status: STATUSES.valueOf(message.status), received } };
    }
    case 'snapshotPull': {
      const { tag, offset, length } = message;
      checkRange('a pull', offset, length);
      return { snapshotPull: { tag: checkTag(tag), offset, length } };
    }
    case 'snapshotChunk': {
      const { tag, offset, bytes: data, checksum } = message;
      checkRange('a chunk', offset, data.length);
      return { snapshotChunk: { tag: checkTag(tag), offset, data, checksum } };
    }
    case 'snapshotGone':
      return { snapshotGone: { tag: checkTag(message.tag) } };
  }
}

/**
 * The message of a snapshot, where the body is one. Tags are copies; bytes of a chunk are a view where that pins little.
 * Throws `InvalidArgumentError`, `ProtocolError`, `CorruptionError` or `UnknownEntryError`.
 */
export function snapshotFromProto(m: SnapshotFields): SnapshotMessage | undefined {
  if (m.snapshotOffer) return offer(m.snapshotOffer);
  if (m.snapshotReply) {
    const { term, index, received, status } = scalars(m.snapshotReply);
    const known = present('the status of a snapshot', STATUSES.nameOf(status));
    return { type: 'snapshotReply', term: checkedTerm(term), index, status: known, received };
  }
  if (m.snapshotPull) {
    const { tag, offset, length } = scalars(m.snapshotPull);
    checkRange('a pull', offset, length);
    return { type: 'snapshotPull', tag: ownTag(tag), offset, length };
  }
  if (m.snapshotChunk) {
    const { tag, offset, data, checksum } = scalars(m.snapshotChunk);
    checkRange('a chunk', offset, data.length);
    return { type: 'snapshotChunk', tag: ownTag(tag), offset, bytes: ownBytes(plainBytes(data)), checksum };
  }
  if (m.snapshotGone) return { type: 'snapshotGone', tag: ownTag(scalars(m.snapshotGone).tag) };
  return undefined;
}

function offer(m: proto.SnapshotOffer.$Properties): SnapshotOffer {
  const { term, record: bytes } = scalars(m);
  const record = tagged(decodeSnapshotRecord(checkRecord(bytes)));
  if (record === undefined) throw new ProtocolError('a snapshot is offered without a tag');
  checkTag(record.tag);
  if (record.term > checkedTerm(term)) throw new ProtocolError('a snapshot has a higher term than its message');
  const realm = typeof m.realm === 'string' ? checkRealm(m.realm) : undefined;
  return { type: 'snapshotOffer', term, record, realm };
}

function ownTag(tag: Uint8Array): SnapshotTag {
  return new Uint8Array(checkTag(tag));
}
