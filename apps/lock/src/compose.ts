import type { Composition, Settings } from '@lolraft/node-kit';
import { InvalidArgumentError, invariant, type LeaderHint } from '@lolraft/raft-core';
import type { HttpRequest } from '@lolraft/service-kit';
import type { LockSettings } from './lock-settings.js';
import { encodeQuery, LockApp } from './machine/index.js';
import { LockFeed, lockMetricSource, lockRoutes, LockService } from './service/index.js';

/** What every state answers, and costs nothing: whether a namespace that may not be there holds a lock. */
const NOTHING = encodeQuery({ type: 'object', namespace: 'default', name: 'nothing', limit: 1 });

/** The lock service on one node. @throws {InvalidArgumentError} where the node has several groups. */
export function compose({ groups, httpMembers }: Settings & LockSettings): Composition {
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
}
