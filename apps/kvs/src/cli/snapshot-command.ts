import process from 'node:process';
import type { KvsClient } from '@lolraft/kvs-client';
import { UnavailableError } from '@lolraft/raft-core';
import { Command } from 'commander';
import { print, table } from './io.js';
import { addClientOptions, type ClientOptions, EXIT, reportFailure, withClient } from './session.js';
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
  if (!process.stderr.isTTY) return;
  const share = size === 0 ? 100 : Math.floor((received / size) * 100);
  process.stderr.write(`\r\x1b[K${share} % of ${size} bytes${received === size ? '\r\x1b[K' : ''}`);
}

function now(): Command {
  return addClientOptions(new Command('now').description('have a node take a snapshot, and wait until it is recorded'))
    .option('--node <address>', 'the node (default: the leader)')
    .action(async (options: NodeOptions) => {
      await withClient(options, async (client) => {
        const node = await nodeOf(client, options);
        const { index, size } = await client.raft.takeSnapshot(node);
        print(options.json === true ? JSON.stringify({ node, index, size }) : `${node}: index ${index}, ${size} bytes`);
        return EXIT.ok;
      });
    });
}

function save(): Command {
  return addClientOptions(
    new Command('save').description('take a snapshot, and save it in a file that a new cluster can start from'),
  )
    .argument('<file>')
    .option('--node <address>', 'the node (default: the leader)')
    .option('--force', 'replace the file where it is there already')
    .action(async (file: string, options: NodeOptions & { readonly force?: true }) => {
      await withClient(options, async (client) => {
        const node = await nodeOf(client, options);
        await client.raft.takeSnapshot(node);
        const saved = await saveFile(file, client.raft.readSnapshot(node), options.force === true, progress);
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
