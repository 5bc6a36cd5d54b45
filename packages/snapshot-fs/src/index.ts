export { FsSnapshots, type FsSnapshotsOptions } from './fs-snapshots.js';
