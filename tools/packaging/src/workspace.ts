import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../../', import.meta.url));

export interface Package {
  readonly name: string;
  readonly folder: string;
  readonly dependencies: readonly string[];
  /** Its main module has types for users; undefined where it has none. */
  readonly types: string | undefined;
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, { readonly types?: string }>>;
}

/** Everything in the workspace that is published. */
export function publishedPackages(): Package[] {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(path.join(root, group)).flatMap((name): Package[] => {
      const folder = path.join(root, group, name);
      const file = path.join(folder, 'package.json');
      if (!existsSync(file)) return [];
      const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
      if (manifest.private === true) return [];
      const types = manifest.exports?.['.']?.types;
      return [
        {
          name: manifest.name,
          folder,
          dependencies: Object.keys(manifest.dependencies ?? {}),
          types: types === undefined ? undefined : path.join(folder, types),
        },
      ];
    }),
  );
}
