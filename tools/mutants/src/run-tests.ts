// Runs the test files that its arguments name, up to the first failure, in a process of its own: what happens goes to
// file descriptor 3, a line of JSON for each event, so that whoever waits knows in which test this process is.
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import Mocha from 'mocha';
import type { TestEvent } from './test-run.js';

const EVENTS = 3;
/** Shorter than in `.mocharc.cjs`: mutants make tests hang. Where the machine is only slow, the test fails without the mutant too. */
const TIMEOUT_MS = 10_000;

function tell(event: TestEvent): void {
  writeSync(EVENTS, `${JSON.stringify(event)}\n`);
}

// As mocha's own command does: it fails the test that runs.
process.on('unhandledRejection', (reason) => {
  throw reason;
});

class Silent extends Mocha.reporters.Base {}

const guard = new Worker(new URL('./guard.js', import.meta.url));
// A loop that is blocked cannot help it to begin.
await once(guard, 'message');
guard.unref();

const mocha = new Mocha({ bail: true, timeout: TIMEOUT_MS, reporter: Silent });
for (const file of process.argv.slice(2)) mocha.addFile(file);
await mocha.loadFilesAsync();
tell({ type: 'loaded' });
const runner = mocha.run((failures) => {
  tell({ type: 'end' });
  process.exit(failures === 0 ? 0 : 1);
});
runner.on('test', (test) => {
  tell({ type: 'begin', file: test.file ?? '', title: test.fullTitle() });
});
runner.on('fail', (test, error: Error & { code?: string }) => {
  tell({
    type: 'fail',
    file: test.file ?? '',
    title: test.fullTitle(),
    timedOut: error.code === 'ERR_MOCHA_TIMEOUT',
    message: error.message,
  });
});
