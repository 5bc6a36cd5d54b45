import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { MUTANTS } from './list.js';
import type { Mutant } from './mutant.js';
import { updateTrackRecord, type Outcome } from './report.js';
import { packageTests, simulator, type Suite } from './suites.js';
import { Workspace } from './workspace.js';

const REPO = fileURLToPath(new URL('../../../../', import.meta.url));

/** Mutants of files that differ from `base`. */
function touched(base: string): readonly Mutant[] {
  const files = new Set(
    execFileSync('git', ['diff', '--name-only', base], { cwd: REPO, encoding: 'utf8' }).split('\n'),
  );
  return MUTANTS.filter((mutant) => mutant.edits.some((edit) => files.has(edit.file)));
}

const program = new Command('mutants')
  .description(
    'Applies deliberate faults one at a time to a copy of the compiled packages, and shows which tests notice.',
  )
  .option('--only <text>', 'only mutants whose name contains this')
  .option('--changed <commit>', 'only mutants of files that differ from this commit')
  .option('--suites <names>', 'of tests and simulator, those to run, in this order', 'tests,simulator')
  .option('--seeds <number>', 'budget of the simulator', '300')
  .option('--all', 'run every suite on every mutant, not only up to the first that kills it')
  .option('--write', 'write the table into docs/track-record.md')
  .option('--json', 'print the outcomes as JSON')
  .parse();
const options = program.opts<{
  only?: string;
  changed?: string;
  suites: string;
  seeds: string;
  all?: true;
  write?: true;
  json?: true;
}>();

const chosen = (options.changed === undefined ? MUTANTS : touched(options.changed)).filter((m) =>
  m.name.includes(options.only ?? ''),
);
const known: Readonly<Record<string, Suite>> = {
  tests: packageTests('raft-core'),
  simulator: simulator(Number(options.seeds)),
};
const suites = options.suites.split(',').map((name) => {
  const suite = known[name];
  if (suite === undefined)
    return program.error(`there is no suite ${name}: choose of ${Object.keys(known).join(', ')}`, { exitCode: 2 });
  return suite;
});

/** A suite that fails without any mutant would kill them all. */
function checkGreen(workspace: Workspace): void {
  for (const suite of suites) {
    const failure = suite.run(workspace);
    if (failure !== undefined)
      throw new Error(`${suite.name} fail without a mutant (${failure}): build, and make them pass first`);
  }
}

function main(): number {
  if (chosen.length === 0) {
    console.log('no mutant is concerned');
    return 0;
  }
  using workspace = new Workspace(path.resolve(REPO));
  checkGreen(workspace);
  const outcomes: Outcome[] = [];
  for (const [i, mutant] of chosen.entries()) {
    workspace.apply(mutant);
    const killers: Record<string, string> = {};
    for (const suite of suites) {
      const killer = suite.run(workspace);
      if (killer !== undefined) killers[suite.name] = killer;
      if (killer !== undefined && options.all !== true) break;
    }
    workspace.restore();
    outcomes.push({ name: mutant.name, breaks: mutant.breaks, killers });
    const by = Object.entries(killers).map(([suite, what]) => `${suite}: ${what}`);
    if (options.json !== true)
      console.log(
        `${String(i + 1)}/${String(chosen.length)} ${mutant.name}: ${by.length > 0 ? `killed by ${by.join('; ')}` : 'SURVIVED'}`,
      );
  }
  if (options.json === true) console.log(JSON.stringify(outcomes, undefined, 2));
  if (options.write === true) updateTrackRecord(path.join(REPO, 'docs/track-record.md'), outcomes);
  const survivors = outcomes.filter((o) => Object.keys(o.killers).length === 0);
  const bySimulator = outcomes.filter((o) => o.killers['simulator'] !== undefined).length;
  if (options.json !== true) {
    console.log(
      `${String(outcomes.length - survivors.length)} of ${String(outcomes.length)} mutants killed${options.all === true ? `, ${String(bySimulator)} by the simulator` : ''}`,
    );
  }
  return survivors.length === 0 ? 0 : 1;
}

process.exitCode = main();
