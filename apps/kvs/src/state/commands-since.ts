import type { Command } from '@lolraft/kvs-client';

/**
 * The cluster version since which each kind of command may be in the log (rule 20). A new kind gets a line with the next version; so does a field of a command that
 * an older build does not know, beside the kind, in `sinceOf`.
 *
 * Guards are as old as the first release, and so is version 2 of the state in a snapshot.
 */
const SINCE: Readonly<Record<Command['type'], number>> = {
  put: 1,
  deleteRange: 1,
  txn: 1,
  compact: 1,
  setRetention: 1,
  guarded: 1,
};

/** The cluster version that a command needs. */
export function sinceOf({ type }: Command): number {
  return SINCE[type];
}
