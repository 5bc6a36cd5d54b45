// npm test: installs if needed, builds, runs all tests, prints the sum. Arguments go to nx (--skip-nx-cache, -p raft-core).
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { installIfNeeded } from './install.mjs';
import { nx } from './nx.mjs';
import { projectFolders, root } from './projects.mjs';

installIfNeeded();
// An old report must not stand in for a run that never happened; nx restores those of cached runs.
for (const project of projectFolders()) rmSync(path.join(project, 'reports'), { recursive: true, force: true });
// All projects in one process is the fastest way. Where one does not compile, nx builds each by itself, and tests what it can.
const built = build() === 0;
// More at once than elsewhere: tests wait for disks, sockets and processes more than they compute. nx begins with the tasks that
// others wait for: `longest-tests` does nothing but wait for those that would otherwise come last, and be alone for minutes.
const nxStatus = nx([
  ...['run-many', '-t', 'test', 'longest-tests', '--parallel=3', '--output-style=stream'],
  ...(built ? ['--exclude-task-dependencies'] : []),
  ...process.argv.slice(2),
]);
if (nxStatus !== 0) console.log('nx: some tasks failed, see above');
const sum = spawnSync(process.execPath, [path.join(root, 'tools/bootstrap/sum-tests.mjs')], { stdio: 'inherit' });
process.exit(sum.status === 0 ? nxStatus : (sum.status ?? 1));
