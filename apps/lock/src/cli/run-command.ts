import { milliseconds, wholeNumber } from '@lolraft/cli-kit';
import type { Lock, LockClient } from '@lolraft/lock-client';
import { Command, Option } from 'commander';
import { runHolding } from './run-holding.js';
import { addClientOptions, type ClientOptions, reportFailure } from './session.js';

/** How long things take, of commands that run another. */
export interface HoldOptions extends ClientOptions {
  readonly ttl: string;
  readonly grace: string;
  readonly wait?: string;
  readonly try?: true;
}

interface RunOptions extends HoldOptions {
  readonly shared?: true;
  readonly exclusive?: true;
  readonly permits?: string;
  readonly weight?: string;
}

export const RUN_HELP = `
The command gets LOL_LOCK_NAME and LOL_LOCK_TOKEN. The token grows with each grant: whatever the command writes to should refuse
a smaller one, since a command that is paused, or that its lock process cannot end in time, may write after it has lost the lock.

Signals are passed on to the command. It is ended when the lock is lost: by SIGTERM, and after the grace by SIGKILL; away from
a terminal with all that it has started.

Exit codes: that of the command, or 128 and the number of the signal that ended it; 2 wrong usage; 69 the cluster was not reached,
or has refused; 75 held by others; 76 lost while the command ran; 126 the command cannot be run; 127 there is no such command.
`;

export function addHoldOptions(command: Command): Command {
  return addClientOptions(command)
    .option('--ttl <ms>', 'how long it is held without a sign of life', '10000')
    .option('--grace <ms>', 'what the command gets to end by itself when the lock is lost', '5000')
    .option('--wait <ms>', 'wait so long at most; by default for ever')
    .addOption(new Option('--try', 'do not wait').conflicts('wait'));
}

export function holdTerms(options: HoldOptions): {
  readonly options: HoldOptions;
  readonly ttl: number;
  readonly grace: number;
  readonly wait: { readonly wait?: number };
} {
  const wait = options.try === true ? 0 : options.wait === undefined ? undefined : wholeNumber(options.wait, 'wait');
  return {
    options,
    ttl: milliseconds(options.ttl, 'ttl'),
    grace: wholeNumber(options.grace, 'grace'),
    wait: wait === undefined ? {} : { wait },
  };
}

function acquire(
  client: LockClient,
  name: string,
  options: RunOptions,
  terms: { readonly wait?: number; readonly signal: AbortSignal },
): Promise<Lock> {
  if (options.permits !== undefined) {
    const permits = wholeNumber(options.permits, 'permits');
    return client.semaphore(name, { ...terms, permits, weight: wholeNumber(options.weight ?? '1', 'weight') });
  }
  if (options.shared === true) return client.readLock(name, terms);
  if (options.exclusive === true) return client.writeLock(name, terms);
  return client.acquire(name, terms);
}

export function runCommand(): Command {
  return addHoldOptions(new Command('run').description('run a command while holding a lock'))
    .argument('<name>', 'of the lock')
    .argument('<command...>', 'behind --')
    .addOption(new Option('--shared', 'a read-write lock, for reading').conflicts(['exclusive', 'permits']))
    .addOption(new Option('--exclusive', 'a read-write lock, for writing').conflicts(['permits']))
    .option('--permits <n>', 'a semaphore of so many permits')
    .option('--weight <n>', 'how many of its permits: 1')
    .addHelpText('after', RUN_HELP)
    .action(async (name: string, command: readonly string[], options: RunOptions) => {
      await reportFailure(options.json === true, async () => {
        const { wait, ...terms } = holdTerms(options);
        return runHolding({
          ...terms,
          command,
          acquire: (client, signal) => acquire(client, name, options, { ...wait, signal }),
        });
      });
    });
}
