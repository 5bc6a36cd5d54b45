import { changeSnapshot, type RestoreSource } from '@lolraft/raft-core';
import type { Settings } from '../settings.js';
import type { AppBackup } from './app-backup.js';
import { readFile } from './read-file.js';

/**
 * So many indexes lie between a backup and the log of a cluster that is founded from it: more than the old cluster can have committed since. At ten thousand
 * commands a second they last for three years and a half.
 */
export const RESTORE_GAP = 2 ** 40;

/** So that the indexes behind it last too. */
export const MAX_RESTORE_INDEX = 2 ** 52;

/** What a new cluster is founded from; undefined where nothing is restored. */
export function restoreSource(
  { restore: file, restoreIndex }: Pick<Settings, 'restore' | 'restoreIndex'>,
  backup: AppBackup | undefined,
): RestoreSource | undefined {
  if (file === undefined) return undefined;
  const change = {
    index: (taken: number) => restoreIndex ?? taken + RESTORE_GAP,
    ...(backup?.restored === undefined ? undefined : { state: backup.restored }),
  };
  return () => changeSnapshot(readFile(file), change);
}
