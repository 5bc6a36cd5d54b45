import { EXIT, print, processTerminal, table, type Terminal, wholeNumber } from '@lolraft/cli-kit';
import { type NamespaceView, NotHeldError, type Quotas } from '@lolraft/lock-client';
import { InvalidArgumentError } from '@lolraft/raft-core';
import { Command } from 'commander';
import { addClientOptions, type ClientOptions, withClient } from './session.js';

/** @throws {InvalidArgumentError} where there is nobody to ask. */
export async function confirmed(question: string, yes: boolean, terminal: Terminal): Promise<boolean> {
  if (yes) return true;
  if (!terminal.canAsk) throw new InvalidArgumentError('there is no terminal to ask at; say --yes');
  return /^y(es)?$/i.test((await terminal.ask(`${question} [y/N] `)).trim());
}

function breakCommand(): Command {
  return addClientOptions(new Command('break').description('take a lock away from whoever holds it under a token'))
    .argument('<name>')
    .requiredOption('--fencing-token <n>', 'what holds under another one is left alone; see: lock info')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nThe holder may go on until it hears of it: what it writes to has to know the tokens.' +
        '\nExit codes: 0 done; 3 nothing is held under this token, or it was not confirmed.\n',
    )
    .action(async (name: string, options: ClientOptions & { readonly fencingToken: string; readonly yes?: true }) => {
      await withClient(options, async (client) => {
        const token = wholeNumber(options.fencingToken, 'fencing-token');
        if (!(await confirmed(`Break ${name}, token ${token}?`, options.yes === true, processTerminal))) return EXIT.no;
        try {
          const holds = await client.break(name, token);
          print(options.json === true ? JSON.stringify({ holds }) : `broken ${holds}`);
          return EXIT.ok;
        } catch (error) {
          if (!(error instanceof NotHeldError)) throw error;
          print(options.json === true ? JSON.stringify({ holds: 0 }) : `nothing is held under token ${token}`);
          return EXIT.no;
        }
      });
    });
}

/** Names on the command line, such as `session-requests`. */
const NAMES: Readonly<Record<string, keyof Quotas>> = {
  sessions: 'sessions',
  objects: 'objects',
  waiters: 'waiters',
  requests: 'requests',
  'session-requests': 'sessionRequests',
  'name-bytes': 'nameBytes',
  'value-bytes': 'valueBytes',
  'owner-bytes': 'ownerBytes',
};

function changed(quotas: Quotas, settings: readonly string[]): Quotas {
  const change: Partial<Record<keyof Quotas, number>> = {};
  for (const setting of settings) {
    const [name = '', value = ''] = setting.split('=', 2);
    const quota = NAMES[name];
    if (quota === undefined)
      throw new InvalidArgumentError(
        `there is no quota ${JSON.stringify(name)}; there are ${Object.keys(NAMES).join(', ')}`,
      );
    change[quota] = wholeNumber(value, name);
  }
  return { ...quotas, ...change };
}

function showQuotas(view: NamespaceView, json: boolean): void {
  const { quotas, isOwn, ...used } = view;
  if (json) {
    print(JSON.stringify(view));
    return;
  }
  const rows = Object.entries(NAMES).map(([name, quota]) => [
    name,
    String(quotas[quota]),
    quota in used ? String(used[quota as keyof typeof used]) : '-',
  ]);
  print(table([['QUOTA', 'LIMIT', 'USED'], ...rows]));
  print(isOwn ? "the namespace's own" : 'the default ones');
}

function quota(): Command {
  return addClientOptions(new Command('quota').description('show the quotas of a namespace, or change them'))
    .argument('[settings...]', 'such as sessions=100; the others stay as they are')
    .option('--reset', 'the default ones again')
    .action(async (settings: readonly string[], options: ClientOptions & { readonly reset?: true }) => {
      await withClient(options, async (client) => {
        if (options.reset === true && settings.length > 0)
          throw new InvalidArgumentError('--reset leaves nothing else to be set');
        if (options.reset === true) await client.setQuotas(undefined);
        else if (settings.length > 0) await client.setQuotas(changed((await client.quotas()).quotas, settings));
        showQuotas(await client.quotas(), options.json === true);
        return EXIT.ok;
      });
    });
}

export function adminCommands(): Command[] {
  return [breakCommand(), quota()];
}
