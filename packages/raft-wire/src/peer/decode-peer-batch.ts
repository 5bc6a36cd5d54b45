import {
  type AppendReply,
  type AppendRequest,
  decodeSnapshotRecord,
  EntryBatch,
  groupId,
  MAX_CHUNK_BYTES,
  MAX_TAG_BYTES,
  type PeerEnvelope,
  type PeerMessage,
  ProtocolError,
  type SnapshotChunk,
  type SnapshotOffer,
  type SnapshotPull,
  type SnapshotReply,
  type SnapshotTag,
} from '@lolraft/raft-core';
import { ownBytes, plainBytes } from '../bytes.js';
import { bounded, inRange, present } from '../protobuf/check.js';
import { decoding } from '../protobuf/decoding.js';
import { proto } from '../protobuf/generated.js';
import { readRepeated } from '../protobuf/repeated.js';
import { scalars } from '../protobuf/scalars.js';
import { asReader, WireReader } from '../protobuf/wire-reader.js';
import { MAX_BATCH_MESSAGES, MESSAGES } from './batch-fields.js';
import { SNAPSHOT_REPLIES } from './snapshot-replies.js';

/**
 * Reads and verifies a batch: every message is known, every number safe and in its range, every group id valid, every
 * entry whole (`EntryBatch.decode`) and of no later term than its message.
 *
 * Takes ownership of `bytes`: nothing may write to them again. A run of entries that makes up at least three quarters of
 * the memory below `bytes` stays where it is, as a view; a smaller one is copied, once, into memory of its own. So no
 * payload is copied twice, and no batch of entries pins more than a third above its own size. The same holds for chunks of
 * snapshots, whose checksum is the receiver's to verify.
 *
 * @throws {ProtocolError} on what the protocol does not allow.
 * @throws {CorruptionError} on entries that are damaged or do not fit together.
 * @throws {UnknownEntryError} on an entry of a version or kind that this build does not know.
 */
export function decodePeerBatch(bytes: Uint8Array): PeerEnvelope[] {
  return decoding('a peer batch', () => {
    const reader = new WireReader(bytes);
    const envelopes: PeerEnvelope[] = [];
    readRepeated(reader, MAX_BATCH_MESSAGES, (field, length) => {
      if (field !== MESSAGES) return false;
      const message = proto.PeerMessage.decode(asReader(reader), length);
      envelopes.push({ group: groupId(message.group), message: toMessage(message) });
      return true;
    });
    return envelopes;
  });
}

function toMessage(m: proto.PeerMessage): PeerMessage {
  if (m.appendRequest) return appendRequest(m.appendRequest);
  if (m.appendReply) return appendReply(m.appendReply);
  if (m.heartbeat) {
    const { term, commit, round } = scalars(m.heartbeat);
    return { type: 'heartbeat', term: checked(term), commit, round };
  }
  if (m.heartbeatReply) {
    const { term, round } = scalars(m.heartbeatReply);
    return { type: 'heartbeatReply', term: checked(term), round };
  }
  if (m.preVoteRequest) {
    const { term, lastIndex, lastTerm } = scalars(m.preVoteRequest);
    return { type: 'preVoteRequest', term: checked(term), lastIndex, lastTerm };
  }
  if (m.preVoteReply) {
    const { term, granted } = scalars(m.preVoteReply);
    return { type: 'preVoteReply', term: checked(term), granted };
  }
  if (m.voteRequest) {
    const { term, lastIndex, lastTerm, transfer } = scalars(m.voteRequest);
    return { type: 'voteRequest', term: checked(term), lastIndex, lastTerm, transfer };
  }
  if (m.voteReply) {
    const { term, granted } = scalars(m.voteReply);
    return { type: 'voteReply', term: checked(term), granted };
  }
  if (m.snapshotOffer) return snapshotOffer(m.snapshotOffer);
  if (m.snapshotReply) return snapshotReply(m.snapshotReply);
  if (m.snapshotPull) return snapshotPull(m.snapshotPull);
  if (m.snapshotChunk) return snapshotChunk(m.snapshotChunk);
  if (m.snapshotGone) return { type: 'snapshotGone', tag: tagOf(scalars(m.snapshotGone).tag) };
  if (m.storeRefused) return { type: 'storeRefused', term: checked(scalars(m.storeRefused).term) };
  throw new ProtocolError('a peer message has no body that this build knows');
}

/** Terms of messages begin at 1; those of a last, previous or hinted entry may be 0. */
function checked(term: number): number {
  if (term < 1) throw new ProtocolError('a peer message has term 0');
  return term;
}

function appendRequest(m: proto.AppendRequest.$Properties): AppendRequest {
  const { term, prevIndex, prevTerm, commit, entries: packed } = scalars(m);
  checked(term);
  if (packed.length === 0) return { type: 'append', term, prevIndex, prevTerm, commit, entries: undefined };
  // Even an entry without a payload has a header of some bytes, so their indexes cannot leave the safe range unnoticed.
  if (prevIndex + packed.length > Number.MAX_SAFE_INTEGER)
    throw new ProtocolError('entries go on above index 2^53 - 1');
  const entries = EntryBatch.decode(prevIndex + 1, ownBytes(packed));
  if (entries.term(entries.firstIndex) < prevTerm)
    throw new ProtocolError('an entry has a lower term than the one before it');
  if (entries.term(entries.lastIndex) > term) throw new ProtocolError('an entry has a higher term than its message');
  return { type: 'append', term, prevIndex, prevTerm, commit, entries };
}

function appendReply(m: proto.AppendReply.$Properties): AppendReply {
  const term = checked(scalars(m).term);
  if (m.accepted) return { type: 'appendReply', term, accepted: true, matchIndex: scalars(m.accepted).matchIndex };
  if (m.rejected) {
    const { prevIndex, hintIndex, hintTerm } = scalars(m.rejected);
    return { type: 'appendReply', term, accepted: false, prevIndex, hintIndex, hintTerm };
  }
  throw new ProtocolError('a reply to entries is neither accepted nor rejected');
}

/** Characters of a realm. */
const MAX_REALM = 1024;

function snapshotOffer(m: proto.SnapshotOffer.$Properties): SnapshotOffer {
  const { term, record: bytes } = scalars(m);
  const record = decodeSnapshotRecord(bytes);
  if (record.tag === undefined) throw new ProtocolError('a snapshot is offered without a tag');
  tagOf(record.tag);
  if (record.term > term) throw new ProtocolError('a snapshot has a higher term than its message');
  const realm = typeof m.realm === 'string' ? bounded('a realm', m.realm, MAX_REALM) : undefined;
  return { type: 'snapshotOffer', term: checked(term), record, realm };
}

function snapshotReply(m: proto.SnapshotReply.$Properties): SnapshotReply {
  const { term, index, received, status } = scalars(m);
  const known = present('the status of a snapshot', SNAPSHOT_REPLIES.nameOf(status));
  return { type: 'snapshotReply', term: checked(term), index, status: known, received };
}

function snapshotPull(m: proto.SnapshotPull.$Properties): SnapshotPull {
  const { tag, offset, length } = scalars(m);
  inRange('the length of a pull', length, 1, MAX_CHUNK_BYTES);
  return { type: 'snapshotPull', tag: tagOf(tag), offset, length };
}

function snapshotChunk(m: proto.SnapshotChunk.$Properties): SnapshotChunk {
  const { tag, offset, data, checksum } = scalars(m);
  inRange('the length of a chunk', data.length, 1, MAX_CHUNK_BYTES);
  return { type: 'snapshotChunk', tag: tagOf(tag), offset, bytes: ownBytes(plainBytes(data)), checksum };
}

/** A copy: tags are kept. */
function tagOf(bytes: Uint8Array): SnapshotTag {
  inRange('the length of a tag', bytes.length, 1, MAX_TAG_BYTES);
  return new Uint8Array(bytes);
}
