import { counter, gauge } from './metric.js';

const ofGroup = ['group', 'peer'] as const;
const labels = ['peer'] as const;

/** The other members: what a leader knows of how they follow, and what the transport knows of the connection with each. */
export const PEER_METRICS = {
  replicationState: gauge({
    name: 'lol_raft_peer_replication_state',
    help: '1 for how the leader replicates to the peer, 0 for the other ways; at the leader only.',
    labels: ['group', 'peer', 'state'],
  }),
  matchIndex: gauge({
    name: 'lol_raft_peer_match_index',
    help: 'Last entry that the peer is known to have; at the leader only.',
    labels: ofGroup,
  }),
  peerLag: gauge({
    name: 'lol_raft_peer_lag_entries',
    unit: 'entries',
    help: 'Entries of the leader that the peer is not known to have; at the leader only.',
    labels: ofGroup,
  }),
  inflightMessages: gauge({
    name: 'lol_raft_peer_inflight_messages',
    unit: 'messages',
    help: 'Append messages on their way to the peer, without an answer; at the leader only.',
    labels: ofGroup,
  }),
  inflightBytes: gauge({
    name: 'lol_raft_peer_inflight_bytes',
    unit: 'bytes',
    help: 'Bytes of entries on their way to the peer, without an answer; at the leader only.',
    labels: ofGroup,
  }),
  lastContact: gauge({
    name: 'lol_raft_peer_last_contact_seconds',
    unit: 'seconds',
    help: 'Time since the leader has heard the peer in this term; at the leader only.',
    labels: ofGroup,
  }),
  peerFaults: counter({
    name: 'lol_raft_peer_faults_total',
    help: 'Messages of the peer that broke the protocol and were ignored.',
    labels: ofGroup,
  }),
  connected: gauge({
    name: 'lol_raft_peer_connected',
    help: '1 where there is a connection with the peer, else 0.',
    labels,
  }),
  disconnects: counter({
    name: 'lol_raft_peer_disconnects_total',
    help: 'Connections with the peer that have closed.',
    labels,
  }),
  dropped: counter({
    name: 'lol_raft_peer_dropped_messages_total',
    unit: 'messages',
    help: 'Messages to the peer that were dropped: no connection, or a full queue.',
    labels,
  }),
  messagesSent: counter({
    name: 'lol_raft_peer_sent_messages_total',
    unit: 'messages',
    help: 'Messages sent to the peer; where the transport counts them.',
    labels,
  }),
  bytesSent: counter({
    name: 'lol_raft_peer_sent_bytes_total',
    unit: 'bytes',
    help: 'Bytes of messages sent to the peer; where the transport counts them.',
    labels,
  }),
  messagesReceived: counter({
    name: 'lol_raft_peer_received_messages_total',
    unit: 'messages',
    help: 'Messages received from the peer; where the transport counts them.',
    labels,
  }),
  bytesReceived: counter({
    name: 'lol_raft_peer_received_bytes_total',
    unit: 'bytes',
    help: 'Bytes of messages received from the peer; where the transport counts them.',
    labels,
  }),
};
