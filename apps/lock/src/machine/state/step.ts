import type { LockEvent } from '../model/events.js';
import type { RequestId, SessionId } from '../model/ids.js';
import { DEFAULT_QUOTAS, type Quotas } from '../model/quotas.js';
import type { QuotaExceeded, Result } from '../model/results.js';
import { objectKey } from './keys.js';
import type { Claim, LockObject, Namespace, Session, Stake } from './records.js';
import type { Store } from './store.js';

/** One command on its way through the state. */
export class Step {
  readonly store: Store;
  /** Index of the command: the token of every grant that it makes. */
  readonly index: number;
  /** Of the leader who appended it. */
  readonly term: number;
  readonly events: LockEvent[] = [];

  constructor(store: Store, index: number, term: number) {
    this.store = store;
    this.index = index;
    this.term = term;
  }

  /** The session whose client has sent this command, which is a sign of life; undefined where it is gone. */
  sender(id: SessionId, floor: number): Session | undefined {
    const session = this.store.session(id);
    if (session === undefined) return undefined;
    this.store.putSession({ ...session, epoch: this.index, floor: Math.max(session.floor, floor) });
    if (floor > session.floor) this.store.forgetSettled(id, session.floor, floor);
    return this.store.session(id);
  }

  objectOf(session: Session, name: string): { key: string; object: LockObject | undefined } {
    const key = objectKey(session.namespace, name);
    return { key, object: this.store.object(key) };
  }

  /** Remembers what became of a request, as long as it may be retried. */
  settle(id: SessionId, request: RequestId, result: Result): void {
    const session = this.store.session(id);
    if (session === undefined) return;
    if (request < session.floor) this.store.removeClaim(id, request);
    else this.store.putClaim(id, request, { type: 'settled', result });
  }

  settleAll(stake: Stake, result: Result): void {
    for (const request of [...stake.requests, ...stake.leaves]) this.settle(stake.session, request, result);
  }

  /** The stake that a claim is about. */
  stakeOf(claim: Claim & { readonly type: 'live' }): Stake {
    const stake = this.store.stake(claim.stake);
    if (stake === undefined) throw new Error(`stake ${claim.stake} of a claim is not there`);
    return stake;
  }

  /** What an event says of a stake. */
  describe(stake: Stake, requests: readonly RequestId[] = stake.requests) {
    const [namespace, name] = splitKey(stake.object);
    return { namespace, name, kind: stake.want.kind, session: stake.session, requests };
  }

  /** Whether one more request can be remembered. */
  requestQuota(session: Session): QuotaExceeded | undefined {
    const namespace = this.store.namespace(session.namespace);
    const { sessionRequests, requests } = quotasOf(namespace);
    if (session.requests >= sessionRequests) return exceeded('sessionRequests', sessionRequests);
    return namespace.requests >= requests ? exceeded('requests', requests) : undefined;
  }
}

export function splitKey(key: string): [namespace: string, name: string] {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
}

export function quotasOf(namespace: Namespace): Quotas {
  return namespace.quotas ?? DEFAULT_QUOTAS;
}

export function exceeded(which: QuotaExceeded['which'], limit: number): QuotaExceeded {
  return { type: 'quotaExceeded', which, limit };
}
