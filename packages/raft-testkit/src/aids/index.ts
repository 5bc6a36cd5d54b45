export { KIB, MIB, pattern } from './bytes.js';
export { gauge, type Gauged } from './gauge.js';
export { refusal } from './refusal.js';
export {
  getSnapshot,
  listSnapshots,
  putSnapshot,
  SNAPSHOT_OWNER,
  SNAPSHOT_PEER,
  snapshotName,
  streamSnapshot,
} from './snapshots.js';
export { VirtualClock } from './virtual-clock.js';
