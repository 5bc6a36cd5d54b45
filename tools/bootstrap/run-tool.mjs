// Builds a tool and what it needs, then runs it with the arguments of this process, whose exit code becomes that of the tool.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { installIfNeeded } from './install.mjs';
import { nx } from './nx.mjs';
import { root } from './projects.mjs';

/** @param {string} folder of the tool, below tools/ */
export function runTool(folder) {
  installIfNeeded();
  const status = nx(['run', `@lolraft/tool-${folder}:build`, '--output-style=static'], { quietUnlessFailed: true });
  if (status !== 0) process.exit(status);
  const main = path.join(root, 'tools', folder, 'dist/src/main.js');
  const child = spawn(process.execPath, ['--enable-source-maps', main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to the child as well, which then ends what it has started; what is sent to this process alone is passed on.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
