import { APPLY_SECONDS, BATCH_BYTES, BATCH_ENTRIES, DISK_SECONDS } from './buckets.js';
import { counter, gauge, histogram } from './metric.js';

/** The storage, which all groups of a host share, and the app, which each has for itself. */
export const DISK_METRICS = {
  diskWriteDuration: histogram({
    name: 'lol_raft_disk_write_duration_seconds',
    unit: 'seconds',
    help: 'Time of one synced write of the storage, over all groups.',
    buckets: DISK_SECONDS,
  }),
  diskWriteEntries: histogram({
    name: 'lol_raft_disk_write_entries',
    unit: 'entries',
    help: 'Entries in one write of the storage; none where it is votes or housekeeping alone.',
    buckets: BATCH_ENTRIES,
  }),
  diskWriteBytes: histogram({
    name: 'lol_raft_disk_write_bytes',
    unit: 'bytes',
    help: 'Bytes of the entries in one write of the storage.',
    buckets: BATCH_BYTES,
  }),
  slowDiskWrites: counter({
    name: 'lol_raft_slow_disk_writes_total',
    help: 'Writes of the storage that took more than half of electionTimeoutMin.',
  }),
  storageFull: gauge({
    name: 'lol_raft_storage_full',
    help: '1 while the storage refuses writes for lack of space.',
  }),
  applyDuration: histogram({
    name: 'lol_raft_apply_batch_duration_seconds',
    unit: 'seconds',
    help: 'Time that the app took for one batch of committed entries.',
    labels: ['group'],
    buckets: APPLY_SECONDS,
  }),
  applyEntries: histogram({
    name: 'lol_raft_apply_batch_entries',
    unit: 'entries',
    help: 'Entries in one batch that was applied.',
    labels: ['group'],
    buckets: BATCH_ENTRIES,
  }),
};
