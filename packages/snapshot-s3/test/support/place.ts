import {
  AbortMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { SnapshotStore } from '@lolraft/raft-core';
import type { SnapshotPlace } from '@lolraft/raft-testkit';
import { S3Snapshots } from '../../src/index.js';
import { deadly } from './deadly.js';
import { clientConfig, newBucket, type TestServer } from './servers.js';

const MIB = 1024 * 1024;
export const PART_BYTES = 5 * MIB;

/** A bucket, and stores on it. A crashed one sends no more requests, from the middle of whatever it was doing. */
export async function s3Place(server: TestServer): Promise<SnapshotPlace> {
  const { bucket, client } = await newBucket(server);
  const ends = new Map<SnapshotStore, () => void>();
  return {
    async open() {
      const { handler, die } = deadly();
      const store = new S3Snapshots({
        bucket,
        prefix: 'some/prefix',
        client: { ...clientConfig(server.endpoint()), requestHandler: handler },
        partBytes: PART_BYTES,
        // fauxqs does not copy parts.
        ...(server.isReal ? { copyPartBytes: PART_BYTES } : {}),
      });
      ends.set(store, die);
      return store;
    },
    async crash(store) {
      ends.get(store)?.();
    },
    async destroy() {
      await removeBucket(client, bucket);
      client.destroy();
    },
  };
}

export async function removeBucket(client: S3Client, bucket: string): Promise<void> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  for (const { Key, UploadId } of Uploads) {
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
  }
  await client.send(new DeleteBucketCommand({ Bucket: bucket })).catch(() => undefined);
}
