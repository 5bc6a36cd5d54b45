import type { RwMode } from '../model/commands.js';
import type { SessionId } from '../model/ids.js';
import type { Answer, ObjectInfo, Query, SessionInfo, StakeInfo } from '../model/queries.js';
import type { AcquireResult, LeaveResult } from '../model/results.js';
import { LAST, objectKey } from './keys.js';
import type { LockObject, Session, Stake } from './records.js';
import { requestState } from './release.js';
import { quotasOf, Step } from './step.js';
import type { Store } from './store.js';

/** Answers without a change. */
export function answer(store: Store, query: Query): Answer {
  switch (query.type) {
    case 'check':
      return check(store, query);
    case 'object': {
      const object = store.object(objectKey(query.namespace, query.name));
      if (object === undefined) return { type: 'object', object: undefined, holders: [], waiting: [] };
      return {
        type: 'object',
        object: objectInfo(object),
        holders: store.holders(object.no, undefined, query.limit).map((stake) => stakeInfo(store, stake)),
        waiting: store.waiters(object.no, query.limit).map((stake) => stakeInfo(store, stake)),
      };
    }
    case 'session': {
      const session = store.session(query.session);
      return { type: 'session', session: session === undefined ? undefined : sessionInfo(session) };
    }
    case 'request': {
      const state = requestState(new Step(store, 0, 0), query.session, query.request) ?? { type: 'unknown' };
      return { type: 'request', state: state as AcquireResult | LeaveResult };
    }
    case 'objects':
      return listObjects(store, query);
    case 'sessions':
      return listSessions(store, query);
    case 'namespace': {
      const namespace = store.namespace(query.namespace);
      const { sessions, objects, waiters, requests } = namespace;
      const isOwn = namespace.quotas !== undefined;
      return { type: 'namespace', quotas: quotasOf(namespace), isOwn, sessions, objects, waiters, requests };
    }
  }
}

function check(store: Store, { namespace, name, token }: Query & { readonly type: 'check' }): Answer {
  const object = store.object(objectKey(namespace, name));
  if (object === undefined) return { type: 'checked', isCurrent: false, newest: 0 };
  const newest = store.trees.held.nextLowerKey([object.no, LAST, LAST]);
  return {
    type: 'checked',
    isCurrent: store.holders(object.no, token, 1).length > 0,
    newest: newest?.[0] === object.no ? (newest[1] ?? 0) : 0,
  };
}

function objectInfo({ name, kind, size, holds, waiters }: LockObject): ObjectInfo {
  return { name, kind, size, holds, waiters };
}

export function sessionInfo({ id, namespace, owner, ttlMs, epoch, requests }: Session): SessionInfo {
  return { session: id, namespace, owner, ttlMs, epoch, requests };
}

function stakeInfo(store: Store, { session, requests, token, want, leaves }: Stake): StakeInfo {
  const mode: RwMode | undefined = want.kind === 'rwlock' ? want.mode : undefined;
  return {
    session,
    owner: store.session(session)?.owner ?? '',
    requests,
    token,
    mode,
    weight: want.kind === 'semaphore' ? want.weight : 1,
    value: want.kind === 'election' ? want.value : undefined,
    isLeaving: leaves.length > 0,
  };
}

/** Of a tree by `objectKey`: what is behind `after`, in one namespace. */
function page<V>(
  tree: { getRange(low: string, high: string, includeHigh: boolean, most: number): [string, V][] },
  { namespace, after, limit }: { readonly namespace: string; readonly after: string; readonly limit: number },
): { values: V[]; more: boolean } {
  // No name is between a name and itself with a zero behind; a zero is the smallest character. Behind '/' comes '0'.
  const from = after === '' ? objectKey(namespace, '') : `${objectKey(namespace, after)}\0`;
  const found = tree.getRange(from, `${namespace}0`, false, limit + 1);
  return { values: found.slice(0, limit).map(([, value]) => value), more: found.length > limit };
}

function listObjects(store: Store, query: Query & { readonly type: 'objects' }): Answer {
  const { values, more } = page(store.trees.objects, query);
  return { type: 'objects', objects: values.map(objectInfo), more };
}

function listSessions(store: Store, query: Query & { readonly type: 'sessions' }): Answer {
  const { values, more } = page<SessionId>(store.trees.members, query);
  const sessions = values.flatMap((id) => {
    const session = store.session(id);
    return session === undefined ? [] : [sessionInfo(session)];
  });
  return { type: 'sessions', sessions, more };
}
