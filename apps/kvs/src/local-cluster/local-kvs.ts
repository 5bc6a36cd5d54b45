import { fileURLToPath } from 'node:url';
import { type LocalApp, localCommand, type LocalOptions, whole } from '@lolraft/node-kit/local';

/** The key-value server, to be tried on one machine. */
export const LOCAL_KVS: LocalApp = {
  program: fileURLToPath(new URL('../main.js', import.meta.url)),
  what: 'a replicated key-value cluster',
  folder: '.lol-data',
  lines: (endpoints) => [
    `export KVS_ENDPOINTS=${endpoints.join(',')}`,
    'npx kvs put hello world          # write a key',
    'npx kvs get hello                # read it',
    'npx kvs status --watch           # watch the nodes while you do the next thing',
  ],
};

export interface DemoOptions extends LocalOptions {
  readonly demo: boolean;
  /** Numbered keys that the demo writes before it kills anybody. */
  readonly writes: number;
  readonly keep: boolean;
}

/** Ends the process, with help or a message, where the arguments ask for it. */
export function parseOptions(args: readonly string[]): DemoOptions {
  return localCommand(LOCAL_KVS)
    .option('--lock', 'run the lock service instead; its own --help says how')
    .option('--demo', 'tell the story: write, kill the leader, go on, restart, check; in a folder of its own', false)
    .option('--writes <count>', 'demo: how many keys to write first', whole('the number of writes', 1, 100_000), 1000)
    .option('--keep', 'demo: leave its folder', false)
    .parse(args, { from: 'user' })
    .opts<DemoOptions>();
}
