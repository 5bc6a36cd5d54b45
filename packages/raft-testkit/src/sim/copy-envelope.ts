import type { PeerEnvelope, PeerMessage } from '@lolraft/raft-core';

/** What a wire does to a message: the receiver shares no object and no byte with the sender (J1). */
export function copyEnvelope({ group, message }: PeerEnvelope): PeerEnvelope {
  return { group, message: copyMessage(message) };
}

function copyMessage(message: PeerMessage): PeerMessage {
  return message.type === 'append' ? { ...message, entries: message.entries?.copy() } : { ...message };
}

/** For the story: what a message says, in a few words. */
export function describeMessage(message: PeerMessage): string {
  const { type, term } = message;
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
      return `storeRefused t${term}`;
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
] as const satisfies readonly PeerMessage['type'][];

/** A number for the hash of the trace. */
export function typeNumber(message: PeerMessage): number {
  return TYPES.indexOf(message.type);
}
