// npm run coverage: builds, runs the tests of all packages and apps under V8's coverage, and holds the sum to .c8rc.json.
// It works on compiled code with source maps, so that what is reported are lines of the .ts files.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from './build.mjs';
import { installIfNeeded } from './install.mjs';
import { projectFolders, root, testSources } from './projects.mjs';

installIfNeeded();
const built = build();
if (built !== 0) process.exit(built);

const folder = path.join(root, 'coverage');
rmSync(folder, { recursive: true, force: true });
const env = { ...process.env, NODE_V8_COVERAGE: path.join(folder, 'tmp') };
let failed = false;
for (const project of projectFolders()) {
  if (project.startsWith(path.join(root, 'tools')) || testSources(project).length === 0) continue;
  const mocha = path.join(root, 'tools/bootstrap/mocha.mjs');
  const { status } = spawnSync(process.execPath, [mocha], { cwd: project, env, stdio: 'inherit' });
  if (status !== 0) failed = true;
}
const c8 = createRequire(import.meta.url).resolve('c8/bin/c8.js');
const { status } = spawnSync(process.execPath, [c8, 'report'], { cwd: root, stdio: 'inherit' });
process.exit(failed ? 1 : (status ?? 1));
