import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One system call that has ended, or a mark that the program wrote. */
export type TraceEvent = { readonly mark: string } | { readonly call: string; readonly file: string };

/** Whether system calls can be traced here. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
}

/** Runs a program under strace; its syncs, renames and marks, in the order in which they ended. */
export function trace(output: string, program: readonly string[]): TraceEvent[] {
  const calls = 'trace=fdatasync,fsync,sync_file_range,write,rename';
  spawnSync('strace', ['-f', '-y', '-s', '64', '-e', calls, '-o', output, process.execPath, ...program], {
    stdio: 'ignore',
  });
  const begun = new Map<string, string>();
  const events: TraceEvent[] = [];
  for (const line of readFileSync(output, 'utf8').split('\n')) {
    const { pid = '', rest = '' } = /^(?<pid>\d+) +(?<rest>.*)$/.exec(line)?.groups ?? {};
    if (rest.endsWith('<unfinished ...>')) {
      begun.set(pid, rest);
      continue;
    }
    const call = rest.startsWith('<...') ? (begun.get(pid) ?? '') : rest;
    const mark = /^write\(1<.*"MARK (?<mark>.*)\\n"/.exec(call)?.groups?.['mark'];
    if (mark !== undefined) events.push({ mark });
    const sync = /^(?<name>f(data)?sync)\(\d+<(?<file>[^>]*)>/.exec(call)?.groups;
    if (sync !== undefined) events.push({ call: sync['name'] ?? '', file: sync['file'] ?? '' });
  }
  return events;
}

/** The files that were synced between the two marks of each step of a name, in order. */
export function syncedDuring(events: readonly TraceEvent[], step: string): string[][] {
  const all: string[][] = [];
  let current: string[] | undefined;
  for (const event of events) {
    if ('mark' in event) {
      if (event.mark === `begin ${step}`) current = [];
      if (event.mark === `end ${step}` && current !== undefined) all.push(current);
      if (event.mark === `end ${step}`) current = undefined;
    } else {
      current?.push(event.file);
    }
  }
  return all;
}
