import type { LoadHook } from 'node:module';

interface Patch {
  /** A part of a compiled module's address, and its end. */
  readonly folder: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const CORE = '/raft-core/';

/**
 * The next build knows cluster version 2, which has an entry kind of its own: each new leader then begins its term with one of those.
 * Before the raise it writes what this build does. So with guarded changes, which are a kind of command of version 2 to it.
 */
const PATCHES: readonly Patch[] = [
  {
    folder: CORE,
    file: '/model/versions.js',
    from: 'export const CLUSTER_VERSION_MAX = 1;',
    to: 'export const CLUSTER_VERSION_MAX = 2;',
  },
  { folder: CORE, file: '/model/versions.js', from: "export const BUILD = '", to: "export const BUILD = 'next-" },
  {
    folder: CORE,
    file: '/model/entry.js',
    from: 'export function isEntryKind(kind) {',
    to: 'export function isEntryKind(kind) { if (kind === 77) return true;',
  },
  { folder: CORE, file: '/model/features.js', from: 'entryKinds: {', to: 'entryKinds: { 77: 2,' },
  {
    folder: CORE,
    file: '/consensus/leadership.js',
    from: 'appendOwn(s, l, [NOOP]);',
    to: 'appendOwn(s, l, [s.configuration.clusterVersion >= 2 ? { ...NOOP, kind: 77 } : NOOP]);',
  },
  { folder: '/kvs/', file: '/state/commands-since.js', from: 'guarded: 1', to: 'guarded: 2' },
];

export const load: LoadHook = async (url, context, next) => {
  const loaded = await next(url, context);
  const patches = PATCHES.filter(({ folder, file }) => url.includes(folder) && url.endsWith(file));
  if (patches.length === 0) return loaded;
  let source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
  for (const { file, from, to } of patches) {
    if (!source.includes(from))
      throw new Error(`the next build cannot be made: ${file} has no ${JSON.stringify(from)}`);
    source = source.replace(from, to);
  }
  return { ...loaded, source };
};
