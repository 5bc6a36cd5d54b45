// A thread beside the tests of a mutant, which may loop for ever, or ask for memory without end: it ends the process, and
// all that the tests have begun, where nobody waits for it any more, or where it takes too much.
import { writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

const PERIOD_MS = 500;
const MAX_RSS_BYTES = 3 * 1024 ** 3;
const STDERR = 2;

const parent = process.ppid;

setInterval(() => {
  const tooMuch = process.memoryUsage.rss() > MAX_RSS_BYTES;
  if (!tooMuch && process.ppid === parent) return;
  if (tooMuch) writeSync(STDERR, `more than ${MAX_RSS_BYTES} bytes of memory`);
  // It leads a group of its own: see `runProcess`.
  process.kill(-process.pid, 'SIGKILL');
}, PERIOD_MS);
parentPort?.postMessage('on guard');
