import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GoldenCase } from './cases.js';

/** Golden files lie beside the sources, not beside the compiled tests. */
export const goldenFolder = path.join(fileURLToPath(new URL('../../../test/golden/', import.meta.url)));

/** The versions of the formats that there are files of, such as `v1`. */
export function versions(folder = goldenFolder): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export function namesOf(version: string, folder = goldenFolder): string[] {
  return readdirSync(path.join(folder, version))
    .map((name) => path.basename(name, '.hex'))
    .sort();
}

export function readGolden(version: string, name: string, folder = goldenFolder): Uint8Array {
  const hex = readFileSync(path.join(folder, version, `${name}.hex`), 'utf8').replaceAll(/\s/g, '');
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

/**
 * Writes the files of a version that are not there yet, and returns their names. Files that are there are never written:
 * what has been released stays as it is.
 */
export function createGolden(
  version: string,
  cases: Readonly<Record<string, GoldenCase>>,
  folder = goldenFolder,
): string[] {
  if (!/^v[1-9][0-9]*$/.test(version))
    throw new Error(`${JSON.stringify(version)} is no version; expected v1, v2, ...`);
  const target = path.join(folder, version);
  mkdirSync(target, { recursive: true });
  const created: string[] = [];
  for (const [name, { bytes }] of Object.entries(cases)) {
    const file = path.join(target, `${name}.hex`);
    if (existsSync(file)) continue;
    const lines =
      Buffer.from(bytes)
        .toString('hex')
        .match(/.{1,64}/g) ?? [];
    writeFileSync(file, `${lines.join('\n')}\n`, { flag: 'wx' });
    created.push(name);
  }
  return created;
}
