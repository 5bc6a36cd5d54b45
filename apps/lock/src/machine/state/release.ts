import type { Break, Cancel, Proclaim, Release, ReleaseToken } from '../model/commands.js';
import type { RequestId, SessionId, Token } from '../model/ids.js';
import type {
  BreakResult,
  CancelResult,
  Ended,
  ProclaimResult,
  QuotaExceeded,
  ReleaseResult,
  Result,
} from '../model/results.js';
import { stateOf } from './acquire.js';
import { endHold, settleObject, tellLeader, withdraw } from './grants.js';
import { objectKey } from './keys.js';
import { stillInside } from './leave.js';
import type { Session, Stake } from './records.js';
import { exceeded, quotasOf, type Step } from './step.js';

export function release(step: Step, { session: id, request, floor }: Release): ReleaseResult {
  const session = step.sender(id, floor);
  if (session === undefined) return { type: 'sessionGone' };
  const claim = step.store.claim(session, request);
  if (claim === undefined) return forestall(step, session, request);
  if (claim.type === 'settled') return claim.result.type === 'ended' ? claim.result : { type: 'notHeld' };
  const stake = step.stakeOf(claim);
  if (stake.token === 0 || stake.leaves.includes(request)) return takeOut(step, stake, request);
  const token = stake.token as Token;
  const left = stake.requests.length - 1;
  if (left === 0) endHold(step, stake, 'released', 'released');
  else {
    step.store.putStake({ ...stake, requests: stake.requests.filter((one) => one !== request) });
    step.settle(id, request, { type: 'ended', how: 'released', token });
    step.events.push({ type: 'released', token, left, cause: 'released', ...step.describe(stake, [request]) });
  }
  settleObject(step, stake.object);
  return { type: 'released', token, left };
}

/** The request has not come yet, or never will: when it comes, it is over already. */
function forestall(
  step: Step,
  session: Session,
  request: RequestId,
): { readonly type: 'cancelled' } | Ended | QuotaExceeded {
  if (request < session.floor) return { type: 'ended', how: 'forgotten', token: 0 };
  const full = step.requestQuota(session);
  if (full !== undefined) return full;
  step.settle(session.id, request, { type: 'ended', how: 'cancelled', token: 0 });
  return { type: 'cancelled' };
}

/** Of a queue, or of those who wait to leave. */
function takeOut(step: Step, stake: Stake, request: RequestId): { readonly type: 'cancelled' } {
  if (stake.token === 0) withdraw(step, stake, request);
  else {
    step.store.putStake({ ...stake, leaves: stake.leaves.filter((one) => one !== request) });
    step.settle(stake.session, request, { type: 'ended', how: 'cancelled', token: 0 });
    step.events.push({ type: 'withdrawn', cause: 'cancelled', ...step.describe(stake, [request]) });
  }
  settleObject(step, stake.object);
  return { type: 'cancelled' };
}

export function cancel(step: Step, { session: id, request, floor }: Cancel): CancelResult {
  const session = step.sender(id, floor);
  if (session === undefined) return { type: 'sessionGone' };
  const claim = step.store.claim(session, request);
  if (claim === undefined) return forestall(step, session, request);
  if (claim.type === 'settled') return alreadyOver(claim.result);
  const stake = step.stakeOf(claim);
  if (stake.token === 0 || stake.leaves.includes(request)) return takeOut(step, stake, request);
  return { type: 'granted', token: stake.token as Token };
}

function alreadyOver(result: Result): CancelResult {
  return result.type === 'ended' && result.how === 'cancelled' ? { type: 'cancelled' } : (result as CancelResult);
}

/** What a session holds of an object under a token. */
function heldBy(step: Step, session: Session, name: string, token: Token): Stake[] {
  const { object } = step.objectOf(session, name);
  return object === undefined ? [] : step.store.ofSession(session.no, object.no, token);
}

export function releaseToken(step: Step, { session: id, name, token, floor }: ReleaseToken): ReleaseResult {
  const session = step.sender(id, floor);
  if (session === undefined) return { type: 'sessionGone' };
  const holds = heldBy(step, session, name, token);
  if (holds.length === 0) return { type: 'notHeld' };
  for (const stake of holds) endHold(step, stake, 'released', 'released');
  settleObject(step, objectKey(session.namespace, name));
  return { type: 'released', token, left: 0 };
}

export function proclaim(step: Step, { session: id, name, token, value }: Proclaim): ProclaimResult {
  const session = step.sender(id, 0);
  if (session === undefined) return { type: 'sessionGone' };
  const [hold] = heldBy(step, session, name, token);
  if (hold?.want.kind !== 'election') return { type: 'notHeld' };
  const { valueBytes } = quotasOf(step.store.namespace(session.namespace));
  if (value.length > valueBytes) return exceeded('valueBytes', valueBytes);
  const stake: Stake = { ...hold, want: { kind: 'election', value } };
  step.store.putStake(stake);
  tellLeader(step, stake);
  return { type: 'proclaimed' };
}

export function breakHolds(step: Step, { namespace, name, token }: Break): BreakResult {
  const key = objectKey(namespace, name);
  const object = step.store.object(key);
  const holds = object === undefined ? [] : step.store.holders(object.no, token);
  if (holds.length === 0) return { type: 'notHeld' };
  for (const stake of holds) endHold(step, stake, 'broken', 'broken');
  settleObject(step, key);
  return { type: 'broken', holds: holds.length };
}

/** For queries: what has become of a request, undefined where nothing is known. */
export function requestState(step: Step, id: SessionId, request: RequestId): Result | undefined {
  const session = step.store.session(id);
  if (session === undefined) return { type: 'sessionGone' };
  const claim = step.store.claim(session, request);
  if (claim === undefined) return undefined;
  if (claim.type === 'settled') return claim.result;
  const stake = step.stakeOf(claim);
  return stake.leaves.includes(request) ? stillInside(step, stake.object) : stateOf(step, stake);
}
