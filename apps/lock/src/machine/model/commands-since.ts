import type { Command } from './commands.js';

/**
 * The cluster version since which each kind of command may be in the log (rule 20). A new kind gets a line with the next version; so does
 * what is new within a command, beside the kind, in `sinceOf`.
 */
const SINCE: Readonly<Record<Command['type'], number>> = {
  openSession: 1,
  closeSession: 1,
  expireSessions: 1,
  acquire: 1,
  release: 1,
  releaseToken: 1,
  leave: 1,
  cancel: 1,
  proclaim: 1,
  break: 1,
  setQuotas: 1,
};

/** The cluster version that a command needs. */
export function sinceOf({ type }: Command): number {
  return SINCE[type];
}
