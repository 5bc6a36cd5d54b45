import type { NodeStatus, PeerStatus } from '@lolraft/raft-core';
import { table } from './table.js';

const HEADER = ['PEER', 'STATE', 'MATCH', 'NEXT', 'INFLIGHT', 'CONTACT', 'ROUNDTRIP', 'PHI'];

/** What a leader knows of the others, a row for each; nothing where it has none, or the status is no leader's. */
export function peerLines({ peers }: NodeStatus): string[] {
  const rows = peers.flatMap((peer) => row(peer));
  return rows.length === 0 ? [] : [table([HEADER, ...rows])];
}

const ms = (value: number | undefined): string => (value === undefined ? '-' : `${value.toFixed(1)} ms`);

function row({ id, connected, replication }: PeerStatus): string[][] {
  if (replication === undefined) return [];
  const { state, matchIndex, nextIndex, inflightMessages, lastContact, roundTrip, phi } = replication;
  return [
    [
      id,
      connected ? state : `${state}, not connected`,
      String(matchIndex),
      String(nextIndex),
      String(inflightMessages),
      ms(lastContact),
      ms(roundTrip),
      phi === undefined ? '-' : phi.toFixed(1),
    ],
  ];
}
