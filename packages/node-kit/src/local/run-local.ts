import process from 'node:process';
import { LocalFailure } from './local-failure.js';

/** Runs what was asked for until it ends, and tells what a person can put right; the result is the exit code. */
export async function runLocal(run: () => Promise<number>): Promise<void> {
  // Whoever read what this says has gone, as when a terminal is closed: the cluster ends with them.
  let heard = true;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {
      if (heard) process.kill(process.pid, 'SIGHUP');
      heard = false;
    });
  }
  try {
    process.exitCode = await run();
  } catch (error) {
    if (!(error instanceof LocalFailure)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
