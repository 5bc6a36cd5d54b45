import { readFileSync } from 'node:fs';
import { significant, table } from '../report/table.js';
import { parseProfile, summarizeProfile, type SelfTime } from './cpu-profile.js';

function rows(times: readonly SelfTime[], count: number): string[][] {
  return times
    .slice(0, count)
    .map(({ name, self, share }) => [`${(share * 100).toFixed(1)}%`.padStart(6), name, significant(self)]);
}

/** Where a profiled process spent its time: by package, then the most expensive functions. */
export function profileReport(title: string, file: string, functions = 25, places = 12): string {
  const summary = summarizeProfile(parseProfile(readFileSync(file, 'utf8')));
  const busy = summary.total - summary.idle;
  return [
    `${title}: busy ${significant(busy)} of ${significant(summary.total)} ms (${file})`,
    '',
    table(['busy', 'package', 'self ms'], rows(summary.places, places)),
    '',
    table(['busy', 'function', 'self ms'], rows(summary.functions, functions)),
  ].join('\n');
}
