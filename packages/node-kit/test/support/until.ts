import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a condition, for 30 seconds at most. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() >= end) throw new Error(`after 30 s still not: ${what}`);
    await sleep(5);
  }
}
