import { InvalidArgumentError, nodeId } from '@lolraft/raft-core';
import { type AppBackup, type Given, type NodeApp, text } from '@lolraft/node-kit';
import type { LockSettings } from './lock-settings.js';

/** `n1=https://one.example:8443,n2=...`, or in a file an object of the same. */
function httpMembersOf(given: Given): ReadonlyMap<string, string> {
  const { httpMembers } = given;
  const pairs: readonly (readonly [string, unknown])[] =
    typeof httpMembers === 'object' && httpMembers !== null
      ? Object.entries(httpMembers)
      : (text(given, 'httpMembers') ?? '')
          .split(',')
          .filter((pair) => pair !== '')
          .map((pair) => [pair.split('=', 1)[0]?.trim() ?? '', pair.slice(pair.indexOf('=') + 1).trim()] as const);
  return new Map(
    pairs.map(([id, url]) => {
      if (typeof url !== 'string' || !/^https?:\/\/[^/]+\/?$/.test(url))
        throw new InvalidArgumentError(
          `httpMembers must be a list like n1=http://127.0.0.1:8001,n2=..., not ${JSON.stringify(url)} for ${id}`,
        );
      return [nodeId(id), url] as const;
    }),
  );
}

export const LOCK_BACKUP: AppBackup = {
  async read(state) {
    const { decodeState } = await import('./machine/snapshot/decode-state.js');
    const { trees } = await decodeState(state);
    const { namespaces, sessions, objects, held, waiting } = trees;
    return {
      namespaces: namespaces.size,
      sessions: sessions.size,
      objects: objects.size,
      holds: held.size,
      waiters: waiting.size,
    };
  },
  async *restored(state) {
    const { restoredState } = await import('./machine/snapshot/restored-state.js');
    yield* restoredState(state);
  },
};

/** The lock service as the app of a node. */
export const LOCK: NodeApp<LockSettings> = {
  name: 'lock',
  variables: 'LOCK',
  what: 'a replicated lock service',
  settings: [
    {
      key: 'httpMembers',
      flag: '--http-members <list>',
      description:
        'where members take requests over HTTP, for those that reach one that does not lead: n1=http://127.0.0.1:8001,n2=...',
    },
  ],
  check: (given) => ({ httpMembers: httpMembersOf(given) }),
  backup: LOCK_BACKUP,
  async compose(settings) {
    const { compose } = await import('./compose.js');
    return compose(settings);
  },
};
