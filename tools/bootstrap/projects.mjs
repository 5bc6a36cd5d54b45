// The projects of the workspace and their test files, read from the folders.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Absolute folders of all workspace projects. */
export function projectFolders() {
  return ['packages', 'apps', 'tools'].flatMap((group) => {
    const folder = path.join(root, group);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, 'package.json')))
      .map((entry) => path.join(folder, entry.name))
      .sort();
  });
}

/** Test sources of a project, relative to its folder: every *.test.ts below test/ (compiled before they run) or .test.mjs (run as they are). */
export function testSources(project) {
  const folder = path.join(project, 'test');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.(ts|mjs)$/.test(name))
    .map((name) => path.join('test', name))
    .sort();
}

/** The file that mocha runs for a test source. */
export function compiledTest(source) {
  return source.endsWith('.ts') ? path.join('dist', source.replace(/\.ts$/, '.js')) : source;
}
