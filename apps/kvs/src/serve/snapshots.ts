import type { SnapshotStore } from '@lolraft/raft-core';
import { FsSnapshots } from '@lolraft/snapshot-fs';
import { S3Snapshots } from '@lolraft/snapshot-s3';
import type { Settings } from './settings.js';
import { snapshotPlace } from './snapshot-place.js';

/** Undefined: no snapshots are taken, and the log is kept for ever. */
export function openSnapshots({ snapshots, s3Endpoint, s3Region, s3PathStyle }: Settings): SnapshotStore | undefined {
  const place = snapshotPlace(snapshots);
  switch (place.type) {
    case 'none':
      return undefined;
    case 'dir':
      return new FsSnapshots(place.path);
    case 's3':
      // Credentials come the way that the users of the SDK expect: from the environment, the shared files, or the machine's role.
      return new S3Snapshots({
        bucket: place.bucket,
        prefix: place.prefix,
        client: {
          ...(s3Endpoint === undefined ? undefined : { endpoint: s3Endpoint }),
          ...(s3Region === undefined ? undefined : { region: s3Region }),
          forcePathStyle: s3PathStyle,
        },
      });
  }
}
