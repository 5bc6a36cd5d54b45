import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export interface Outcome {
  readonly name: string;
  readonly breaks: string;
  /** What noticed it, by suite. */
  readonly killers: Readonly<Record<string, string>>;
}

const BEGIN = '<!-- mutants: begin -->';
const END = '<!-- mutants: end -->';

function table(outcomes: readonly Outcome[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const rows = outcomes.map(({ name, breaks, killers }) => {
    const tests = Object.entries(killers).find(([suite]) => suite !== 'simulator');
    return `| ${name} | ${cell(breaks)} | ${tests === undefined ? '' : cell(tests[1])} | ${killers['simulator'] ?? ''} |`;
  });
  return ['| mutant | breaks | killed by the test | killed by the simulator at |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
}

/** Replaces the table between its marks. @throws where the marks are missing. */
export function updateTrackRecord(file: string, outcomes: readonly Outcome[]): void {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${file} has no marks ${BEGIN} and ${END}`);
  writeFileSync(file, `${text.slice(0, begin + BEGIN.length)}\n\n${table(outcomes)}\n\n${text.slice(end)}`);
}
