import { execFileSync } from 'node:child_process';
import { projectOf, type Mutant } from './mutant.js';
import type { KillRecord } from './kill-record.js';

/** Undefined where git, or the history that it would need, is not there. */
function git(repo: string, ...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd: repo, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** Where the work since the main branch began: with `ref`, or else with the first of these that is not all of it. */
const DEFAULT_REFS = ['origin/main', 'main', 'HEAD~1'];

/**
 * Files that differ from the commit at which the current one and `ref` parted, those not committed yet included; undefined
 * where the history does not say.
 */
export function changedFiles(repo: string, ref: string | undefined): ReadonlySet<string> | undefined {
  const head = git(repo, 'rev-parse', 'HEAD');
  for (const candidate of ref === undefined ? DEFAULT_REFS : [ref]) {
    const base = git(repo, 'merge-base', 'HEAD', candidate);
    if (base === undefined || (base === head && ref === undefined)) continue;
    const files = git(repo, 'diff', '--name-only', base);
    if (files !== undefined) return new Set(files.split('\n'));
  }
  return undefined;
}

/** Of a mutant that nobody has timed: more than most take. */
const UNKNOWN_MS = 3000;

/** The fastest first: of those that do not fit into a budget, as few as can be. */
export function fastestFirst(mutants: readonly Mutant[], record: KillRecord): Mutant[] {
  const time = ({ name }: Mutant): number => record.get(name)?.milliseconds ?? UNKNOWN_MS;
  return [...mutants].sort((a, b) => time(a) - time(b));
}

/**
 * The mutants that a change concerns, the most concerned first: those of a changed file, those whose test has changed, and
 * those that nothing is known to kill; then the others of a project whose sources or tests have changed. The second part
 * is what a budget of time cuts.
 */
export function concerned(mutants: readonly Mutant[], files: ReadonlySet<string>, record: KillRecord): Mutant[] {
  const projects = new Set<string>();
  for (const file of files) {
    const project = /^((?:packages|apps|tools)\/[^/]+)\/(?:src|test)\//.exec(file)?.[1];
    if (project !== undefined) projects.add(project);
  }
  const closely = (mutant: Mutant): boolean => {
    const kill = record.get(mutant.name)?.kills['tests'];
    if ((kill === undefined || kill === null) && projects.has('tools/mutants')) return true;
    if (kill?.by === 'test' && files.has(`${kill.project}/test/${kill.file}.test.ts`)) return true;
    return mutant.edits.some(({ file }) => files.has(file));
  };
  const first = mutants.filter(closely);
  const rest = mutants.filter((mutant) => !first.includes(mutant) && projects.has(projectOf(mutant)));
  return [...fastestFirst(first, record), ...fastestFirst(rest, record)];
}

const SAMPLE_PER_PROJECT = 3;

/** Where nobody can say what has changed: a few of each project, those that are killed fastest. */
export function sample(mutants: readonly Mutant[], record: KillRecord): Mutant[] {
  const projects = [...new Set(mutants.map(projectOf))];
  return projects.flatMap((project) =>
    fastestFirst(
      mutants.filter((mutant) => projectOf(mutant) === project),
      record,
    ).slice(0, SAMPLE_PER_PROJECT),
  );
}
