// What `npm start` runs: a cluster on this machine, for a person who tries it, or the demo.
import { runDemo } from './demo.js';
import { runInteractive } from './interactive.js';
import { LocalFailure } from './local-failure.js';
import { parseOptions } from './options.js';

// Whoever read what this says has gone, as when a terminal is closed: the cluster ends with them.
let heard = true;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => {
    if (heard) process.kill(process.pid, 'SIGHUP');
    heard = false;
  });
}

const options = parseOptions(process.argv.slice(2));
try {
  process.exitCode = options.demo ? await runDemo(options) : await runInteractive(options);
} catch (error) {
  if (!(error instanceof LocalFailure)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
