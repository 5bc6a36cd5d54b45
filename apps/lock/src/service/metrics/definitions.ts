import type { LockServiceStatus } from '../lock-service.js';
import type { Tally } from './tally.js';

type What = { readonly status: LockServiceStatus; readonly tally: Tally };

export interface LockMetric {
  readonly name: string;
  /** One sentence for people. */
  readonly help: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
}

export interface LockValue extends LockMetric {
  readonly type: 'gauge' | 'counter';
  read(what: What): number;
}

const gauge = (name: string, help: string, read: LockValue['read']): LockValue => ({ name, help, type: 'gauge', read });
const counter = (name: string, help: string, read: LockValue['read']): LockValue => ({
  name,
  help,
  type: 'counter',
  read,
});

/** The metrics of the lock service on one node. Names are stable; docs/lock.md lists them. */
export const LOCK_VALUES: readonly LockValue[] = [
  gauge(
    'lol_lock_keeps_sessions',
    '1 where the node leads and decides on the ends of sessions, else 0.',
    ({ status }) => Number(status.keepsSessions),
  ),
  gauge('lol_lock_sessions', 'Sessions in the state, as the node has applied it.', ({ status }) => status.sessions),
  gauge('lol_lock_objects', 'Locks and their like that somebody holds or waits for.', ({ status }) => status.objects),
  gauge('lol_lock_holds', 'Holds of all objects.', ({ status }) => status.holds),
  gauge('lol_lock_waiters', 'Places in all queues.', ({ status }) => status.waiters),
  gauge(
    'lol_lock_waiting_requests',
    'Requests that this node keeps a call or a time for.',
    ({ status }) => status.waitingRequests,
  ),
  gauge('lol_lock_watches', 'Watches that this node serves.', ({ status }) => status.watches),
  gauge(
    'lol_lock_stood_still_seconds',
    'Time in which the node stood still since it leads, and which its sessions have on top.',
    ({ status }) => status.stoodStill / 1_000,
  ),
  counter('lol_lock_grants_total', 'Grants that the node has applied.', ({ tally }) => tally.grants),
  counter('lol_lock_sessions_opened_total', 'Sessions that were opened.', ({ tally }) => tally.openedSessions),
  counter('lol_lock_sessions_closed_total', 'Sessions that their clients closed.', ({ tally }) => tally.closedSessions),
  counter(
    'lol_lock_sessions_expired_total',
    'Sessions that ended because nothing was heard of them.',
    ({ tally }) => tally.expiredSessions,
  ),
  counter('lol_lock_keep_alives_total', 'Signs of life that the node has answered.', ({ tally }) => tally.keepAlives),
  counter(
    'lol_lock_confirmations_total',
    'Reads by which the node has made sure that it leads; many signs of life share one.',
    ({ status }) => status.confirmations,
  ),
  counter(
    'lol_lock_watch_skips_total',
    'Times that a slow watcher got the state instead of events.',
    ({ tally }) => tally.skippedStates,
  ),
];

export const LOCK_WAIT: LockMetric = {
  name: 'lol_lock_wait_seconds',
  help: 'Time of requests that waited in a queue, from the call until they were granted to it.',
  type: 'histogram',
};

export const LOCK_METRICS: readonly LockMetric[] = [...LOCK_VALUES, LOCK_WAIT];
