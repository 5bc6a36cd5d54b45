// Runs the tests of the project in the current folder; arguments go to mocha (--grep and so on).
// The list comes from the sources, so the compiled leftover of a deleted test never runs.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compiledTest, orderedTests } from './projects.mjs';

const project = process.cwd();
rmSync(path.join(project, 'reports', 'mocha.json'), { force: true });

const specs = orderedTests(project).map(compiledTest);
if (specs.length === 0) {
  console.log('no tests yet');
  process.exit(0);
}
const missing = specs.filter((spec) => !existsSync(path.join(project, spec)));
if (missing.length > 0) {
  console.error(`not compiled: ${missing.join(', ')}; build first`);
  process.exit(1);
}
const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const { status } = spawnSync(process.execPath, [mocha, ...process.argv.slice(2), ...specs], { stdio: 'inherit' });
process.exit(status ?? 1);
