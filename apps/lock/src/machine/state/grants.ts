import type { ReleaseCause } from '../model/events.js';
import type { Want } from '../model/commands.js';
import type { RequestId, Token } from '../model/ids.js';
import type { Ended } from '../model/results.js';
import type { LockObject, Stake } from './records.js';
import type { Step } from './step.js';

/** Whether there is room for one more hold, leaving the queue aside. */
function fits({ holds, used, size }: LockObject, want: Want): boolean {
  switch (want.kind) {
    case 'mutex':
    case 'election':
      return holds === 0;
    case 'rwlock':
      return want.mode === 'write' ? holds === 0 : used === 0;
    case 'semaphore':
      return used + want.weight <= size;
    // Those who enter come in all together.
    case 'barrier':
      return false;
  }
}

/** Whether a request would be granted at once. Nobody overtakes: not while others wait. */
export function isFree(object: LockObject, want: Want): boolean {
  if (want.kind === 'barrier') return object.holds === 0 && object.waiters + 1 >= object.size;
  return object.waiters === 0 && fits(object, want);
}

/** Grants to whoever comes next, at this command's index. A free object never has waiters. */
function grantNext(step: Step, key: string): void {
  const { store } = step;
  for (;;) {
    const object = store.object(key);
    if (object === undefined || object.waiters === 0) return;
    if (object.kind === 'barrier') {
      if (object.holds > 0 || object.waiters < object.size) return;
      for (const stake of store.waiters(object.no, object.size)) grant(step, stake);
      return;
    }
    const next = store.firstWaiting(object.no);
    if (next === undefined || !fits(object, next.want)) return;
    grant(step, next);
  }
}

function grant(step: Step, waiting: Stake): void {
  const token = step.index as Token;
  const stake: Stake = { ...waiting, token };
  step.store.removeStake(waiting);
  step.store.addStake(stake);
  step.events.push({ type: 'granted', token, ...step.describe(stake) });
  if (stake.want.kind === 'election') tellLeader(step, stake);
}

/** Says who leads an election now. */
export function tellLeader(step: Step, { session, token, want, object }: Stake): void {
  if (want.kind !== 'election') return;
  const { namespace, name } = step.store.object(object) ?? {};
  const owner = step.store.session(session)?.owner;
  if (namespace === undefined || name === undefined || owner === undefined) return;
  const leader = { session, owner, token: token as Token, value: want.value };
  step.events.push({ type: 'leader', namespace, name, leader });
}

/** Ends a hold with all its requests. What becomes of the object is settled by `settleObject`. */
export function endHold(step: Step, stake: Stake, how: Ended['how'], cause: ReleaseCause): void {
  const token = stake.token as Token;
  step.store.removeStake(stake);
  step.settleAll(stake, { type: 'ended', how, token });
  const requests = [...stake.requests, ...stake.leaves];
  step.events.push({ type: 'released', token, left: 0, cause, ...step.describe(stake, requests) });
}

/** Takes a waiting request out of its queue. What becomes of the object is settled by `settleObject`. */
export function withdraw(step: Step, stake: Stake, request: RequestId): void {
  const requests = stake.requests.filter((one) => one !== request);
  if (requests.length > 0) step.store.putStake({ ...stake, requests });
  else step.store.removeStake(stake);
  step.settle(stake.session, request, { type: 'ended', how: 'cancelled', token: 0 });
  step.events.push({ type: 'withdrawn', cause: 'cancelled', ...step.describe(stake, [request]) });
}

/**
 * After holders or waiters of an object have gone, or come: lets a round of a barrier end, grants to the next, and forgets the object
 * where nobody is left.
 */
export function settleObject(step: Step, key: string): void {
  const { store, events } = step;
  const before = store.object(key);
  if (before === undefined) return;
  if (before.kind === 'barrier' && before.holds > 0 && before.leaving === before.holds)
    for (const stake of store.holders(before.no, undefined)) endHold(step, stake, 'left', 'left');
  grantNext(step, key);
  const object = store.object(key);
  if (object === undefined) return;
  if (object.kind === 'election' && before.holds === 0 && object.holds === 0) {
    const { namespace, name } = object;
    events.push({ type: 'leader', namespace, name, leader: undefined });
  }
  if (object.holds === 0 && object.waiters === 0) store.removeObject(key, object);
}

/** A new hold of the same weight as the want's, or a place in the queue. */
export function newStake(stake: Omit<Stake, 'token' | 'leaves'>): Stake {
  return { ...stake, token: 0, leaves: [] };
}
