import { CorruptionError } from '@lolraft/raft-core';

const REMEDY =
  'What is left must not be used, and neither must an older copy: both may break promises that this node has made. ' +
  'Remove the directory, and let the node join its cluster as a new member.';

/** `what` is damaged or missing, as a sentence without its full stop; the error says what to do. */
export function damage(what: string, cause?: unknown): CorruptionError {
  return new CorruptionError(`${what}. ${REMEDY}`, cause);
}

/** Files of two directories lie in one. */
export function mixed(what: string): CorruptionError {
  return new CorruptionError(`${what}: the files of two directories were mixed. Put each back where it was.`);
}
