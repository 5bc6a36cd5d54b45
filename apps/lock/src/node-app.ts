import { InvalidArgumentError, invariant, type LeaderHint, nodeId } from '@lolraft/raft-core';
import { type AppBackup, type Given, type NodeApp, text } from '@lolraft/node-kit';
import type { HttpRequest } from '@lolraft/service-kit';
import { encodeQuery, LockApp } from './machine/index.js';
import { decodeState } from './machine/snapshot/decode-state.js';
import { restoredState } from './machine/snapshot/restored-state.js';
import { LockFeed, lockMetricSource, lockRoutes, LockService } from './service/index.js';

export interface LockSettings {
  /** Where members take requests over HTTP: a node that does not lead sends callers there. */
  readonly httpMembers: ReadonlyMap<string, string>;
}

/** What every state answers, and costs nothing: whether a namespace that may not be there holds a lock. */
const NOTHING = encodeQuery({ type: 'object', namespace: 'default', name: 'nothing', limit: 1 });

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
  restored: restoredState,
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
  compose({ groups, httpMembers }) {
    const [group, ...more] = groups;
    if (group === undefined || more.length > 0)
      throw new InvalidArgumentError('groups must name one group: the lock service of a node has one state');
    const feed = new LockFeed();
    const app = new LockApp({ onEvents: feed.listener });
    let service: LockService | undefined;
    return {
      group: () => ({ app }),
      barrier: (own, options) => own.read(NOTHING, options),
      services(host) {
        service = new LockService({ group: host.group(group), events: host.events, app, feed });
        return [service.mounted];
      },
      metrics() {
        invariant(service !== undefined, 'a host without the service that was mounted on it');
        return [lockMetricSource(service)];
      },
      attach(_host, http) {
        invariant(service !== undefined, 'a host without the service that was mounted on it');
        const own = service;
        if (http !== undefined) {
          const leaderUrl = ({ id }: LeaderHint): string | undefined => httpMembers.get(id);
          http.mount(
            lockRoutes<HttpRequest>(own, { leaderUrl, authorize: (role, request) => http.authorize(role, request) }),
          );
        }
        return () => {
          own.close();
        };
      },
    };
  },
};
