// Puts apps, as npm would install them from a registry, into a folder: `node tools/packaging/bundle.mjs INTO kvs`, once they are
// built. What they need of this repository is packed; all else comes from the registry.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const SCOPE = '@lolraft/';

/** Names of these apps and of all packages of this repository that they depend on. */
function needed(apps) {
  const manifests = new Map();
  for (const group of ['packages', 'apps'])
    for (const folder of readdirSync(path.join(root, group))) {
      const manifest = JSON.parse(readFileSync(path.join(root, group, folder, 'package.json'), 'utf8'));
      manifests.set(manifest.name, manifest);
    }
  const found = new Set();
  const add = (name) => {
    if (!name.startsWith(SCOPE) || found.has(name)) return;
    found.add(name);
    for (const dependency of Object.keys(manifests.get(name).dependencies ?? {})) add(dependency);
  };
  for (const app of apps) add(`${SCOPE}${app}`);
  return [...found];
}

const [, , into, ...apps] = process.argv;
const isApp = (name) => existsSync(path.join(root, 'apps', name, 'package.json'));
if (into === undefined || apps.length === 0 || !apps.every(isApp)) {
  console.error('usage: node tools/packaging/bundle.mjs INTO APP...');
  process.exit(2);
}
const target = path.resolve(into);
const tarballs = mkdtempSync(path.join(tmpdir(), 'lol-bundle-'));
const npm = (args, cwd) => execFileSync('npm', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
try {
  const workspaces = needed(apps).flatMap((name) => ['--workspace', name]);
  npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', tarballs, ...workspaces], root);
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(target, 'package.json'), '{ "private": true, "type": "module" }\n');
  const files = readdirSync(tarballs).map((file) => path.join(tarballs, file));
  // Native code comes built: no script of a dependency has to run.
  npm(
    [
      'install',
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      ...files,
    ],
    target,
  );
} finally {
  rmSync(tarballs, { recursive: true, force: true });
}
