// The projects of the workspace and their test files, read from the folders.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

/** In the order in which mocha takes them: those that package.json puts first, because they take longest, then the others. */
export function orderedTests(project, sources = testSources(project)) {
  const manifest = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8'));
  const first = (manifest.tests?.first ?? []).map((name) => path.normalize(name));
  const unknown = first.filter((name) => !sources.includes(name));
  if (unknown.length > 0) throw new Error(`package.json puts first what is no test: ${unknown.join(', ')}`);
  return [...first, ...sources.filter((name) => !first.includes(name))];
}

/** The file that mocha runs for a test source. */
export function compiledTest(source) {
  return source.endsWith('.ts') ? path.join('dist', source.replace(/\.ts$/, '.js')) : source;
}
