// Lints the project in the current folder: eslint, and biome for the format. With --root: the files that no project owns.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './projects.mjs';

const atRoot = process.argv.includes('--root');
const cwd = atRoot ? root : process.cwd();
const bin = (name) => path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
const run = (name, args) =>
  spawnSync(bin(name), args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;

const files = (pattern) => (atRoot ? readdirSync(root).filter((name) => pattern.test(name)) : ['.']);
const results = [
  run('eslint', ['--max-warnings=0', ...files(/\.(c|m)?js$/)]),
  run('biome', ['check', '--error-on-warnings', ...files(/^(?!package-lock).*\.((c|m)?js|json)$/)]),
];
process.exit(results.some((status) => status !== 0) ? 1 : 0);
