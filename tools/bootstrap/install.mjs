// Installs the dependencies when what is in node_modules is not what the lock file says.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolders, root } from './projects.mjs';

function readJson(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  } catch {
    return undefined;
  }
}

/** True when node_modules holds every package that package-lock.json asks for (optional ones may be missing). */
export function installed() {
  const wanted = readJson('package-lock.json')?.packages;
  const present = readJson('node_modules/.package-lock.json')?.packages;
  if (wanted === undefined || present === undefined) return false;
  for (const [key, entry] of Object.entries(wanted)) {
    if (!key.includes('node_modules/')) continue;
    const found = present[key];
    if (found === undefined) {
      if (entry.optional || entry.devOptional || entry.peer) continue;
      return false;
    }
    if (found.version !== entry.version || found.integrity !== entry.integrity) return false;
  }
  return projectFolders().every((folder) => {
    const { name } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return existsSync(path.join(root, 'node_modules', name));
  });
}

export function installIfNeeded() {
  if (installed()) return;
  console.error('installing dependencies: npm ci');
  const { status } = spawnSync('npm', ['ci'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) {
    console.error('npm ci failed');
    process.exit(status ?? 1);
  }
}
