import { asReader, WireReader, scalars, ownBytes } from '@lolraft/proto-kit';
import {
  type AppendReply,
  type AppendRequest,
  EntryBatch,
  groupId,
  type NotUnderstood,
  type PeerMessage,
  ProtocolError,
  type ReceivedEnvelope,
  type ReceivedMessage,
  UnknownEntryError,
} from '@lolraft/raft-core';
import { decoding } from '../protobuf/decoding.js';
import { proto } from '../protobuf/generated.js';
import { readRepeated } from '../protobuf/repeated.js';
import { MAX_BATCH_MESSAGES, MESSAGES } from './batch-fields.js';
import { checkedTerm } from './checked-term.js';
import { snapshotFromProto } from './snapshot-codec.js';

/**
 * Reads and verifies a batch: every message is known, every number safe and in its range, every group id valid, every
 * entry whole (`EntryBatch.decode`) and of no later term than its message.
 *
 * Takes ownership of `bytes`: nothing may write to them again. A run of entries that makes up at least three quarters of
 * the memory below `bytes` stays where it is, as a view; a smaller one is copied, once, into memory of its own. So no
 * payload is copied twice, and no batch of entries pins more than a third above its own size. The same holds for chunks of
 * snapshots. Their checksums are not verified here: to refuse the batch would cost the connection, and with it everything else
 * on its way, where whoever asked for the chunk only has to ask again.
 *
 * An entry or a snapshot record of a version or kind that this build does not know makes its message a `NotUnderstood`: it ends
 * the group that it is for, and that one alone (rule 20).
 *
 * @throws {ProtocolError} on what the protocol does not allow.
 * @throws {CorruptionError} on entries that are damaged or do not fit together, and on a snapshot record that is none.
 */
export function decodePeerBatch(bytes: Uint8Array): ReceivedEnvelope[] {
  return decoding('a peer batch', () => {
    const reader = new WireReader(bytes);
    const envelopes: ReceivedEnvelope[] = [];
    readRepeated(reader, MAX_BATCH_MESSAGES, (field, length) => {
      if (field !== MESSAGES) return false;
      const message = proto.PeerMessage.decode(asReader(reader), length);
      envelopes.push({ group: groupId(message.group), message: toMessage(message) });
      return true;
    });
    return envelopes;
  });
}

function toMessage(m: proto.PeerMessage): ReceivedMessage {
  try {
    return understood(m);
  } catch (error) {
    if (error instanceof UnknownEntryError) return notUnderstood(m, error);
    throw error;
  }
}

function notUnderstood({ appendRequest, snapshotOffer }: proto.PeerMessage, error: UnknownEntryError): NotUnderstood {
  const message = appendRequest ?? snapshotOffer;
  if (!message) throw error;
  return { type: 'notUnderstood', term: checkedTerm(scalars(message).term), why: error.message };
}

function understood(m: proto.PeerMessage): PeerMessage {
  if (m.appendRequest) return appendRequest(m.appendRequest);
  if (m.appendReply) return appendReply(m.appendReply);
  if (m.heartbeat) {
    const { term, commit, round } = scalars(m.heartbeat);
    return { type: 'heartbeat', term: checkedTerm(term), commit, round };
  }
  if (m.heartbeatReply) {
    const { term, round } = scalars(m.heartbeatReply);
    return { type: 'heartbeatReply', term: checkedTerm(term), round };
  }
  if (m.preVoteRequest) {
    const { term, lastIndex, lastTerm } = scalars(m.preVoteRequest);
    return { type: 'preVoteRequest', term: checkedTerm(term), lastIndex, lastTerm };
  }
  if (m.preVoteReply) {
    const { term, granted } = scalars(m.preVoteReply);
    return { type: 'preVoteReply', term: checkedTerm(term), granted };
  }
  if (m.voteRequest) {
    const { term, lastIndex, lastTerm, transfer } = scalars(m.voteRequest);
    return { type: 'voteRequest', term: checkedTerm(term), lastIndex, lastTerm, transfer };
  }
  if (m.voteReply) {
    const { term, granted } = scalars(m.voteReply);
    return { type: 'voteReply', term: checkedTerm(term), granted };
  }
  if (m.storeRefused) return { type: 'storeRefused', term: checkedTerm(scalars(m.storeRefused).term) };
  if (m.memberRemoved) return { type: 'memberRemoved', term: checkedTerm(scalars(m.memberRemoved).term) };
  if (m.timeoutNow) return { type: 'timeoutNow', term: checkedTerm(scalars(m.timeoutNow).term) };
  if (m.readIndexRequest) {
    const { term, asker, id, lease } = scalars(m.readIndexRequest);
    return { type: 'readIndexRequest', term: checkedTerm(term), asker, id, lease };
  }
  if (m.readIndexReply) {
    const { term, asker, id, index } = scalars(m.readIndexReply);
    return { type: 'readIndexReply', term: checkedTerm(term), asker, id, index };
  }
  const snapshot = snapshotFromProto(m);
  if (snapshot !== undefined) return snapshot;
  throw new ProtocolError('a peer message has no body that this build knows');
}

function appendRequest(m: proto.AppendRequest.$Properties): AppendRequest {
  const { term, prevIndex, prevTerm, commit, entries: packed } = scalars(m);
  checkedTerm(term);
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
  const term = checkedTerm(scalars(m).term);
  if (m.accepted) return { type: 'appendReply', term, accepted: true, matchIndex: scalars(m.accepted).matchIndex };
  if (m.rejected) {
    const { prevIndex, hintIndex, hintTerm } = scalars(m.rejected);
    return { type: 'appendReply', term, accepted: false, prevIndex, hintIndex, hintTerm };
  }
  throw new ProtocolError('a reply to entries is neither accepted nor rejected');
}
