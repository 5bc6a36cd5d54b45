import type { SnapshotStore } from '@lolraft/raft-core';
import { FsSnapshots } from '@lolraft/snapshot-fs';
import type { Settings } from './settings.js';
import { snapshotPlace } from './snapshot-place.js';

/** Undefined: no snapshots are taken, and the log is kept for ever. */
export async function openSnapshots(settings: Settings): Promise<SnapshotStore | undefined> {
  const { snapshots, s3Endpoint, s3Region, s3PathStyle } = settings;
  const place = snapshotPlace(snapshots);
  switch (place.type) {
    case 'none':
      return undefined;
    case 'dir':
      return new FsSnapshots(place.path);
    case 's3': {
      // The AWS SDK takes longer to load than all the rest, and only who has a bucket needs it.
      const { S3Snapshots } = await import('@lolraft/snapshot-s3');
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
}
