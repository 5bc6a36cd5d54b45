#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { endWithReader } from '@lolraft/cli-kit';
import { healthCommand, serveCommand, snapshotCommand } from '@lolraft/node-kit';
import { Command } from 'commander';
import { clientCommands } from './cli/index.js';
import { LOCK, LOCK_BACKUP } from './node-app.js';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const HELP = `
Exit codes of the client commands: 0 done; 1 failed; 2 wrong usage; 3 the answer is no. Those of run and elect: see their help.
LOCK_ENDPOINTS=ws://host:port,... stands for --endpoints.

Examples:
  lock run nightly-backup -- ./backup.sh
  lock run --try deploy -- make deploy
  lock run --permits 3 crawlers -- ./crawl.sh
  lock elect scheduler --value "$HOSTNAME" -- ./scheduler
  lock elect scheduler
  lock info nightly-backup
  lock break nightly-backup --fencing-token 42
  lock snapshot save backup.lock
`;

endWithReader();
const program = new Command('lock')
  .description('A replicated lock service: its nodes and its command line.')
  .version(manifest.version)
  .exitOverride((error) => {
    // 0 for --help and --version; whatever commander itself refuses is a usage error.
    process.exit(error.exitCode === 0 ? 0 : 2);
  })
  .addHelpText('after', HELP)
  .addCommand(serveCommand(LOCK));
for (const command of [...clientCommands(), healthCommand(LOCK), snapshotCommand(LOCK, LOCK_BACKUP)])
  program.addCommand(command);
for (const command of program.commands) {
  command.copyInheritedSettings(program);
  for (const inner of command.commands) inner.copyInheritedSettings(program);
}
await program.parseAsync();
