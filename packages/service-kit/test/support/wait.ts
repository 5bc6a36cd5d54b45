import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the condition holds. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, bound = 30_000): Promise<void> {
  const end = performance.now() + bound;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`after ${bound} ms still not: ${what}`);
    await sleep(5);
  }
}
