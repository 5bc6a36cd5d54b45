import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RemovedError } from '@lolraft/raft-core';
import type { Settings } from './settings.js';

/** In the data directory of a node that was removed: so it says so when it is started again, whoever runs by then. */
const MARK = 'REMOVED';

type Place = Pick<Settings, 'id' | 'dataDir' | 'storage'>;

/** @throws {RemovedError} where the directory is that of a node that was removed. */
export function checkNotRemoved({ id, dataDir, storage }: Place): void {
  if (storage !== 'memory' && existsSync(path.join(dataDir, MARK))) throw new RemovedError(id);
}

/** Once a node has learned for good that it is no member any more. @throws {Error} of the file system. */
export function markRemoved({ dataDir, storage }: Place, why: RemovedError): void {
  if (storage !== 'memory') writeFileSync(path.join(dataDir, MARK), `${why.message}\n`);
}
