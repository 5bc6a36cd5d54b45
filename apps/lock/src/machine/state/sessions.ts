import type { CloseSession, ExpireSessions, OpenSession } from '../model/commands.js';
import { sizeOf } from '../model/check.js';
import type { SessionEnding } from '../model/events.js';
import type { Token } from '../model/ids.js';
import { MAX_NAMESPACES } from '../model/quotas.js';
import type { CloseResult, ExpireResult, OpenResult } from '../model/results.js';
import { settleObject } from './grants.js';
import type { Session } from './records.js';
import { exceeded, quotasOf, type Step } from './step.js';

export function openSession(step: Step, { session: id, namespace: name, owner, ttlMs }: OpenSession): OpenResult {
  const { store, index } = step;
  const known = store.session(id);
  if (known !== undefined) {
    if (known.namespace !== name || known.owner !== owner || known.ttlMs !== ttlMs) return { type: 'reused' };
    step.sender(id, 0);
    return { type: 'opened', epoch: index };
  }
  const namespace = store.namespace(name);
  const isNew = namespace.sessions === 0 && namespace.quotas === undefined;
  if (isNew && store.trees.namespaces.size >= MAX_NAMESPACES) return exceeded('namespaces', MAX_NAMESPACES);
  const { sessions, ownerBytes } = quotasOf(namespace);
  if (namespace.sessions >= sessions) return exceeded('sessions', sessions);
  if (sizeOf(owner) > ownerBytes) return exceeded('ownerBytes', ownerBytes);
  store.addSession({ id, no: index, namespace: name, owner, ttlMs, epoch: index, floor: 0, requests: 0 });
  step.events.push({ type: 'sessionOpened', session: id, ttlMs, epoch: index });
  return { type: 'opened', epoch: index };
}

export function closeSession(step: Step, { session: id }: CloseSession): CloseResult {
  const session = step.store.session(id);
  if (session === undefined) return { type: 'sessionGone' };
  endSessions(step, [session], 'closed');
  return { type: 'closed' };
}

/** What was decided under another leadership, or before a later command of the session's client, takes no effect. */
export function expireSessions(step: Step, { term, sessions: named }: ExpireSessions): ExpireResult {
  const expired =
    term === step.term
      ? named
          .map(({ session, epoch }) => ({ epoch, session: step.store.session(session) }))
          .filter(({ session, epoch }) => session?.epoch === epoch)
          .flatMap(({ session }) => session ?? [])
      : [];
  endSessions(step, expired, 'expired');
  return { type: 'expired', expired: expired.length, stale: named.length - expired.length };
}

/** All that they hold and wait for goes before anything is granted: nobody is granted what is taken away by the same command. */
function endSessions(step: Step, sessions: readonly Session[], how: SessionEnding): void {
  const { store, events } = step;
  const objects = new Set<string>();
  for (const session of sessions) {
    for (const stake of store.allOfSession(session.no)) {
      const requests = [...stake.requests, ...stake.leaves];
      const about = step.describe(stake, requests);
      store.removeStake(stake);
      if (stake.token === 0) events.push({ type: 'withdrawn', cause: 'sessionEnded', ...about });
      else events.push({ type: 'released', token: stake.token as Token, left: 0, cause: 'sessionEnded', ...about });
      objects.add(stake.object);
    }
    store.removeSession(session);
    events.push({ type: 'sessionEnded', session: session.id, how });
  }
  for (const key of objects) settleObject(step, key);
}
