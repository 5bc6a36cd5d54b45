import { constants } from 'node:os';

/** Exit codes of commands that run another: those of sysexits.h, which few programs have of their own, and those of shells. */
export const RUN_EXIT = {
  /** The cluster was not reached, or has refused. */
  unavailable: 69,
  /** Held by others: at once, or for as long as was to be waited. */
  notAcquired: 75,
  /** Lost while the command ran, which was ended. */
  lost: 76,
  notExecutable: 126,
  notFound: 127,
} as const;

/** As shells say that a signal has ended a program. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
