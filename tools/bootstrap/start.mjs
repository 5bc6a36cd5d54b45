// npm start: installs and builds what the local cluster of an app needs, then hands over to it: of apps/kvs, or with --lock of apps/lock.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { installIfNeeded } from './install.mjs';
import { nx } from './nx.mjs';
import { root } from './projects.mjs';

const app = process.argv.includes('--lock')
  ? { name: 'lock', main: 'local-cluster.js', what: 'the lock service' }
  : { name: 'kvs', main: 'local-cluster/main.js', what: 'the key-value server' };
const main = path.join(root, 'apps', app.name, 'dist/src', app.main);
const stamp = path.join(root, 'node_modules/.cache/lol', `start-${app.name}`);

/** Changes whenever a source of the packages or of the app changes. */
function sourceState() {
  const hash = createHash('sha256');
  const add = (file) => {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${path.relative(root, file)}\0${mtimeMs}\0${size}\n`);
  };
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (['node_modules', 'dist', 'reports', 'test'].includes(entry.name)) continue;
      const name = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(name);
      else add(name);
    }
  };
  for (const folder of ['packages', `apps/${app.name}`]) walk(path.join(root, folder));
  for (const file of ['package-lock.json', 'tsconfig.base.json']) add(path.join(root, file));
  return hash.digest('hex');
}

installIfNeeded();
const state = sourceState();
if (!existsSync(main) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== state) {
  // On standard error, so that the output of the cluster is its own.
  console.error(`building ${app.what}`);
  const status = nx(['run', `@lolraft/${app.name}:build`, '--output-style=static'], { quietUnlessFailed: true });
  if (status !== 0) process.exit(status);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, state);
}

const child = spawn(process.execPath, ['--enable-source-maps', main, ...process.argv.slice(2)], { stdio: 'inherit' });
// A terminal sends its signals to the child as well; what is sent to this process alone is passed on.
for (const signal of ['SIGTERM', 'SIGHUP', 'SIGUSR2']) process.on(signal, () => child.kill(signal));
process.on('SIGINT', () => {
  if (!process.stdin.isTTY) child.kill('SIGINT');
});
child.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
