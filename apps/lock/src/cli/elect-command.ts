import { EXIT, print } from '@lolraft/cli-kit';
import type { Leader, LockClient } from '@lolraft/lock-client';
import { Command } from 'commander';
import { Interruptions } from './interruptions.js';
import { addHoldOptions, type HoldOptions, holdTerms, RUN_HELP } from './run-command.js';
import { runHolding } from './run-holding.js';
import { clientOf, reportFailure } from './session.js';
import { jsonValue, valueText } from './text.js';

interface ElectOptions extends HoldOptions {
  readonly value?: string;
  readonly once?: true;
}

function show(leader: Leader | undefined, json: boolean): void {
  if (json) print(JSON.stringify(leader === undefined ? null : { ...leader, value: jsonValue(leader.value) }));
  else if (leader === undefined) print('nobody leads');
  else print(`token ${leader.token}, ${leader.owner || leader.session}: ${valueText(leader.value)}`);
}

/** Prints who leads, whenever that changes, until it is interrupted. */
async function observe(client: LockClient, name: string, options: ElectOptions): Promise<number> {
  using interruptions = new Interruptions();
  try {
    for await (const leader of client.observe(name, { signal: interruptions.signal })) {
      show(leader, options.json === true);
      if (options.once === true) return leader === undefined ? EXIT.no : EXIT.ok;
    }
  } catch (error) {
    if (interruptions.exitCode === undefined) throw error;
  }
  return EXIT.ok;
}

export function electCommand(): Command {
  return addHoldOptions(
    new Command('elect').description('run a command while leading an election, or print who leads it'),
  )
    .argument('<name>', 'of the election')
    .argument('[command...]', 'behind --; without one, print who leads, whenever that changes')
    .option('--value <text>', 'what those who watch are told of this leader; for a command')
    .option('--once', 'print who leads now, and end: 0, or 3 where nobody does')
    .addHelpText('after', RUN_HELP)
    .action(async (name: string, command: readonly string[], options: ElectOptions) => {
      await reportFailure(options.json === true, async () => {
        const { wait, ...terms } = holdTerms(options);
        if (command.length === 0) {
          await using client = clientOf(options);
          return await observe(client, name, options);
        }
        const value = options.value ?? '';
        return runHolding({
          ...terms,
          command,
          acquire: (client, signal) => client.campaign(name, { ...wait, signal, value }),
        });
      });
    });
}
