#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Command } from 'commander';
import { serveCommand } from './serve/command.js';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('kvs')
  .description('A replicated key-value server: its nodes and its command line.')
  .version(manifest.version)
  .exitOverride((error) => {
    // 0 for --help and --version; whatever commander itself refuses is a usage error.
    process.exit(error.exitCode === 0 ? 0 : 2);
  })
  .addCommand(serveCommand(), { isDefault: false });
for (const command of program.commands) command.copyInheritedSettings(program);
await program.parseAsync();
