import { lockedError } from './native/database.js';

/** Directories that this process has open: a second opening must not even touch their files. */
const openHere = new Set<string>();

/** @param root Without symbolic links. @throws {StorageLockedError} where this process has it open already. */
export function claim(root: string): void {
  if (openHere.has(root)) throw lockedError(root);
  openHere.add(root);
}

export function release(root: string): void {
  openHere.delete(root);
}
