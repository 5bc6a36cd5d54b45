import { SNAPSHOT_SECONDS } from './buckets.js';
import { counter, gauge, histogram } from './metric.js';

const labels = ['group'] as const;

/** Snapshots that this node takes, gets and gives. */
export const SNAPSHOT_METRICS = {
  snapshotIndex: gauge({
    name: 'lol_raft_snapshot_index',
    help: 'Last entry that the newest snapshot covers.',
    labels,
  }),
  snapshotSize: gauge({
    name: 'lol_raft_snapshot_size_bytes',
    unit: 'bytes',
    help: 'Size of the newest snapshot; 0 where there is none.',
    labels,
  }),
  snapshotActivity: gauge({
    name: 'lol_raft_snapshot_activity',
    help: '1 for what the node does about snapshots now, 0 for the rest.',
    labels: ['group', 'activity'],
  }),
  takeDuration: histogram({
    name: 'lol_raft_snapshot_take_duration_seconds',
    unit: 'seconds',
    help: 'Time in which a snapshot of the own state was written and recorded.',
    labels,
    buckets: SNAPSHOT_SECONDS,
  }),
  installDuration: histogram({
    name: 'lol_raft_snapshot_install_duration_seconds',
    unit: 'seconds',
    help: 'Time that the app took to replace its state by a snapshot.',
    labels,
    buckets: SNAPSHOT_SECONDS,
  }),
  snapshotsFailed: counter({
    name: 'lol_raft_snapshots_failed_total',
    help: 'Attempts to take, fetch, read, serve or delete a snapshot that failed; they are repeated.',
    labels: ['group', 'operation'],
  }),
  snapshotBytesServed: counter({
    name: 'lol_raft_snapshot_served_bytes_total',
    unit: 'bytes',
    help: 'Bytes of snapshots that the node has sent to the peer.',
    labels: ['group', 'peer'],
  }),
};
