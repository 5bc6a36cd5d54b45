import { WireWriter } from '@lolraft/proto-kit';
import { type PeerEnvelope, type PeerMessage } from '@lolraft/raft-core';
import { atMost } from '../arguments.js';
import { proto } from '../protobuf/generated.js';
import { messageTag } from '../protobuf/repeated.js';
import { MAX_BATCH_MESSAGES, MESSAGES } from './batch-fields.js';
import { snapshotToProto } from './snapshot-codec.js';

/** More than a message takes without its entries and with a group id of some length. */
const EXPECTED_BYTES = 96;

/**
 * One turn's messages to one peer, of one priority class, as one message to frame. Entries are copied once, into the
 * result.
 * @throws {InvalidArgumentError} over `MAX_BATCH_MESSAGES`, on a number that is no whole number from 0 to 2^53 - 1, or on a
 * message of a snapshot that no receiver takes.
 */
export function encodePeerBatch(envelopes: readonly PeerEnvelope[]): Uint8Array {
  atMost(envelopes.length, MAX_BATCH_MESSAGES);
  let capacity = 0;
  for (const { message } of envelopes) {
    capacity += EXPECTED_BYTES + contentBytes(message);
  }
  const writer = new WireWriter(capacity);
  for (const envelope of envelopes) {
    proto.PeerMessage.encode(toProto(envelope), writer.uint32(messageTag(MESSAGES)).fork());
    writer.ldelim();
  }
  return writer.take();
}

function contentBytes(message: PeerMessage): number {
  if (message.type === 'append') return message.entries?.byteLength ?? 0;
  return message.type === 'snapshotChunk' ? message.bytes.length : 0;
}

/** Copies field by field: generated code sees own properties only, and would skip a getter in silence. */
function toProto({ group, message }: PeerEnvelope): proto.PeerMessage.$Properties {
  switch (message.type) {
    case 'preVoteRequest': {
      const { term, lastIndex, lastTerm } = message;
      return { group, preVoteRequest: { term, lastIndex, lastTerm } };
    }
    case 'preVoteReply':
      return { group, preVoteReply: { term: message.term, granted: message.granted } };
    case 'voteRequest': {
      const { term, lastIndex, lastTerm, transfer } = message;
      return { group, voteRequest: { term, lastIndex, lastTerm, transfer } };
    }
    case 'voteReply':
      return { group, voteReply: { term: message.term, granted: message.granted } };
    case 'append': {
      const { term, prevIndex, prevTerm, commit, entries } = message;
      return { group, appendRequest: { term, prevIndex, prevTerm, commit, entries: entries?.bytes ?? null } };
    }
    case 'appendReply': {
      const { term } = message;
      if (message.accepted) return { group, appendReply: { term, accepted: { matchIndex: message.matchIndex } } };
      const { prevIndex, hintIndex, hintTerm } = message;
      return { group, appendReply: { term, rejected: { prevIndex, hintIndex, hintTerm } } };
    }
    case 'heartbeat': {
      const { term, commit, round } = message;
      return { group, heartbeat: { term, commit, round } };
    }
    case 'heartbeatReply':
      return { group, heartbeatReply: { term: message.term, round: message.round } };
    case 'storeRefused':
      return { group, storeRefused: { term: message.term } };
    case 'memberRemoved':
      return { group, memberRemoved: { term: message.term } };
    case 'timeoutNow':
      return { group, timeoutNow: { term: message.term } };
    case 'readIndexRequest': {
      const { term, asker, id, lease } = message;
      return { group, readIndexRequest: { term, asker, id, lease } };
    }
    case 'readIndexReply': {
      const { term, asker, id, index } = message;
      return { group, readIndexReply: { term, asker, id, index } };
    }
    default:
      return { group, ...snapshotToProto(message) };
  }
}
