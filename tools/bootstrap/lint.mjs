// Lints the project in the current folder: eslint, and biome for the format. With --all: every project and the files of the
// root, at once, so that the types of the whole repository are worked out once.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './projects.mjs';

const all = process.argv.includes('--all');
const cwd = all ? root : process.cwd();
const bin = (name) => path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
const run = (name, args) =>
  spawnSync(bin(name), args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;

const files = (ofRoot) =>
  all ? ['packages', 'apps', 'tools', ...readdirSync(root).filter((name) => ofRoot.test(name))] : ['.'];
const results = [
  run('eslint', ['--max-warnings=0', ...files(/\.(c|m)?js$/)]),
  run('biome', ['check', '--error-on-warnings', ...files(/^(?!package-lock).*\.((c|m)?js|json)$/)]),
];
process.exit(results.some((status) => status !== 0) ? 1 : 0);
