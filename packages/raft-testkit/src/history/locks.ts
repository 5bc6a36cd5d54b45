import { perKey, type Model } from './model.js';

export type LockInput =
  /** Waits until it has the lock; one that gave up without it (`done: false`) tells nothing. */
  | { readonly type: 'acquire'; readonly holder: string }
  /** Takes the lock if it is free, and does not wait. */
  | { readonly type: 'try'; readonly holder: string }
  | { readonly type: 'release'; readonly holder: string }
  /** Who has it? */
  | { readonly type: 'owner' };

export interface LockOutput {
  /** Whether the holder got, or gave back, the lock. */
  readonly done?: boolean;
  /** Who had the lock before the operation took effect; null: nobody. */
  readonly owner?: string | null;
  /** The fencing token of the grant: of this one, or for `owner` of the last. A safe integer, larger at each grant. */
  readonly token?: number;
}

interface LockState {
  readonly owner: string | null;
  /** The fencing token of the last grant where it `isKnown`, else the least that it can be. */
  readonly token: number;
  readonly isKnown: boolean;
}

/** Nobody has been granted the lock yet; tokens are larger than this. */
const NEVER: LockState = { owner: null, token: -1, isKnown: true };

const encode = ({ owner, token, isKnown }: LockState): string => JSON.stringify([owner, token, isKnown]);

function decode(state: string): LockState {
  const [owner, token, isKnown] = JSON.parse(state) as [string | null, number, boolean];
  return { owner, token, isKnown };
}

/** The state once the token of its last grant is known to be `token`. */
function withToken(state: LockState, token: number | undefined): LockState | undefined {
  if (token === undefined) return state;
  const fits = state.isKnown ? token === state.token : token >= state.token;
  return fits ? { ...state, token, isKnown: true } : undefined;
}

function grant(state: LockState, owner: string, token: number | undefined): LockState | undefined {
  return withToken({ owner, token: state.token + 1, isKnown: false }, token);
}

function step(state: LockState, input: LockInput, output: LockOutput | undefined): LockState | undefined {
  if (output?.owner !== undefined && output.owner !== state.owner) return undefined;
  if (input.type === 'owner') return withToken(state, output?.token);
  if (input.type === 'acquire') {
    if (output?.done === false) return state;
    return state.owner === null ? grant(state, input.holder, output?.token) : undefined;
  }
  const works = state.owner === (input.type === 'try' ? null : input.holder);
  if (output?.done !== undefined && output.done !== works) return undefined;
  if (!works) return state;
  return input.type === 'try' ? grant(state, input.holder, output?.token) : { ...state, owner: null };
}

function describe(input: LockInput, output: LockOutput | undefined): string {
  const what = input.type === 'owner' ? 'owner' : `${input.type} for ${input.holder}`;
  if (output === undefined) return `${what} → ?`;
  const { done, owner, token } = output;
  const parts = input.type === 'owner' ? [] : [done === false ? 'refused' : 'ok'];
  if (owner !== undefined) parts.push(owner === null ? 'free' : input.type === 'owner' ? owner : `held by ${owner}`);
  if (token !== undefined) parts.push(`token ${token}`);
  return `${what} → ${parts.join(', ')}`;
}

/**
 * A lock that one holder has at a time and that is not reentrant, with fencing tokens that grow with each grant. A lock
 * that expires is one whose holder released it at a time that nobody knows: record a `release` of unknown outcome, called
 * when it may have expired at the earliest.
 */
export function lockModel(): Model<string, LockInput, LockOutput> {
  return {
    initial: encode(NEVER),
    step: (state, input, output) => {
      const next = step(decode(state), input, output);
      return next === undefined ? undefined : encode(next);
    },
    // A token tells more about the last grant than was known, and that is part of the state.
    isRead: ({ type }, { done, token }) => (type === 'owner' ? token === undefined : done === false),
    describe,
    describeState: (state) => {
      const { owner, token, isKnown } = decode(state);
      const tokenText = token < 0 ? '' : ` (token ${token}${isKnown ? '' : ' or more'})`;
      return (owner === null ? 'a free lock' : `the lock of ${owner}`) + tokenText;
    },
  };
}

/** Many locks, told apart by `key`. */
export function locksModel(): Model<string, LockInput & { readonly key: string }, LockOutput> {
  return perKey(lockModel());
}
