import { DEFAULT_QUOTAS, type Answer, type Command, type Query, type Result } from '../../../src/index.js';
import { asToken, requestId, sessionId, World } from './world.js';

const session = sessionId(0xabcdef);
const request = requestId(300);
const token = asToken(70_000);
const namespace = 'team-1';
const name = 'jobs/nächtlich';
const value = Uint8Array.of(0, 1, 255);
const ask = { session, request, floor: 3 };

/** One of each, and of each form. */
export const commands: readonly Command[] = [
  { type: 'openSession', session, namespace, owner: 'pod-7', ttlMs: 30_000 },
  { type: 'closeSession', session },
  { type: 'expireSessions', term: 9, sessions: [{ session, epoch: 12 }] },
  { type: 'acquire', ...ask, name, want: { kind: 'mutex' }, wait: true },
  { type: 'acquire', ...ask, name, want: { kind: 'rwlock', mode: 'read' }, wait: false },
  { type: 'acquire', ...ask, name, want: { kind: 'rwlock', mode: 'write' }, wait: true },
  { type: 'acquire', ...ask, name, want: { kind: 'semaphore', permits: 500, weight: 2 }, wait: true },
  { type: 'acquire', ...ask, name, want: { kind: 'election', value }, wait: true },
  { type: 'acquire', ...ask, name, want: { kind: 'barrier', parties: 3 }, wait: true },
  { type: 'release', ...ask },
  { type: 'releaseToken', session, floor: 0, name, token },
  { type: 'leave', ...ask, name },
  { type: 'cancel', ...ask },
  { type: 'proclaim', session, name, token, value },
  { type: 'break', namespace, name, token },
  { type: 'setQuotas', namespace, quotas: DEFAULT_QUOTAS },
  { type: 'setQuotas', namespace, quotas: undefined },
];

export const results: readonly Result[] = [
  { type: 'opened', epoch: 5 },
  { type: 'closed' },
  { type: 'expired', expired: 3, stale: 1 },
  { type: 'granted', token },
  { type: 'queued', position: 200 },
  { type: 'busy' },
  { type: 'ended', how: 'released', token: 4 },
  { type: 'ended', how: 'cancelled', token: 0 },
  { type: 'ended', how: 'broken', token: 4 },
  { type: 'ended', how: 'left', token: 4 },
  { type: 'ended', how: 'forgotten', token: 0 },
  { type: 'notHeld' },
  { type: 'sessionGone' },
  { type: 'kindMismatch', kind: 'barrier' },
  { type: 'sizeMismatch', size: 4 },
  { type: 'upgradeRefused' },
  { type: 'reused' },
  { type: 'quotaExceeded', which: 'waiters', limit: 10 },
  { type: 'quotaExceeded', which: 'stakeRequests', limit: 64 },
  { type: 'released', token, left: 2 },
  { type: 'cancelled' },
  { type: 'proclaimed' },
  { type: 'broken', holds: 1 },
  { type: 'quotasSet' },
];

export const queries: readonly Query[] = [
  { type: 'check', namespace, name, token },
  { type: 'object', namespace, name, limit: 10 },
  { type: 'session', session },
  { type: 'request', session, request },
  { type: 'objects', namespace, after: '', limit: 100 },
  { type: 'sessions', namespace, after: session, limit: 1 },
  { type: 'namespace', namespace },
];

const stake = { session, owner: 'pod-7', requests: [request], token: 4, weight: 1, isLeaving: false };

export const answers: readonly Answer[] = [
  { type: 'checked', isCurrent: true, newest: 9 },
  { type: 'object', object: undefined, holders: [], waiting: [] },
  {
    type: 'object',
    object: { name, kind: 'election', size: 1, holds: 1, waiters: 1 },
    holders: [{ ...stake, mode: undefined, value }],
    waiting: [{ ...stake, mode: 'read', value: undefined, isLeaving: true }],
  },
  { type: 'session', session: undefined },
  { type: 'session', session: { session, namespace, owner: '', ttlMs: 100, epoch: 8, requests: 0 } },
  { type: 'request', state: { type: 'unknown' } },
  { type: 'request', state: { type: 'granted', token } },
  { type: 'objects', objects: [{ name, kind: 'mutex', size: 1, holds: 1, waiters: 0 }], more: true },
  { type: 'sessions', sessions: [], more: false },
  { type: 'namespace', quotas: DEFAULT_QUOTAS, isOwn: true, sessions: 1, objects: 2, waiters: 3, requests: 4 },
];

/** A state with something of everything. */
export function sampleWorld(): World {
  const world = new World();
  for (let n = 1; n <= 4; n++) world.open(n);
  world.open(9, { namespace: 'other', owner: '' });
  world.run({ type: 'setQuotas', namespace: 'quiet', quotas: DEFAULT_QUOTAS });
  world.acquire(1, 1, 'm', { kind: 'mutex' });
  world.acquire(1, 2, 'm', { kind: 'mutex' });
  world.acquire(2, 1, 'm', { kind: 'mutex' });
  world.acquire(3, 1, 'rw', { kind: 'rwlock', mode: 'read' });
  world.acquire(4, 1, 'rw', { kind: 'rwlock', mode: 'write' });
  world.acquire(9, 1, 's', { kind: 'semaphore', permits: 5, weight: 2 });
  world.acquire(1, 3, 'e', { kind: 'election', value });
  world.acquire(2, 2, 'b', { kind: 'barrier', parties: 2 });
  world.acquire(3, 2, 'b', { kind: 'barrier', parties: 2 });
  world.leave(3, 3, 'b');
  world.cancel(4, 2);
  world.acquire(4, 3, 'm', { kind: 'mutex' }, { wait: false });
  world.acquire(9, 5, 's', { kind: 'mutex' }, { floor: 4 });
  return world;
}
