import { readFileSync, writeFileSync } from 'node:fs';
import type { Mutant } from './mutant.js';
import type { KillRecord } from './kill-record.js';
import type { Kill } from './suites.js';

const BEGIN = '<!-- mutants: begin -->';
const END = '<!-- mutants: end -->';

/** One line for people. */
export function describeKill(kill: Kill): string {
  if (kill.by === 'seeds') {
    const { first, failed, of, broke } = kill;
    if (broke) return `seed ${String(first)} brings it down`;
    return of === first ? `seed ${String(first)}` : `${String(failed)} of ${String(of)} seeds`;
  }
  const { project, file, title, how } = kill;
  return `${project.replace(/^packages\//, '')} ${file}: ${title}${how === 'fails' ? '' : ` (${how})`}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`;
}

function table(mutants: readonly Mutant[], record: KillRecord): string {
  const header = ['mutant', 'breaks', 'killed by the test', 'by the simulator'];
  const rows = mutants.map(({ name, breaks }) => {
    const { kills = {} } = record.get(name) ?? {};
    const cell = (suite: string): string => {
      const kill = kills[suite];
      if (kill === undefined) return '';
      if (kill === null) return 'none';
      return describeKill(kill);
    };
    return row([name, breaks, cell('tests'), cell('simulator')]);
  });
  return [row(header), '|---|---|---|---|', ...rows].join('\n');
}

function sum(mutants: readonly Mutant[], record: KillRecord): string {
  const killed = (suite: string) => mutants.flatMap(({ name }) => record.get(name)?.kills[suite] ?? []);
  const met = (suite: string) => mutants.filter(({ name }) => record.get(name)?.kills[suite] !== undefined);
  return (
    `${String(mutants.length)} mutants. The tests kill ${String(killed('tests').length)} of them. ` +
    `The simulator alone kills ${String(killed('simulator').length)} of the ${String(met('simulator').length)} in the core and its driver.`
  );
}

/** Replaces the table between its marks. @throws where the marks are missing. */
export function updateTrackRecord(file: string, mutants: readonly Mutant[], record: KillRecord): void {
  const text = readFileSync(file, 'utf8');
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${file} has no marks ${BEGIN} and ${END}`);
  const content = `${sum(mutants, record)}\n\n${table(mutants, record)}`;
  writeFileSync(file, `${text.slice(0, begin + BEGIN.length)}\n\n${content}\n\n${text.slice(end)}`);
}
