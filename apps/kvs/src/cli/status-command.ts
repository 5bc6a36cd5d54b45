import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, isHealthy, plainAnswer, print, statusTable, type Survey, survey } from '@lolraft/cli-kit';
import type { KvsClient } from '@lolraft/kvs-client';
import { Command } from 'commander';
import { addClientOptions, type ClientOptions, withClient } from './session.js';

function show(found: Survey, json: boolean): void {
  if (!json) print(statusTable(found));
  else for (const answer of found.answers) print(JSON.stringify(plainAnswer(answer)));
}

const INTERVAL_MS = 500;

/** Prints again whenever something has changed, until it is interrupted. */
async function watch(client: KvsClient, endpoints: readonly string[], json: boolean): Promise<number> {
  const interrupted = new AbortController();
  process.once('SIGINT', () => {
    interrupted.abort();
  });
  let before = '';
  while (!interrupted.signal.aborted) {
    const found = await survey(client, endpoints);
    const { answers } = found;
    // Indexes move all the time under load; roles, terms, members and failures are news.
    const now = JSON.stringify(
      answers.map((a) =>
        'status' in a
          ? [a.endpoint, a.status.role, a.status.term, a.status.leader, a.status.failure, a.status.membership.index]
          : [a.endpoint, a.error.code],
      ),
    );
    if (now !== before) {
      if (!json) print(new Date().toISOString());
      show(found, json);
      if (!json) print('');
    }
    before = now;
    await sleep(INTERVAL_MS, undefined, { signal: interrupted.signal }).catch(() => undefined);
  }
  return EXIT.ok;
}

export function statusCommand(): Command {
  return addClientOptions(new Command('status').description('show every node of the cluster'))
    .option('--watch', 'show it again whenever a role, term, leader or the membership changes, until Ctrl-C')
    .addHelpText('after', '\nExit codes: 0 where there is a leader and every node answers, else 1.\n')
    .action(async (options: ClientOptions & { readonly watch?: true }) => {
      const endpoints = options.endpoints.split(',').map((endpoint) => endpoint.trim());
      await withClient(options, async (client) => {
        if (options.watch === true) return watch(client, endpoints, options.json === true);
        const found = await survey(client, endpoints);
        show(found, options.json === true);
        return isHealthy(found.answers) ? EXIT.ok : EXIT.failed;
      });
    });
}
