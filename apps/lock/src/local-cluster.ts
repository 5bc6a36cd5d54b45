// What `npm start -- --lock` runs: the lock service on this machine, for a person who tries it.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type LocalApp, localCommand, type LocalOptions, runInteractive, runLocal } from '@lolraft/node-kit/local';

const LOCAL_LOCK: LocalApp = {
  program: fileURLToPath(new URL('./main.js', import.meta.url)),
  what: 'a replicated lock service',
  folder: '.lol-lock-data',
  lines: (endpoints) => [
    `export LOCK_ENDPOINTS=${endpoints.join(',')}`,
    'npx lock run job -- sleep 20       # hold a lock while a command runs',
    'npx lock info job                  # who holds it, under which token (in a third terminal)',
    'npx lock run job -- echo my turn   # waits for it',
    'npx lock elect boss --value me     # who leads, as that changes',
  ],
};

const options = localCommand(LOCAL_LOCK)
  .option('--lock', 'this: the lock service, in place of the key-value server')
  .parse(process.argv.slice(2), { from: 'user' })
  .opts<LocalOptions>();
await runLocal(() => runInteractive(LOCAL_LOCK, options));
