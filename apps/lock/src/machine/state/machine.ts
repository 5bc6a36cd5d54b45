import type { Command } from '../model/commands.js';
import type { LockEvent } from '../model/events.js';
import type { Result } from '../model/results.js';
import { acquire } from './acquire.js';
import { leave } from './leave.js';
import { setQuotas } from './quotas.js';
import { breakHolds, cancel, proclaim, release, releaseToken } from './release.js';
import { closeSession, expireSessions, openSession } from './sessions.js';
import { Step } from './step.js';
import type { Store } from './store.js';

export interface Place {
  readonly index: number;
  readonly term: number;
}

export interface Executed {
  /** As `ResultOf` has it for the command's type. */
  readonly result: Result;
  /** In the order in which they came about. */
  readonly events: readonly LockEvent[];
}

/**
 * Applies a command, which `findFault` finds no fault with: all of it, or nothing and a result that says why. Deterministic, and total.
 * `place` is higher at each command: tokens and queues are made of it.
 */
export function execute(store: Store, command: Command, { index, term }: Place): Executed {
  const step = new Step(store, index, term);
  return { result: perform(step, command), events: step.events };
}

function perform(step: Step, command: Command): Result {
  switch (command.type) {
    case 'openSession':
      return openSession(step, command);
    case 'closeSession':
      return closeSession(step, command);
    case 'expireSessions':
      return expireSessions(step, command);
    case 'acquire':
      return acquire(step, command);
    case 'release':
      return release(step, command);
    case 'releaseToken':
      return releaseToken(step, command);
    case 'leave':
      return leave(step, command);
    case 'cancel':
      return cancel(step, command);
    case 'proclaim':
      return proclaim(step, command);
    case 'break':
      return breakHolds(step, command);
    case 'setQuotas':
      return setQuotas(step, command);
  }
}
