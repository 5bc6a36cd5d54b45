import { CALL_SECONDS } from './buckets.js';
import { counter, gauge, histogram } from './metric.js';

const labels = ['group'] as const;

/** What callers ask of a group on this node, and how it ends. */
export const CALL_METRICS = {
  proposals: counter({
    name: 'lol_raft_proposals_total',
    help: 'Writes that the node has appended to its log as the leader.',
    labels,
  }),
  writeDuration: histogram({
    name: 'lol_raft_write_duration_seconds',
    unit: 'seconds',
    help: 'Time of writes that ended well, from the call until the answer: commit and apply.',
    labels,
    buckets: CALL_SECONDS,
  }),
  writesFailed: counter({
    name: 'lol_raft_writes_failed_total',
    help: 'Writes that failed, by code; outcome not_applied was refused, of unknown nobody knows whether it was applied.',
    labels: ['group', 'code', 'outcome'],
  }),
  readDuration: histogram({
    name: 'lol_raft_read_duration_seconds',
    unit: 'seconds',
    help: 'Time of reads that ended well, from the call until the answer, by level of consistency.',
    labels: ['group', 'level'],
    buckets: CALL_SECONDS,
  }),
  readsFailed: counter({
    name: 'lol_raft_reads_failed_total',
    help: 'Reads that failed, by level and code.',
    labels: ['group', 'level', 'code'],
  }),
  pendingWrites: gauge({ name: 'lol_raft_pending_writes', help: 'Writes that wait for their end.', labels }),
  pendingWriteBytes: gauge({
    name: 'lol_raft_pending_write_bytes',
    unit: 'bytes',
    help: 'Bytes of the writes that wait, as maxPendingWriteBytes bounds them.',
    labels,
  }),
  pendingReads: gauge({ name: 'lol_raft_pending_reads', help: 'Reads that wait for their end.', labels }),
  pendingReadBytes: gauge({
    name: 'lol_raft_pending_read_bytes',
    unit: 'bytes',
    help: 'Bytes of the queries of the reads that wait.',
    labels,
  }),
};
