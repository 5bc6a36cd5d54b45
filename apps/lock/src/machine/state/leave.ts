import type { Leave } from '../model/commands.js';
import { MAX_STAKE_REQUESTS } from '../model/quotas.js';
import type { KindMismatch, LeaveResult, NotHeld, Queued, QuotaExceeded } from '../model/results.js';
import { settleObject } from './grants.js';
import type { Session } from './records.js';
import { exceeded, type Step } from './step.js';

/** Waits until all who entered the barrier with this session have said that they leave, or are gone. */
export function leave(step: Step, { session: id, request, floor, name }: Leave): LeaveResult {
  const session = step.sender(id, floor);
  if (session === undefined) return { type: 'sessionGone' };
  const claim = step.store.claim(session, request);
  if (claim?.type === 'settled') return claim.result as LeaveResult;
  if (claim !== undefined) {
    const stake = step.stakeOf(claim);
    const isSame = stake.leaves.includes(request) && stake.object === step.objectOf(session, name).key;
    return isSame ? stillInside(step, stake.object) : { type: 'reused' };
  }
  if (request < session.floor) return { type: 'ended', how: 'forgotten', token: 0 };
  const full = step.requestQuota(session);
  if (full !== undefined) return full;
  const refusal = begin(step, session, { request, name });
  if (refusal !== undefined) {
    step.settle(id, request, refusal);
    return refusal;
  }
  const { key } = step.objectOf(session, name);
  settleObject(step, key);
  const now = step.store.claim(session, request);
  return now?.type === 'settled' ? (now.result as LeaveResult) : stillInside(step, key);
}

function begin(
  step: Step,
  session: Session,
  { request, name }: Pick<Leave, 'request' | 'name'>,
): KindMismatch | NotHeld | QuotaExceeded | undefined {
  const { object } = step.objectOf(session, name);
  if (object === undefined) return { type: 'notHeld' };
  if (object.kind !== 'barrier') return { type: 'kindMismatch', kind: object.kind };
  const stake = step.store.ofSession(session.no, object.no).find(({ token }) => token > 0);
  if (stake === undefined) return { type: 'notHeld' };
  if (stake.leaves.length >= MAX_STAKE_REQUESTS) return exceeded('stakeRequests', MAX_STAKE_REQUESTS);
  step.store.putStake({ ...stake, leaves: [...stake.leaves, request] });
  step.store.putClaim(session.id, request, { type: 'live', stake: stake.no });
  return undefined;
}

/** `position`: how many have not said yet that they leave. */
export function stillInside(step: Step, key: string): Queued {
  const { holds = 0, leaving = 0 } = step.store.object(key) ?? {};
  return { type: 'queued', position: holds - leaving };
}
