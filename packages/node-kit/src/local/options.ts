import process from 'node:process';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { LocalApp } from './local-app.js';

/** What the local cluster is told on its command line. */
export interface LocalOptions {
  /** Folder for data, logs and the settings of the cluster. */
  readonly data: string | undefined;
  /** Undefined: what the folder was made with, or three. */
  readonly nodes: number | undefined;
  readonly basePort: number | undefined;
  /** Undefined: what the folder was made with, or RocksDB. */
  readonly storage: StorageKind | undefined;
}

export type StorageKind = 'rocksdb' | 'memory';

/** Reads a whole number. */
export function whole(name: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`${name} is a whole number from ${min} to ${max}.`);
  };
}

/** The options of `npm start`, for this app. */
export function localCommand({ what, folder }: Pick<LocalApp, 'what' | 'folder'>): Command {
  return new Command('npm start --')
    .description(
      `Runs ${what} on this machine: one process for each node, on loopback. Ctrl-C ends all of it; started again, it has its data.`,
    )
    .option('--data <folder>', `data, logs and settings of the cluster (default: ${folder})`)
    .option('--nodes <count>', 'how many nodes (default: 3)', whole('the number of nodes', 1, 9))
    .option('--base-port <port>', 'port of the first node (default: free ones)', whole('a port', 1, 65_527))
    .addOption(
      new Option('--storage <kind>', 'memory forgets everything at the end (default: rocksdb)').choices([
        'rocksdb',
        'memory',
      ]),
    )
    .allowExcessArguments(false)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? 0 : 2);
    });
}
