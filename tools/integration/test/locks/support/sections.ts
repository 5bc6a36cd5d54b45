import process from 'node:process';
import type { Lock } from '@lolraft/lock-client';

/** A critical section, by the clock that all processes of a machine have in common (milliseconds). */
export interface Section {
  readonly lock: string;
  readonly token: number;
  /** The first and the last time at which its holder took it for held: so it was, all the time between. */
  readonly start: number;
  readonly end: number;
  /** Its holder had to find out that it is not held any more. */
  readonly isLost: boolean;
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Holds until `isOver`, or until it is lost; undefined where that was before the first look. */
export async function hold(lock: Lock, isOver: () => boolean): Promise<Section | undefined> {
  // The clock before the look, at the start as at the end: at that time it was held for sure.
  const start = now();
  if (!lock.isHeld) return undefined;
  const { name, token } = lock;
  let end = start;
  for (;;) {
    const looked = now();
    if (!lock.isHeld) return { lock: name, token, start, end, isLost: true };
    end = looked;
    if (isOver()) return { lock: name, token, start, end, isLost: false };
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** What a history has that no lock service may show: two holders at a time, a token given twice, or one below an earlier holder's. */
export function problemsOf(sections: readonly Section[]): string[] {
  const problems: string[] = [];
  const last = new Map<string, Section>();
  for (const section of [...sections].sort((a, b) => a.start - b.start)) {
    const { lock, token, start } = section;
    const before = last.get(lock);
    if (before !== undefined) {
      if (start <= before.end) problems.push(`${lock}: ${token} began at ${start}, while ${before.token} was held`);
      if (token <= before.token) problems.push(`${lock}: ${token} came after ${before.token}`);
    }
    if (before === undefined || section.end > before.end) last.set(lock, section);
  }
  return problems;
}
