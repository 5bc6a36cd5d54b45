import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  addConnectionOptions,
  connectionOf,
  type ConnectionOptions,
  EXIT,
  milliseconds,
  print,
  processTerminal,
  runToExit,
  table,
} from '@lolraft/cli-kit';
import { RaftClient } from '@lolraft/raft-client';
import { type SnapshotPart, UnavailableError } from '@lolraft/raft-core';
import { Command } from 'commander';
import type { NodeApp } from '../node-app.js';
import type { AppBackup, StateReader } from './app-backup.js';
import { inspectFile, saveFile } from './snapshot-file.js';

type Program = Pick<NodeApp, 'name' | 'variables'>;

interface NodeOptions extends ConnectionOptions {
  readonly json?: true;
  readonly node?: string;
}

async function report({ name }: Program, json: boolean, run: () => Promise<number>): Promise<void> {
  process.exitCode = await runToExit(name, json, (line) => process.stderr.write(`${line}\n`), run);
}

/** A command that talks to a node; what `run` resolves with becomes the exit code. */
function nodeCommand({ variables }: Program, name: string, description: string): Command {
  return addConnectionOptions(new Command(name).description(description), variables)
    .option('--json', 'print JSON, one object per line')
    .option('--node <address>', 'the node (default: the leader)');
}

async function withNode(
  program: Program,
  options: NodeOptions,
  run: (client: RaftClient, node: string) => Promise<number>,
): Promise<void> {
  await report(program, options.json === true, async () => {
    await using client = new RaftClient({ ...connectionOf(options), session: false });
    return await run(client, await nodeOf(client, options));
  });
}

/** The node that was named, or whoever leads. */
async function nodeOf(client: RaftClient, { node }: NodeOptions): Promise<string> {
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

function waitOf(command: Command, options: NodeOptions): { readonly timeout: number } {
  const isGiven = command.getOptionValueSource('timeout') !== 'default';
  return { timeout: isGiven ? milliseconds(options.timeout, 'timeout') : WAIT_MS };
}

/** Resolves once the node is at it, and goes on with it whether anybody waits or not. @throws {RaftError} where it refuses. */
async function request(client: RaftClient, node: string): Promise<void> {
  const leaving = new AbortController();
  let settled = false;
  const taken = client.takeSnapshot(node, { signal: leaving.signal }).finally(() => {
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

function now(program: Program): Command {
  return nodeCommand(program, 'now', 'have a node take a snapshot')
    .option('--wait', 'wait until it is recorded, and print its index and size (--timeout is then 600000 by default)')
    .action(async (options: NodeOptions & { readonly wait?: true }, command: Command) => {
      await withNode(program, options, async (client, node) => {
        if (options.wait === true) {
          const { index, size } = await client.takeSnapshot(node, waitOf(command, options));
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
  client: RaftClient,
  node: string,
  wait: { readonly timeout: number },
  signal: AbortSignal,
): AsyncGenerator<SnapshotPart, void, undefined> {
  await client.takeSnapshot(node, { ...wait, signal });
  yield* client.readSnapshot(node, { signal });
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

function save(program: Program, read: StateReader): Command {
  return nodeCommand(
    program,
    'save',
    'take a snapshot, and save it, verified, in a file that a new cluster can start from',
  )
    .argument('<file>')
    .option('--force', 'replace the file where it is there already')
    .action(async (file: string, options: NodeOptions & { readonly force?: true }, command: Command) => {
      await withNode(program, options, async (client, node) => {
        const parts = fresh(client, node, waitOf(command, options), interruption());
        const saved = await saveFile(file, parts, read, options.force === true, progress);
        const { index, size } = saved;
        print(options.json === true ? JSON.stringify({ node, ...saved }) : `${file}: index ${index}, ${size} bytes`);
        return EXIT.ok;
      });
    });
}

function info(program: Program, read: StateReader): Command {
  return new Command('info')
    .description('verify a saved snapshot, and show what is in it')
    .argument('<file>')
    .option('--json', 'print JSON')
    .action(async (file: string, options: { readonly json?: true }) => {
      await report(program, options.json === true, async () => {
        const { cluster, group, index, term, configuration, counts } = await inspectFile(file, read);
        const members = configuration.voters.map(({ id, address }) => ({ id, address }));
        if (options.json === true) {
          print(JSON.stringify({ file, cluster, group, index, term, ...counts, members }));
        } else {
          print(
            table([
              ['cluster', cluster],
              ['group', group],
              ['index', String(index)],
              ['term', String(term)],
              ...Object.entries(counts).map(([name, count]) => [name, String(count)]),
              ['members', members.map(({ id, address }) => `${id} at ${address}`).join(', ')],
            ]),
          );
        }
        return EXIT.ok;
      });
    });
}

/** `snapshot`, which has nodes take snapshots, and keeps them in files: the same for every app. */
export function snapshotCommand(program: Program, { read }: AppBackup): Command {
  return new Command('snapshot')
    .description('take, save and look at snapshots')
    .addHelpText(
      'after',
      `\nA new cluster starts from a saved one: ${program.name} serve --restore FILE, with the same file on each founding member.\n`,
    )
    .addCommand(now(program))
    .addCommand(save(program, read))
    .addCommand(info(program, read));
}
