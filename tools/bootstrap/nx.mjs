// Runs nx in the workspace root; gives its exit code.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './projects.mjs';

export function nx(args, options = {}) {
  const require = createRequire(path.join(root, 'package.json'));
  const { status } = spawnSync(process.execPath, [require.resolve('nx/bin/nx.js'), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
    ...options,
  });
  return status ?? 1;
}
