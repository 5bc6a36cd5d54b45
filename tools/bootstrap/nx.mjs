// Runs nx in the workspace root; gives its exit code.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './projects.mjs';

export function nx(args, { quietUnlessFailed = false } = {}) {
  const require = createRequire(path.join(root, 'package.json'));
  const { status, stdout, stderr } = spawnSync(process.execPath, [require.resolve('nx/bin/nx.js'), ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: quietUnlessFailed ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
  });
  if (quietUnlessFailed && status !== 0) process.stderr.write(`${stdout}${stderr}`);
  return status ?? 1;
}
