import { readFileSync } from 'node:fs';

/** What a process has used so far. */
export interface ProcessUsage {
  /** Seconds of CPU, user and system. */
  readonly cpu: number;
  /** Bytes of resident memory now. */
  readonly rss: number;
}

/** Of /proc: fixed by the kernel's interface to user space on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Undefined where the system has no /proc. */
export function processUsage(pid: number): ProcessUsage | undefined {
  try {
    return {
      cpu: parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8')) / TICKS_PER_SECOND,
      rss: parseRss(readFileSync(`/proc/${pid}/status`, 'utf8')),
    };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}

/** Ticks of user and system time in /proc/PID/stat. The name in parentheses may hold anything, also spaces and parentheses. */
export function parseStat(text: string): number {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Bytes of VmRSS in /proc/PID/status; 0 for a process that has just ended. */
export function parseRss(text: string): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(text);
  return match === null ? 0 : Number(match[1]) * 1024;
}

/** Seconds of CPU that were not idle on this machine so far, over all of its CPUs; undefined where the system has no /proc. */
export function machineBusy(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  return parseBusy(readFileSync('/proc/stat', 'utf8')) / TICKS_PER_SECOND;
}

/** Ticks of the first line of /proc/stat that are neither idle nor waiting for a disk; stolen ones count as busy. */
export function parseBusy(text: string): number {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (text.split('\n')[0] ?? '')
    .split(/ +/)
    .map(Number);
  return user + nice + system + irq + softirq + steal;
}
