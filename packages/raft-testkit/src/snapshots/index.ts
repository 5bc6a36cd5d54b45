export { MemorySnapshotPlace, type SnapshotHook, type SnapshotStep } from './memory-place.js';
export { MemorySnapshots, type MemorySnapshotsOptions } from './memory-snapshots.js';
