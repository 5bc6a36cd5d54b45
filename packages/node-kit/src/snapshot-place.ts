import path from 'node:path';
import { InvalidArgumentError } from '@lolraft/raft-core';

/** Where snapshots go: `none`, a folder, or a bucket with a prefix. */
export type SnapshotPlace =
  | { readonly type: 'none' }
  | { readonly type: 'dir'; readonly path: string }
  | { readonly type: 's3'; readonly bucket: string; readonly prefix: string };

/** `none`, `dir:PATH` or `s3://BUCKET/PREFIX`. @throws {InvalidArgumentError} */
export function snapshotPlace(text: string): SnapshotPlace {
  if (text === 'none') return { type: 'none' };
  if (text.startsWith('dir:') && text.length > 4) return { type: 'dir', path: text.slice(4) };
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(text) ?? [];
  if (bucket !== undefined) return { type: 's3', bucket, prefix };
  throw new InvalidArgumentError(`snapshots must be none, dir:PATH or s3://BUCKET/PREFIX, not ${JSON.stringify(text)}`);
}

/** By default beside the data; a node that forgets everything at its end has nothing to keep there. */
export function defaultPlace(storage: 'rocksdb' | 'memory', dataDir: string): string {
  return storage === 'memory' ? 'none' : `dir:${path.join(dataDir, 'snapshots')}`;
}
