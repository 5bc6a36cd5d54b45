#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import type { Kernel } from '../sim/kernel.js';
import { runScenario, runSeed, type RunOptions, type SeedResult } from '../sim/run-seed.js';
import { decodeReplay, encodeReplay } from '../sim/scenario-json.js';
import { shrink } from '../sim/shrink.js';
import { steadyScenario } from '../sim/steady-scenario.js';
import { readOptions, USAGE, type SimOptions } from './options.js';
import { Progress } from './progress.js';
import { Summary } from './summary.js';

/** Runs of one search for a smaller failure, and seeds tried for each step. */
const SHRINK = { runs: 3_000, tries: 12 };

const progress = new Progress(process.stderr);

function print(line: string): void {
  progress.clear();
  process.stdout.write(`${line}\n`);
}

function describeFailure({ seed, violation }: SeedResult): string {
  return violation === undefined
    ? `seed ${seed} passed`
    : `seed ${seed} FAILED: ${violation.rule}, at ${violation.at.toFixed(3)} ms: ${violation.what}`;
}

function version(): string {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

function runNumber(seed: number, { steady, nodes }: SimOptions, run: RunOptions): Promise<SeedResult> {
  return steady ? runScenario({ seed, scenario: steadyScenario(nodes ?? 3) }, run) : runSeed(seed, run);
}

async function runAll(options: SimOptions, run: RunOptions): Promise<number> {
  const { json, trace, keepGoing, count, seconds } = options;
  const nodes = options.nodes === undefined ? '' : ` --nodes ${options.nodes}`;
  const same = options.steady ? `${nodes} --steady` : nodes;
  const summary = new Summary();
  for (const seed of options.seeds) {
    if (summary.seconds >= seconds) break;
    const share = Math.max(summary.runs / (count ?? Infinity), summary.seconds / seconds);
    progress.draw(share, () => `seed ${seed}  ${summary.line}`);
    const result = await runNumber(seed, options, run);
    summary.add(result);
    if (json) {
      print(JSON.stringify(result));
    } else if (result.violation !== undefined) {
      print(describeFailure(result));
      print(`  its story: lol-sim --seed ${seed}${same} --trace`);
      print(`  a smaller one: lol-sim --seed ${seed}${same} --shrink`);
    } else if (trace) {
      print(`seed ${seed} passed, trace ${result.hash}`);
    }
    if (result.violation !== undefined && !keepGoing) break;
  }
  print(json ? JSON.stringify(summary) : summary.line);
  return summary.failed.length > 0 ? 1 : 0;
}

async function runOne(options: SimOptions, file: string, run: RunOptions): Promise<number> {
  const result = await runScenario(decodeReplay(readFileSync(file, 'utf8')), run);
  print(options.json ? JSON.stringify(result) : `${describeFailure(result)}, trace ${result.hash}`);
  return result.violation === undefined ? 0 : 1;
}

async function runShrink(options: SimOptions, run: RunOptions): Promise<number> {
  const [seed = 1] = options.seeds;
  const first =
    options.scenario === undefined
      ? await runNumber(seed, options, run)
      : await runScenario(decodeReplay(readFileSync(options.scenario, 'utf8')), run);
  if (!options.json) print(describeFailure(first));
  if (first.violation === undefined) return 0;
  const begun = performance.now();
  const shrunk = await shrink(first, {
    ...SHRINK,
    goOn: () => performance.now() - begun < options.seconds * 1_000,
    onStep: (what, { inputs }, runs) => {
      if (!options.json) print(`  ${what}: still fails, after ${inputs} inputs (run ${runs})`);
    },
  });
  const out = options.out ?? `lol-sim-${first.seed}.json`;
  writeFileSync(out, encodeReplay(shrunk));
  if (options.json) {
    print(JSON.stringify({ ...shrunk, file: out }));
  } else {
    const { nodes, groups, clients, duration } = shrunk.scenario;
    print(describeFailure(shrunk.result));
    print(
      `  ${nodes} nodes, ${groups} groups, ${clients} clients, ${Math.round(duration)} ms; ${first.inputs} inputs became ${shrunk.result.inputs} in ${shrunk.runs} runs`,
    );
    print(`  its story: lol-sim --scenario ${out} --trace`);
  }
  return 1;
}

async function main(): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`lol-sim: ${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options === 'help') process.stdout.write(USAGE);
  else if (options === 'version') print(version());
  if (typeof options === 'string') return 0;
  // Refused calls are errors by the thousand, and nobody reads where they were made.
  Error.stackTraceLimit = options.trace ? 10 : 0;
  let kernel: Kernel | undefined;
  // What escapes from a promise of a host would end its process: that is a failure of the seed, not the end of this one.
  process.on('uncaughtException', (error: Error) => {
    if (kernel === undefined) throw error;
    kernel.escaped(error);
  });
  const run: RunOptions = {
    ...(options.trace ? { onLine: print } : undefined),
    ...(options.nodes === undefined ? undefined : { nodes: options.nodes }),
    onCluster: (cluster) => {
      kernel = cluster.kernel;
    },
  };
  try {
    if (options.shrink) return await runShrink(options, run);
    if (options.scenario !== undefined) return await runOne(options, options.scenario, run);
    return await runAll(options, run);
  } catch (error) {
    progress.clear();
    process.stderr.write(`lol-sim: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  } finally {
    progress.clear();
  }
}

process.exitCode = await main();
