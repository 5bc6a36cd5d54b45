export type { S3SnapshotsOptions } from './options.js';
export { S3Snapshots } from './s3-snapshots.js';
