import { StorageFullError } from '@lolraft/raft-core';
import type { FileSystem } from './file-system.js';

const inMiB = (bytes: number): string => `${Math.max(0, Math.floor(bytes / 1_048_576))} MiB`;

/**
 * Leaves space for what matters more: a log on the same disk that cannot be written stops its node.
 * @throws {StorageFullError}
 */
export async function checkSpace(fs: FileSystem, directory: string, reserve: number, next: number): Promise<void> {
  if (reserve === 0) return;
  const free = await fs.freeBytes(directory);
  if (free - next >= reserve) return;
  throw new StorageFullError(
    `${inMiB(free)} are free on the disk of ${directory}, and ${inMiB(reserve)} are kept in reserve: ` +
      'free some space, or lower reserveBytes',
  );
}
