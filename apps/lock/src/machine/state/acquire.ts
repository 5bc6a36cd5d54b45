import type { Acquire, Want } from '../model/commands.js';
import { sizeOf } from '../model/check.js';
import type { RequestId, Token } from '../model/ids.js';
import { MAX_STAKE_REQUESTS } from '../model/quotas.js';
import type { AcquireResult, Granted, Queued, Refusal } from '../model/results.js';
import { isFree, newStake, settleObject } from './grants.js';
import { type Claim, type LockObject, type Session, sizeOfObject, type Stake } from './records.js';
import { exceeded, quotasOf, Step } from './step.js';
import type { Store } from './store.js';

export function acquire(step: Step, command: Acquire): AcquireResult {
  const session = step.sender(command.session, command.floor);
  if (session === undefined) return { type: 'sessionGone' };
  const claim = step.store.claim(session, command.request);
  if (claim !== undefined) return retried(step, session, command, claim);
  if (command.request < session.floor) return { type: 'ended', how: 'forgotten', token: 0 };
  const full = step.requestQuota(session);
  if (full !== undefined) return full;
  const result = decide(step, session, command);
  if (result.type !== 'granted' && result.type !== 'queued') step.settle(session.id, command.request, result);
  return result;
}

/** What `acquire` would answer to a request that was decided before; undefined where this state does not know it. Changes nothing. */
export function decided(store: Store, command: Acquire): AcquireResult | undefined {
  const session = store.session(command.session);
  const claim = session === undefined ? undefined : store.claim(session, command.request);
  if (session === undefined || claim === undefined) return undefined;
  return retried(new Step(store, 0, 0), session, command, claim);
}

/** The same request again: whatever has become of it. */
function retried(step: Step, session: Session, command: Acquire, claim: Claim): AcquireResult {
  // What was remembered of another kind of request says that the number is taken.
  if (claim.type === 'settled') return isOfAcquire(claim.result) ? claim.result : { type: 'reused' };
  const stake = step.stakeOf(claim);
  const isSame =
    stake.object === step.objectOf(session, command.name).key &&
    stake.requests.includes(command.request) &&
    covers(stake.want, command.want);
  return isSame ? stateOf(step, stake) : { type: 'reused' };
}

function isOfAcquire(result: { readonly type: string }): result is AcquireResult {
  return result.type !== 'notHeld';
}

/** Whether a stake of `has` serves a request for `wanted`, of the same object. The value of a candidate is not compared: a later one may have joined. */
function covers(has: Want, wanted: Want): boolean {
  switch (wanted.kind) {
    case 'rwlock':
      return has.kind === 'rwlock' && (has.mode === 'write' || wanted.mode === 'read');
    case 'semaphore':
      return has.kind === 'semaphore' && has.weight === wanted.weight && has.permits === wanted.permits;
    case 'barrier':
      return has.kind === 'barrier' && has.parties === wanted.parties;
    case 'mutex':
    case 'election':
      return has.kind === wanted.kind;
  }
}

/** What the requests of a stake are told. */
export function stateOf(step: Step, stake: Stake): Granted | Queued {
  if (stake.token > 0) return { type: 'granted', token: stake.token as Token };
  return { type: 'queued', position: step.store.position(stake) };
}

function decide(step: Step, session: Session, { name, want, request, wait }: Acquire): Granted | Queued | Refusal {
  const { key, object } = step.objectOf(session, name);
  const quotas = quotasOf(step.store.namespace(session.namespace));
  if (want.kind === 'election' && want.value.length > quotas.valueBytes)
    return exceeded('valueBytes', quotas.valueBytes);
  if (object === undefined) return first(step, session, key, { name, want, request, wait });
  if (object.kind !== want.kind) return { type: 'kindMismatch', kind: object.kind };
  if (object.size !== sizeOfObject(want)) return { type: 'sizeMismatch', size: object.size };
  const own = ownStake(step, session, object);
  return own === undefined
    ? enter(step, session, key, object, { want, request, wait })
    : join(step, own, { want, request, wait });
}

/** What the session has already of an object, and the request shares. */
function ownStake({ store }: Step, session: Session, object: LockObject): Stake | undefined {
  if (object.kind === 'semaphore') return undefined;
  // Who leaves a barrier and enters again is one of the next round.
  return store.ofSession(session.no, object.no).find(({ leaves }) => leaves.length === 0);
}

type Asked = Pick<Acquire, 'want' | 'request' | 'wait'>;

function first(
  step: Step,
  session: Session,
  key: string,
  { name, ...asked }: Asked & { readonly name: string },
): Granted | Queued | Refusal {
  const { store, index } = step;
  const { want, wait } = asked;
  const namespace = store.namespace(session.namespace);
  const { nameBytes, objects, waiters } = quotasOf(namespace);
  if (sizeOf(name) > nameBytes) return exceeded('nameBytes', nameBytes);
  if (namespace.objects >= objects) return exceeded('objects', objects);
  const object: LockObject = {
    no: index,
    namespace: session.namespace,
    name,
    kind: want.kind,
    size: sizeOfObject(want),
    holds: 0,
    used: 0,
    waiters: 0,
    leaving: 0,
  };
  const isGranted = isFree(object, want);
  if (!isGranted && !wait) return { type: 'busy' };
  if (!isGranted && namespace.waiters >= waiters) return exceeded('waiters', waiters);
  store.addObject(key, object);
  return enter(step, session, key, object, asked);
}

function enter(
  step: Step,
  session: Session,
  key: string,
  object: LockObject,
  { want, request, wait }: Asked,
): Granted | Queued | Refusal {
  const { store, index } = step;
  if (!isFree(object, want)) {
    if (!wait) return { type: 'busy' };
    const namespace = store.namespace(session.namespace);
    const { waiters } = quotasOf(namespace);
    if (namespace.waiters >= waiters) return exceeded('waiters', waiters);
  }
  const { id, no: sessionNo } = session;
  const stake = newStake({
    no: index,
    object: key,
    objectNo: object.no,
    session: id,
    sessionNo,
    want,
    requests: [request],
  });
  store.addStake(stake);
  store.putClaim(id, request, { type: 'live', stake: stake.no });
  settleObject(step, key);
  return stateOf(step, store.stake(stake.no) ?? stake);
}

/** The hold, or the place in the queue, that the session has already serves this request too. */
function join(step: Step, own: Stake, { want, request, wait }: Asked): Granted | Queued | Refusal {
  if (!covers(own.want, want)) return { type: 'upgradeRefused' };
  if (own.token === 0 && !wait) return { type: 'busy' };
  if (own.requests.length >= MAX_STAKE_REQUESTS) return exceeded('stakeRequests', MAX_STAKE_REQUESTS);
  addRequest(step, own, request);
  if (own.token > 0) step.events.push({ type: 'granted', token: own.token as Token, ...step.describe(own, [request]) });
  return stateOf(step, own);
}

function addRequest(step: Step, own: Stake, request: RequestId): void {
  step.store.putStake({ ...own, requests: [...own.requests, request] });
  step.store.putClaim(own.session, request, { type: 'live', stake: own.no });
}
