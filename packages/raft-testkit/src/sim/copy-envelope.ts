import type { PeerEnvelope, PeerMessage } from '@lolraft/raft-core';

/** What a wire does to a message: the receiver shares no object and no byte with the sender (J1). */
export function copyEnvelope({ group, message }: PeerEnvelope): PeerEnvelope {
  return { group, message: copyMessage(message) };
}

function copyMessage(message: PeerMessage): PeerMessage {
  switch (message.type) {
    // The frequent ones field by field: a spread over objects of many shapes costs many times as much.
    case 'append': {
      const { type, term, prevIndex, prevTerm, commit, entries } = message;
      return { type, term, prevIndex, prevTerm, commit, entries: entries?.copy() };
    }
    case 'appendReply': {
      if (!message.accepted) return { ...message };
      const { type, term, accepted, matchIndex } = message;
      return { type, term, accepted, matchIndex };
    }
    case 'heartbeat': {
      const { type, term, commit, round } = message;
      return { type, term, commit, round };
    }
    case 'heartbeatReply': {
      const { type, term, round } = message;
      return { type, term, round };
    }
    case 'preVoteRequest': {
      const { type, term, lastIndex, lastTerm } = message;
      return { type, term, lastIndex, lastTerm };
    }
    case 'preVoteReply': {
      const { type, term, granted } = message;
      return { type, term, granted };
    }
    case 'snapshotOffer':
      return { ...message, record: { ...message.record, tag: message.record.tag.slice() } };
    case 'snapshotPull':
    case 'snapshotGone':
      return { ...message, tag: message.tag.slice() };
    case 'snapshotChunk':
      return { ...message, tag: message.tag.slice(), bytes: message.bytes.slice() };
    default:
      return { ...message };
  }
}

/** For the story: what a message says, in a few words. */
export function describeMessage(message: PeerMessage): string {
  const { type } = message;
  const term = termOf(message);
  switch (message.type) {
    case 'preVoteRequest':
    case 'voteRequest':
      return `${type} t${term} last=${message.lastIndex}/t${message.lastTerm}`;
    case 'preVoteReply':
    case 'voteReply':
      return `${type} t${term} ${message.granted ? 'granted' : 'refused'}`;
    case 'append': {
      const { entries, prevIndex, prevTerm, commit } = message;
      const what = entries === undefined ? 'empty' : `${entries.firstIndex}..${entries.lastIndex}`;
      return `append t${term} ${what} after ${prevIndex}/t${prevTerm} commit=${commit}`;
    }
    case 'appendReply':
      return message.accepted
        ? `appendReply t${term} match=${message.matchIndex}`
        : `appendReply t${term} refuses ${message.prevIndex}, hint ${message.hintIndex}/t${message.hintTerm}`;
    case 'heartbeat':
      return `heartbeat t${term} round=${message.round} commit=${message.commit}`;
    case 'heartbeatReply':
      return `heartbeatReply t${term} round=${message.round}`;
    case 'storeRefused':
    case 'memberRemoved':
    case 'timeoutNow':
      return `${type} t${term}`;
    case 'readIndexRequest':
      return `readIndexRequest t${term} #${message.id}${message.lease ? ' by lease' : ''}`;
    case 'readIndexReply':
      return `readIndexReply t${term} #${message.id} at ${message.index}`;
    case 'snapshotOffer':
      return `snapshotOffer t${term} ${message.record.index}/t${message.record.term}, ${message.record.size} bytes`;
    case 'snapshotReply':
      return `snapshotReply t${term} ${message.index} ${message.status} ${message.received}`;
    case 'snapshotPull':
      return `snapshotPull ${message.offset}+${message.length}`;
    case 'snapshotChunk':
      return `snapshotChunk ${message.offset}+${message.bytes.length}`;
    case 'snapshotGone':
      return type;
  }
}

const TYPES = [
  'preVoteRequest',
  'preVoteReply',
  'voteRequest',
  'voteReply',
  'append',
  'appendReply',
  'heartbeat',
  'heartbeatReply',
  'storeRefused',
  'snapshotOffer',
  'snapshotReply',
  'snapshotPull',
  'snapshotChunk',
  'snapshotGone',
  'memberRemoved',
  'timeoutNow',
  'readIndexRequest',
  'readIndexReply',
] as const satisfies readonly PeerMessage['type'][];

const NUMBERS = new Map<PeerMessage['type'], number>(TYPES.map((type, i) => [type, i]));

/** A number for the hash of the trace. */
export function typeNumber({ type }: PeerMessage): number {
  return NUMBERS.get(type) ?? -1;
}

/** 0 where a message has none. */
export function termOf(message: PeerMessage): number {
  return (message as { readonly term?: number }).term ?? 0;
}
