import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Package } from './workspace.js';

const run = promisify(execFile);

export interface Tarball {
  readonly package: Package;
  readonly file: string;
  /** Paths within the package. */
  readonly contents: readonly string[];
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Packs a package into `folder` as `npm publish` would. */
export async function pack(item: Package, folder: string): Promise<Tarball> {
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: item.folder,
    maxBuffer: 64 * 1024 * 1024,
  });
  const parsed = JSON.parse(stdout) as readonly Packed[] | Readonly<Record<string, Packed>>;
  const [packed] = Object.values(parsed);
  if (packed === undefined) throw new Error(`npm packed nothing of ${item.name}`);
  return {
    package: item,
    file: path.join(folder, path.basename(packed.filename)),
    contents: packed.files.map((file) => file.path),
  };
}
