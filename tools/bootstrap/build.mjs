// npm run build: compiles every project, in one process, which reads what they share once.
// `--types` also checks the projects whose sources must do with fewer types than their tests (tsconfig.src.json): npm run typecheck.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectFolders, root } from './projects.mjs';

function tsc(...args) {
  // Not before it is called: whoever imports this may still have to install it.
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  return spawnSync(process.execPath, [compiler, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
}

/** Compiles what has changed in every project; gives the exit code. Where a project does not compile, the others still do. */
export function build() {
  return tsc('-b');
}

/** Checks all types; gives the exit code. */
export function typecheck() {
  const special = projectFolders().map((folder) => path.join(folder, 'tsconfig.src.json'));
  const results = [build(), ...special.filter((file) => existsSync(file)).map((file) => tsc('-p', file))];
  return results.find((status) => status !== 0) ?? 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exit(process.argv.includes('--types') ? typecheck() : build());
