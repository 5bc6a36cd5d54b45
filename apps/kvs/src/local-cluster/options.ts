import { Command, InvalidArgumentError, Option } from 'commander';

/** What the local cluster is told on its command line. */
export interface LocalOptions {
  /** Folder for data, logs and the settings of the cluster. */
  readonly data: string | undefined;
  /** Undefined: what the folder was made with, or three. */
  readonly nodes: number | undefined;
  readonly basePort: number | undefined;
  /** Undefined: what the folder was made with, or RocksDB. */
  readonly storage: StorageKind | undefined;
  readonly demo: boolean;
  /** Numbered keys that the demo writes before it kills anybody. */
  readonly writes: number;
  readonly keep: boolean;
}

export type StorageKind = 'rocksdb' | 'memory';

export const DEFAULT_FOLDER = '.lol-data';

function whole(name: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`${name} is a whole number from ${min} to ${max}.`);
  };
}

/** Ends the process, with help or a message, where the arguments ask for it. */
export function parseOptions(args: readonly string[]): LocalOptions {
  const command = new Command('npm start --')
    .description(
      'Runs a replicated key-value cluster on this machine: one process for each node, on loopback. Ctrl-C ends all of it; started again, it has its data.',
    )
    .option('--data <folder>', `data, logs and settings of the cluster (default: ${DEFAULT_FOLDER})`)
    .option('--nodes <count>', 'how many nodes (default: 3)', whole('the number of nodes', 1, 9))
    .option('--base-port <port>', 'port of the first node (default: free ones)', whole('a port', 1, 65_527))
    .addOption(
      new Option('--storage <kind>', 'memory forgets everything at the end (default: rocksdb)').choices([
        'rocksdb',
        'memory',
      ]),
    )
    .option('--demo', 'tell the story: write, kill the leader, go on, restart, check; in a folder of its own', false)
    .option('--writes <count>', 'demo: how many keys to write first', whole('the number of writes', 1, 100_000), 1000)
    .option('--keep', 'demo: leave its folder', false)
    .allowExcessArguments(false)
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? 0 : 2);
    });
  return command.parse(args, { from: 'user' }).opts<LocalOptions>();
}
