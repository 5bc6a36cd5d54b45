import { describeFailure, EXIT, isTold } from '@lolraft/cli-kit';
import { type Lock, type LockClient, NotAcquiredError } from '@lolraft/lock-client';
import { Child, CommandError } from './child.js';
import { RUN_EXIT } from './exit-codes.js';
import { Interruptions } from './interruptions.js';
import { type ClientOptions, clientOf, PROGRAM, tell } from './session.js';

export interface RunTerms {
  readonly options: ClientOptions;
  /** Milliseconds that the session lives without a sign of life. */
  readonly ttl: number;
  /** Milliseconds between asking the command to end and ending it by force. */
  readonly grace: number;
  readonly acquire: (client: LockClient, signal: AbortSignal) => Promise<Lock>;
  readonly command: readonly string[];
}

/** Runs a command while something is held. @returns the exit code. */
export async function runHolding(terms: RunTerms): Promise<number> {
  const json = terms.options.json === true;
  using interruptions = new Interruptions();
  try {
    await using client = clientOf(terms.options, { ttl: terms.ttl });
    const lock = await terms.acquire(client, interruptions.signal);
    return await holding(lock, terms, interruptions);
  } catch (error) {
    if (interruptions.exitCode !== undefined) return interruptions.exitCode;
    if (!isTold(error)) throw error;
    tell(describeFailure(PROGRAM, error, json));
    if (error instanceof NotAcquiredError) return RUN_EXIT.notAcquired;
    if (error instanceof CommandError) return error.exitCode;
    return error.code === 'INVALID_ARGUMENT' ? EXIT.usage : RUN_EXIT.unavailable;
  }
}

/** Runs the command, and gives back what is held; ends the command where that is lost. @returns the exit code. */
export async function holding(
  lock: Lock,
  { command, grace, options }: Pick<RunTerms, 'command' | 'grace' | 'options'>,
  interruptions: Interruptions,
): Promise<number> {
  const { signal } = lock;
  // The last look before the command begins, which throws where it is lost.
  const env = { LOL_LOCK_NAME: lock.name, LOL_LOCK_TOKEN: String(lock.token) };
  interruptions.signal.throwIfAborted();
  const child = await Child.start(command, env);
  interruptions.passTo(child);
  const lost = new Promise<'lost'>((resolve) => {
    const onLost = (): void => resolve('lost');
    if (signal.aborted) onLost();
    else signal.addEventListener('abort', onLost, { once: true });
  });
  const end = await Promise.race([child.ended, lost]);
  if (end === 'lost') {
    report(signal.reason, options);
    await child.end(grace);
    return RUN_EXIT.lost;
  }
  // It may have ended after a pause of this process, which nobody has noticed yet.
  if (!lock.isHeld) {
    report(signal.reason, options);
    return RUN_EXIT.lost;
  }
  await lock.release().catch((error: unknown) => {
    report(error, options);
  });
  return end;
}

function report(error: unknown, options: ClientOptions): void {
  if (!isTold(error)) throw error;
  tell(describeFailure(PROGRAM, error, options.json === true));
}
