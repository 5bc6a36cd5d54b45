import { EXIT, print, table, wholeNumber } from '@lolraft/cli-kit';
import type { ObjectDetails, StakeView } from '@lolraft/lock-client';
import { Command } from 'commander';
import { addClientOptions, type ClientOptions, withClient } from './session.js';
import { jsonValue, valueText } from './text.js';

/** A page of a long list: its columns are as wide as it needs, and it is shown before the next one comes. */
const PAGE = 1_000;

/** Prints rows as they come: as a table for people, or as objects. */
async function printAll<T>(
  rows: AsyncIterable<T>,
  header: readonly string[],
  cells: (row: T) => readonly string[],
  json: boolean,
): Promise<void> {
  let page: (readonly string[])[] = [header];
  for await (const row of rows) {
    if (json) print(JSON.stringify(row));
    else page.push(cells(row));
    if (page.length <= PAGE) continue;
    print(table(page));
    page = [];
  }
  if (!json && page.length > 0) print(table(page));
}

function ls(): Command {
  return addClientOptions(new Command('ls').description('list what is held or waited for')).action(
    async (options: ClientOptions) => {
      await withClient(options, async (client) => {
        const header = ['NAME', 'KIND', 'SIZE', 'HOLDERS', 'WAITING'];
        await printAll(
          client.list(),
          header,
          ({ name, kind, size, holds, waiters }) => [name, kind, String(size), String(holds), String(waiters)],
          options.json === true,
        );
        return EXIT.ok;
      });
    },
  );
}

function sessions(): Command {
  return addClientOptions(new Command('sessions').description('list the sessions')).action(
    async (options: ClientOptions) => {
      await withClient(options, async (client) => {
        await printAll(
          client.sessions(),
          ['SESSION', 'TTL', 'OWNER'],
          ({ session, ttl, owner }) => [session, `${ttl} ms`, owner],
          options.json === true,
        );
        return EXIT.ok;
      });
    },
  );
}

function row(state: string, { token, mode, weight, value, isLeaving, session, owner }: StakeView): string[] {
  const notes = [
    ...(mode === undefined ? [] : [mode]),
    ...(weight === 1 ? [] : [`weight ${weight}`]),
    ...(isLeaving ? ['leaving'] : []),
    ...(value.length === 0 ? [] : [valueText(value)]),
  ];
  return [state, token === 0 ? '-' : String(token), session, owner, notes.join(', ')];
}

function show({ object, holders, waiting }: ObjectDetails): void {
  const { name, kind, size, holds, waiters } = object;
  print(`${name}: ${kind}${size === 1 ? '' : ` of ${size}`}, holders ${holds}, waiting ${waiters}`);
  const header = ['STATE', 'TOKEN', 'SESSION', 'OWNER', 'NOTE'];
  print(table([header, ...holders.map((one) => row('holds', one)), ...waiting.map((one) => row('waits', one))]));
}

function plain(stake: StakeView): object {
  return { ...stake, value: jsonValue(stake.value) };
}

function info(): Command {
  return addClientOptions(new Command('info').description('show who holds a lock, and who waits for it'))
    .argument('<name>')
    .option('--limit <n>', 'how many of each', '100')
    .addHelpText('after', '\nExit codes: 0; 3 where nobody holds it or waits.\n')
    .action(async (name: string, options: ClientOptions & { readonly limit: string }) => {
      await withClient(options, async (client) => {
        const found = await client.describe(name, { limit: wholeNumber(options.limit, 'limit') });
        if (options.json === true) {
          const { object, holders = [], waiting = [] } = found ?? {};
          const details = { ...object, holders: holders.map(plain), waiting: waiting.map(plain) };
          print(JSON.stringify(object === undefined ? null : details));
        } else if (found !== undefined) show(found);
        return found === undefined ? EXIT.no : EXIT.ok;
      });
    });
}

export function lookCommands(): Command[] {
  return [ls(), info(), sessions()];
}
