#!/usr/bin/env node
import process from 'node:process';
import { connectionOf, endWithReader, processTerminal } from '@lolraft/cli-kit';
import { run } from './run.js';

endWithReader();
process.exitCode = await run(process.argv.slice(2), { terminal: processTerminal, connect: connectionOf });
