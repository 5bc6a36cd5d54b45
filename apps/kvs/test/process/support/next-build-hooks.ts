import type { LoadHook } from 'node:module';

interface Patch {
  /** The end of a compiled module's address. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * The next build knows cluster version 2, which has an entry kind of its own: each new leader then begins its term with one of those.
 * Before the raise it writes what this build does.
 */
const PATCHES: readonly Patch[] = [
  {
    file: '/model/versions.js',
    from: 'export const CLUSTER_VERSION_MAX = 1;',
    to: 'export const CLUSTER_VERSION_MAX = 2;',
  },
  { file: '/model/versions.js', from: "export const BUILD = '", to: "export const BUILD = 'next-" },
  {
    file: '/model/entry.js',
    from: 'export function isEntryKind(kind) {',
    to: 'export function isEntryKind(kind) { if (kind === 77) return true;',
  },
  { file: '/model/features.js', from: 'entryKinds: {', to: 'entryKinds: { 77: 2,' },
  {
    file: '/consensus/leadership.js',
    from: 'appendOwn(s, l, [NOOP]);',
    to: 'appendOwn(s, l, [s.configuration.clusterVersion >= 2 ? { ...NOOP, kind: 77 } : NOOP]);',
  },
];

export const load: LoadHook = async (url, context, next) => {
  const loaded = await next(url, context);
  const patches = PATCHES.filter(({ file }) => url.includes('/raft-core/') && url.endsWith(file));
  if (patches.length === 0) return loaded;
  let source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
  for (const { file, from, to } of patches) {
    if (!source.includes(from))
      throw new Error(`the next build cannot be made: ${file} has no ${JSON.stringify(from)}`);
    source = source.replace(from, to);
  }
  return { ...loaded, source };
};
