// What `npm start` runs: a cluster on this machine, for a person who tries it, or the demo.
import { runDemo } from './demo.js';
import { runInteractive } from './interactive.js';
import { LocalFailure } from './local-failure.js';
import { parseOptions } from './options.js';

const options = parseOptions(process.argv.slice(2));
try {
  process.exitCode = options.demo ? await runDemo(options) : await runInteractive(options);
} catch (error) {
  if (!(error instanceof LocalFailure)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
