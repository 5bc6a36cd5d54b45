import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KvsClient } from '@lolraft/kvs-client';
import { type MembershipStatus, type NodeStatus, RaftError } from '@lolraft/raft-core';
import { Command } from 'commander';
import { print, table } from './io.js';
import { bestAccount, membershipLines, memberRole } from './membership-text.js';
import { addClientOptions, type ClientOptions, EXIT, withClient } from './session.js';

type Answer =
  | { readonly endpoint: string; readonly status: NodeStatus }
  | { readonly endpoint: string; readonly error: RaftError };

const HEADER = [
  ...['NODE', 'ADDRESS', 'MEMBER', 'STORE', 'ROLE', 'TERM', 'LEADER'],
  ...['COMMIT', 'APPLIED', 'LAST', 'SNAPSHOT', 'NOTE'],
];
/** Enough of a store's id to tell two apart. */
const STORE_DIGITS = 8;
const EACH_MS = 2_000;

async function ask(client: KvsClient, endpoint: string): Promise<Answer> {
  try {
    return { endpoint, status: await client.status(endpoint, { timeout: EACH_MS }) };
  } catch (error) {
    if (error instanceof RaftError) return { endpoint, error };
    throw error;
  }
}

/** Every node that is given or known to one that answers. */
async function askAll(client: KvsClient, endpoints: readonly string[]): Promise<Answer[]> {
  const answers = await Promise.all(endpoints.map((endpoint) => ask(client, endpoint)));
  const known = new Set(endpoints);
  const found: string[] = [];
  for (const answer of answers) {
    if (!('status' in answer)) continue;
    for (const { address } of answer.status.membership.members) {
      if (known.has(address)) continue;
      known.add(address);
      found.push(address);
    }
  }
  return found.length === 0
    ? answers
    : [...answers, ...(await Promise.all(found.map((endpoint) => ask(client, endpoint))))];
}

function row(answer: Answer, membership: MembershipStatus | undefined): string[] {
  if ('error' in answer) {
    const member = membership?.members.find(({ address }) => address === answer.endpoint);
    const store = member?.store?.slice(0, STORE_DIGITS) ?? '';
    const known = [member?.id ?? '?', answer.endpoint, member?.role ?? '', store];
    return [...known, 'unreachable', '', '', '', '', '', '', answer.error.message];
  }
  const { id, storeId, role, term, leader, commitIndex, appliedIndex, lastIndex, snapshotIndex, snapshot, failure } =
    answer.status;
  return [
    id,
    answer.endpoint,
    memberRole(membership, id),
    storeId.slice(0, STORE_DIGITS),
    failure === undefined ? role : 'stopped',
    String(term),
    leader ?? '-',
    String(commitIndex),
    String(appliedIndex),
    String(lastIndex),
    snapshot.activity === 'idle' ? String(snapshotIndex) : `${snapshotIndex}, ${snapshot.activity}`,
    failure ?? snapshot.failure ?? '',
  ];
}

const statusesOf = (answers: readonly Answer[]): NodeStatus[] =>
  answers.flatMap((answer) => ('status' in answer ? answer.status : []));

function show(answers: readonly Answer[], json: boolean): void {
  if (!json) {
    const membership = bestAccount(statusesOf(answers))?.membership;
    print(table([HEADER, ...answers.map((answer) => row(answer, membership))]));
    for (const line of membership === undefined ? [] : membershipLines(membership)) print(line);
    return;
  }
  for (const answer of answers) {
    print(
      JSON.stringify(
        'status' in answer
          ? answer
          : { endpoint: answer.endpoint, error: { code: answer.error.code, message: answer.error.message } },
      ),
    );
  }
}

/** 0 where there is a leader and everybody answers. */
function verdict(answers: readonly Answer[]): number {
  const healthy =
    answers.every((a) => 'status' in a && a.status.failure === undefined) &&
    answers.some((a) => 'status' in a && a.status.role === 'leader');
  return healthy ? EXIT.ok : EXIT.failed;
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
    const answers = await askAll(client, endpoints);
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
      show(answers, json);
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
        const answers = await askAll(client, endpoints);
        show(answers, options.json === true);
        return verdict(answers);
      });
    });
}
