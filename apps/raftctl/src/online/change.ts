import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, wholeNumber } from '@lolraft/cli-kit';
import type { RaftClient } from '@lolraft/raft-client';
import { type MemberChange, type NodeId, type NodeStatus, RaftError } from '@lolraft/raft-core';
import type { Command } from 'commander';
import type { OnlineCall } from '../command.js';

const INTERVAL_MS = 500;

export interface ChangeFlags {
  readonly expected?: string;
  readonly force?: true;
}

export function addChangeOptions(command: Command): Command {
  return command
    .option('--expected <index>', 'only if the configuration is still that of this index (see members --json)')
    .option('--force', 'take learners that are slow, and no notice of voters that are not reached');
}

/** Has the leader make changes, as one, and shows how far it is. */
export async function makeChange(
  call: OnlineCall<ChangeFlags>,
  changes: readonly MemberChange[],
  expected = call.options.expected === undefined ? undefined : wholeNumber(call.options.expected, 'expected'),
): Promise<number> {
  const { client, terminal, namedTimeout } = call;
  const force = call.options.force === true;
  if (force)
    terminal.note(
      'raftctl: forced: it is not waited until new voters have the log, so the cluster may decide nothing until they have',
    );
  const watching = new AbortController();
  const watch = call.json || !terminal.isWatched ? undefined : showProgress(call, changes, watching.signal);
  try {
    const { index } = await client.changeMembership(changes, {
      force,
      ...(expected === undefined ? undefined : { expected }),
      ...(namedTimeout === undefined ? undefined : { timeout: namedTimeout }),
    });
    watching.abort();
    await watch;
    call.show(
      () => `done: the membership is that of index ${index}`,
      () => ({ index }),
    );
    return EXIT.ok;
  } finally {
    watching.abort();
    await watch;
  }
}

async function showProgress(
  { client, terminal }: OnlineCall,
  changes: readonly MemberChange[],
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const line = await progress(client, changes, signal);
    if (signal.aborted) break;
    terminal.progress(line);
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
  terminal.progress(undefined);
}

/** What cannot be learned now is not worth an error: the change itself tells of what went wrong. */
async function progress(
  client: RaftClient,
  changes: readonly MemberChange[],
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return progressLine(await client.status(undefined, { signal, timeout: 2_000 }), changes);
  } catch (error) {
    if (error instanceof RaftError) return undefined;
    throw error;
  }
}

/** What a change waits for, as its leader sees it; undefined where that is nothing. */
export function progressLine({ membership }: NodeStatus, changes: readonly MemberChange[]): string | undefined {
  const wanted = new Set(changes.flatMap(newVoters));
  const unmet = membership.members.filter(({ id, store }) => wanted.has(id) && store === undefined);
  const parts = [
    ...unmet.map(({ id, address }) => `waits for ${id} at ${address} to be started`),
    ...membership.catchingUp.map(({ id, matchIndex, target, round }) => {
      const share = target === 0 ? 100 : Math.min(100, Math.floor((matchIndex / target) * 100));
      return `${id} has ${share} % of ${target} entries (round ${round})`;
    }),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** Who has to learn before a change is made. */
function newVoters(change: MemberChange): NodeId[] {
  switch (change.type) {
    case 'add':
      return change.role === 'voter' ? [change.id] : [];
    case 'replace':
      return [change.by.id];
    case 'promote':
    case 'renew':
      return [change.id];
    case 'remove':
    case 'demote':
    case 'move':
    case 'prioritize':
      return [];
  }
}
