#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { endWithReader } from '@lolraft/cli-kit';
import { healthCommand, serveCommand, snapshotCommand } from '@lolraft/node-kit';
import { Command } from 'commander';
import { dataCommands } from './cli/data-commands.js';
import { statusCommand } from './cli/status-command.js';
import { KVS, KVS_BACKUP } from './node-app.js';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const HELP = `
Exit codes of the client commands: 0 done; 1 failed; 2 wrong usage; 3 the key does not exist, or was not as expected.
KVS_ENDPOINTS=ws://host:port,... stands for --endpoints.

Examples:
  kvs put greeting hello
  kvs get greeting
  kvs range --prefix user/ --limit 10
  kvs cas greeting hi --expect hello
  kvs status --watch
  kvs snapshot save backup.kvs
`;

endWithReader();
const program = new Command('kvs')
  .description('A replicated key-value server: its nodes and its command line.')
  .version(manifest.version)
  .exitOverride((error) => {
    // 0 for --help and --version; whatever commander itself refuses is a usage error.
    process.exit(error.exitCode === 0 ? 0 : 2);
  })
  .addHelpText('after', HELP)
  .addCommand(serveCommand(KVS));
for (const command of [...dataCommands(), statusCommand(), healthCommand(KVS), snapshotCommand(KVS, KVS_BACKUP)])
  program.addCommand(command);
for (const command of program.commands) {
  command.copyInheritedSettings(program);
  for (const inner of command.commands) inner.copyInheritedSettings(program);
}
await program.parseAsync();
