import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Package, root } from './workspace.js';

const run = promisify(execFile);

export interface Tarball {
  readonly package: Package;
  readonly file: string;
  /** Paths within the package. */
  readonly contents: readonly string[];
}

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Packs packages into `folder` as `npm publish` would. */
export async function pack(packages: readonly Package[], folder: string): Promise<Tarball[]> {
  const workspaces = packages.flatMap(({ name }) => ['--workspace', name]);
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...workspaces],
    { cwd: root, maxBuffer: 64 * 1024 * 1024 },
  );
  const parsed = JSON.parse(stdout) as readonly Packed[] | Readonly<Record<string, Packed>>;
  const all = Object.values(parsed);
  return packages.map((item) => {
    const packed = all.find(({ name }) => name === item.name);
    if (packed === undefined) throw new Error(`npm packed nothing of ${item.name}`);
    return {
      package: item,
      file: path.join(folder, path.basename(packed.filename)),
      contents: packed.files.map((file) => file.path),
    };
  });
}
