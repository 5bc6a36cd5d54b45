import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { changedFiles, concerned, sample } from './changed.js';
import { MUTANTS } from './list.js';
import type { Mutant } from './mutant.js';
import { KillRecord, type Recorded } from './kill-record.js';
import { describeKill, updateTrackRecord } from './report.js';
import { LOCK_STAGES, Simulator, Tests, type Kill, type Suite } from './suites.js';
import { Workspace } from './workspace.js';

const REPO = path.resolve(fileURLToPath(new URL('../../../../', import.meta.url)));
const RECORD = path.join(REPO, 'tools/mutants/record.json');
const TRACK_RECORD = path.join(REPO, 'docs/track-record.md');
/** Below whatever else the machine does. */
const NICENESS = 10;

const SURVIVOR = 1;
const ERROR = 2;

interface Options {
  readonly only: string | undefined;
  readonly changed: string | true | undefined;
  readonly suites: readonly string[];
  readonly seeds: number;
  readonly budget: number | undefined;
  readonly all: boolean;
  readonly write: boolean;
  readonly json: boolean;
  readonly list: boolean;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number above 0');
  return value;
}

function suiteNames(text: string): string[] {
  const names = text.split(',');
  for (const name of names)
    if (!['tests', 'simulator', 'locks'].includes(name))
      throw new InvalidArgumentError('choose of tests, simulator and locks');
  return names;
}

const program = new Command('mutants')
  .description(
    'Applies deliberate faults, one at a time, to a copy of the compiled packages, and shows which tests notice. ' +
      'Build first; npm run mutants does.',
  )
  .option('--only <text>', 'only mutants whose name, file or rule contains this')
  .option(
    '--changed [commit]',
    'only mutants that the work since this commit concerns, the most concerned first (default: since the main branch, or its last commit)',
  )
  .option(
    '--suites <names>',
    'of tests, simulator and locks (the lock service in the simulator), those to run, in this order',
    suiteNames,
    ['tests'],
  )
  .option('--seeds <number>', 'seeds of the simulator for each mutant', positive, 300)
  .option('--budget <seconds>', 'begin no further mutant after this time', positive)
  .option('--all', 'run every suite to its end on every mutant, not only up to the first kill', false)
  .option('--write', 'keep what was found in tools/mutants/record.json and in the table of docs/track-record.md', false)
  .option('--list', 'print the mutants and what they break, and run nothing', false)
  .option('--json', 'print what was found as JSON; progress goes to the standard error', false)
  .addHelpText(
    'after',
    '\nExit code: 0 where every mutant that was run is killed, 1 where one survives, 2 where one does not fit the code, or a test fails without any.',
  );

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function choose(options: Options, record: KillRecord): readonly Mutant[] {
  const text = options.only ?? '';
  const named = MUTANTS.filter(
    ({ name, breaks, edits }) =>
      name.includes(text) || breaks.includes(text) || edits.some((e) => e.file.includes(text)),
  );
  if (options.changed === undefined) return named;
  const files = changedFiles(REPO, options.changed === true ? undefined : options.changed);
  if (files === undefined) {
    say('the history does not say what has changed: a sample of each project');
    return sample(named, record);
  }
  return concerned(named, files, record);
}

/** What notices the mutant, if the suite does; asked again without the mutant, so that it is the mutant that it notices. */
async function judge(workspace: Workspace, mutant: Mutant, suite: Suite, before: Kill | undefined) {
  const kill = await workspace.with(mutant, () => suite.run(mutant, before));
  if (kill !== undefined && !(await suite.passes(kill)))
    throw new Error(`${describeKill(kill)}: fails without any mutant too. Build, and make it pass first.`);
  return kill;
}

function killsOf({ kills }: Recorded): Kill[] {
  return Object.values(kills).filter((kill) => kill !== null);
}

async function meet(workspace: Workspace, mutant: Mutant, suites: readonly Suite[], all: boolean, record: KillRecord) {
  const kills: Record<string, Kill | null> = {};
  let fastest: number | undefined;
  for (const suite of suites) {
    if (!suite.concerns(mutant)) continue;
    const begun = performance.now();
    const kill = await judge(workspace, mutant, suite, record.get(mutant.name)?.kills[suite.name] ?? undefined);
    const took = Math.round(performance.now() - begun);
    kills[suite.name] = kill ?? null;
    if (kill === undefined) continue;
    if (suite.name === 'tests') fastest = took;
    if (!all) break;
  }
  return { kills, milliseconds: fastest } satisfies Recorded;
}

async function main(options: Options): Promise<number> {
  const begun = performance.now();
  const record = new KillRecord(RECORD);
  const chosen = choose(options, record);
  if (options.list) {
    for (const { name, breaks, edits } of chosen) console.log(`${name}: ${breaks} (${edits[0]?.file ?? ''})`);
    return 0;
  }
  if (chosen.length === 0) {
    say('no mutant is concerned');
    return 0;
  }
  os.setPriority(NICENESS);
  using workspace = new Workspace(REPO);
  const known: Readonly<Record<string, Suite>> = {
    tests: new Tests(workspace),
    simulator: new Simulator(workspace, options.seeds, options.all),
    locks: new Tests(workspace, 'locks', LOCK_STAGES),
  };
  const suites = options.suites.flatMap((name) => known[name] ?? []);
  const found: ({ readonly name: string; readonly breaks: string } & Recorded)[] = [];
  for (const mutant of chosen) {
    const { name, breaks } = mutant;
    if (options.budget !== undefined && performance.now() - begun >= options.budget * 1000) break;
    if (!suites.some((suite) => suite.concerns(mutant))) continue;
    const result = await meet(workspace, mutant, suites, options.all, record);
    record.merge(name, result);
    found.push({ name, breaks, ...result });
    const by = killsOf(result).map(describeKill);
    say(`${String(found.length)}/${String(chosen.length)} ${name}: ${by.length > 0 ? by.join('; ') : 'SURVIVED'}`);
    if (options.write) record.write(MUTANTS);
  }
  if (options.write) updateTrackRecord(TRACK_RECORD, MUTANTS, record);
  if (options.json) console.log(JSON.stringify(found, undefined, 2));
  const survivors = found.filter((each) => killsOf(each).length === 0);
  const left = chosen.length - found.length;
  say(
    `${String(found.length - survivors.length)} of ${String(found.length)} mutants killed in ` +
      `${((performance.now() - begun) / 1000).toFixed(0)} s${left > 0 ? `; ${String(left)} more were not run` : ''}`,
  );
  for (const { name, breaks } of survivors) say(`SURVIVED: ${name} (${breaks})`);
  return survivors.length === 0 ? 0 : SURVIVOR;
}

// So that what cleans up at the exit does so.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(ERROR));
try {
  process.exitCode = await main(program.parse().opts<Options>());
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = ERROR;
}
