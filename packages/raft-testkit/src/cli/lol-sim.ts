#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { runSeed } from '../sim/run-seed.js';
import { parseSeeds } from './seeds.js';
import { Summary } from './summary.js';

const USAGE = `Usage: lol-sim [--seeds 1..2000 | --seed N] [options]

Runs clusters of real hosts on simulated clocks, disks and networks; each seed is one cluster with its own
settings, load and faults. Checks every invariant after every step.

  --seeds A..B   the seeds to run (default 1..100)
  --seed N       one seed
  --trace        tell the story of each seed, one line per event
  --keep-going   do not end at the first failure
  --json         one line of JSON per seed, and one at the end
  --help, --version

Exit code: 0 where all seeds passed, 1 where one failed, 2 where the arguments were wrong.
`;

function readArguments() {
  return parseArgs({
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      trace: { type: 'boolean', default: false },
      'keep-going': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', default: false },
    },
  }).values;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Rewrites one line at the bottom of a terminal; says nothing elsewhere. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

async function main(): Promise<number> {
  let values: ReturnType<typeof readArguments>;
  let seeds: readonly number[];
  try {
    values = readArguments();
    seeds = parseSeeds(values.seed ?? values.seeds ?? '1..100');
  } catch (error) {
    process.stderr.write(`lol-sim: ${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (values.version) {
    const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
    print((JSON.parse(manifest) as { version: string }).version);
    return 0;
  }
  // Refused calls are errors by the thousand, and nobody reads where they were made.
  Error.stackTraceLimit = 0;
  const summary = new Summary();
  let seed = 0;
  // What escapes from a host would end the process without a word about the seed.
  process.on('uncaughtException', (error: Error) => {
    process.stderr.write(`\nlol-sim: seed ${seed}: ${error.stack ?? error.message}\n`);
    process.exit(1);
  });
  for (seed of seeds) {
    progress(`seed ${seed}  ${summary.line}`);
    const result = await runSeed(seed, values.trace ? print : undefined);
    summary.add(result);
    if (values.json) {
      print(JSON.stringify(result));
    } else if (result.violation !== undefined) {
      progress('');
      print(
        `seed ${seed} FAILED: ${result.violation.rule}, at ${result.violation.at.toFixed(3)} ms: ${result.violation.what}`,
      );
      print(`  reproduce with: lol-sim --seed ${seed} --trace`);
    } else if (values.trace) {
      print(`seed ${seed} passed, trace ${result.hash}`);
    }
    if (result.violation !== undefined && !values['keep-going']) break;
  }
  progress('');
  print(values.json ? JSON.stringify(summary) : summary.line);
  return summary.failed.length > 0 ? 1 : 0;
}

process.exitCode = await main();
