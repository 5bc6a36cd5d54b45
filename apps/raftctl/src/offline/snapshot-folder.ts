import { stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidArgumentError } from '@lolraft/raft-core';
import { FsSnapshots } from '@lolraft/snapshot-fs';

/**
 * Where the snapshots of a data directory are: in the folder that was named or, where there is one, beside the log.
 * @throws {InvalidArgumentError} where the folder that was named is none.
 */
export async function snapshotFolder(directory: string, named: string | undefined): Promise<FsSnapshots | undefined> {
  const folder = named ?? path.join(directory, 'snapshots');
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return new FsSnapshots(folder, { reserveBytes: 0 });
  if (named === undefined) return undefined;
  throw new InvalidArgumentError(`${named} is no folder of snapshots`);
}
