import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, milliseconds, print, processTerminal, table } from '@lolraft/cli-kit';
import type { KvsClient } from '@lolraft/kvs-client';
import { type SnapshotPart, UnavailableError } from '@lolraft/raft-core';
import { Command } from 'commander';
import { addClientOptions, type ClientOptions, reportFailure, withClient } from './session.js';
import { inspectFile, saveFile } from '../snapshot/snapshot-file.js';

interface NodeOptions extends ClientOptions {
  readonly node?: string;
}

/** The node that was named, or whoever leads. */
async function nodeOf(client: KvsClient, { node }: NodeOptions): Promise<string> {
  if (node !== undefined) return node;
  const { leaderAddress } = await client.status();
  if (leaderAddress === undefined) throw new UnavailableError('no leader is known', 'not_applied');
  return leaderAddress;
}

/** How far it is, on a terminal. */
function progress(received: number, size: number): void {
  const share = size === 0 ? 100 : Math.floor((received / size) * 100);
  processTerminal.progress(received === size ? undefined : `${share} % of ${size} bytes`);
}

/** What `--timeout` is where it was not given, for what takes longer the more there is in the store. */
const WAIT_MS = 600_000;
const POLL_MS = 20;

function waitOf(command: Command, options: ClientOptions): { readonly timeout: number } {
  const isGiven = command.getOptionValueSource('timeout') !== 'default';
  return { timeout: isGiven ? milliseconds(options.timeout, 'timeout') : WAIT_MS };
}

/** Resolves once the node is at it, and goes on with it whether anybody waits or not. @throws {RaftError} where it refuses. */
async function request(client: KvsClient, node: string): Promise<void> {
  const leaving = new AbortController();
  let settled = false;
  const taken = client.raft.takeSnapshot(node, { signal: leaving.signal }).finally(() => {
    settled = true;
  });
  // Asked after it on the same connection, so what this sees is what the node does about it.
  const begun = async (): Promise<void> => {
    while (!settled && (await client.status(node)).snapshot.activity === 'idle') await sleep(POLL_MS);
  };
  try {
    await Promise.race([taken, begun()]);
  } finally {
    leaving.abort();
    await taken.catch(() => undefined);
  }
}

function now(): Command {
  return addClientOptions(new Command('now').description('have a node take a snapshot'))
    .option('--node <address>', 'the node (default: the leader)')
    .option('--wait', 'wait until it is recorded, and print its index and size (--timeout is then 600000 by default)')
    .action(async (options: NodeOptions & { readonly wait?: true }, command: Command) => {
      await withClient(options, async (client) => {
        const node = await nodeOf(client, options);
        if (options.wait === true) {
          const { index, size } = await client.raft.takeSnapshot(node, waitOf(command, options));
          print(
            options.json === true ? JSON.stringify({ node, index, size }) : `${node}: index ${index}, ${size} bytes`,
          );
        } else {
          await request(client, node);
          print(options.json === true ? JSON.stringify({ node, requested: true }) : `${node} was asked for a snapshot`);
        }
        return EXIT.ok;
      });
    });
}

/** A snapshot of everything that the node has applied by now, part after part. */
async function* fresh(
  client: KvsClient,
  node: string,
  wait: { readonly timeout: number },
  signal: AbortSignal,
): AsyncGenerator<SnapshotPart, void, undefined> {
  await client.raft.takeSnapshot(node, { ...wait, signal });
  yield* client.raft.readSnapshot(node, { signal });
}

/** Fires when somebody wants this process to end, so that it leaves nothing half done. */
function interruption(): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupted.abort(signal);
    });
  }
  return interrupted.signal;
}

function save(): Command {
  return addClientOptions(
    new Command('save').description(
      'take a snapshot, and save it, verified, in a file that a new cluster can start from',
    ),
  )
    .argument('<file>')
    .option('--node <address>', 'the node (default: the leader)')
    .option('--force', 'replace the file where it is there already')
    .action(async (file: string, options: NodeOptions & { readonly force?: true }, command: Command) => {
      await withClient(options, async (client) => {
        const node = await nodeOf(client, options);
        const parts = fresh(client, node, waitOf(command, options), interruption());
        const saved = await saveFile(file, parts, options.force === true, progress);
        const { index, size } = saved;
        print(options.json === true ? JSON.stringify({ node, ...saved }) : `${file}: index ${index}, ${size} bytes`);
        return EXIT.ok;
      });
    });
}

function info(): Command {
  return new Command('info')
    .description('verify a saved snapshot, and show what is in it')
    .argument('<file>')
    .option('--json', 'print JSON')
    .action(async (file: string, options: { readonly json?: true }) => {
      await reportFailure(options.json === true, async () => {
        const { cluster, group, index, term, configuration, keys, revision } = await inspectFile(file);
        const members = configuration.voters.map(({ id, address }) => ({ id, address }));
        if (options.json === true) {
          print(JSON.stringify({ file, cluster, group, index, term, keys, revision, members }));
        } else {
          print(
            table([
              ['cluster', cluster],
              ['group', group],
              ['index', String(index)],
              ['term', String(term)],
              ['keys', String(keys)],
              ['revision', String(revision)],
              ['members', members.map(({ id, address }) => `${id} at ${address}`).join(', ')],
            ]),
          );
        }
        return EXIT.ok;
      });
    });
}

export function snapshotCommand(): Command {
  return new Command('snapshot')
    .description('take, save and look at snapshots')
    .addHelpText(
      'after',
      '\nA new cluster starts from a saved one: kvs serve --restore FILE, with the same file on each founding member.\n',
    )
    .addCommand(now())
    .addCommand(save())
    .addCommand(info());
}
