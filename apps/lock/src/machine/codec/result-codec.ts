import type { Ending, Result } from '../model/results.js';
import { QUOTA_NAMES } from '../model/quotas.js';
import { decodeAs, encodeAs, unknownVariant } from './envelope.js';
import { number, oneOf, union } from './shape.js';
import { kind, token } from './shapes.js';

/** Numbered: only ever add behind the last one. */
export const ending = oneOf<Ending>(['released', 'cancelled', 'broken', 'left', 'forgotten']);
const which = oneOf([...QUOTA_NAMES, 'namespaces', 'stakeRequests'] as const);

export const result = union<Result, 'type'>(
  'type',
  {
    opened: [1, { epoch: number() }],
    closed: [2, {}],
    expired: [3, { expired: number(), stale: number() }],
    granted: [4, { token }],
    queued: [5, { position: number() }],
    busy: [6, {}],
    ended: [7, { how: ending, token: number() }],
    notHeld: [8, {}],
    sessionGone: [9, {}],
    kindMismatch: [10, { kind }],
    sizeMismatch: [11, { size: number() }],
    upgradeRefused: [12, {}],
    reused: [13, {}],
    quotaExceeded: [14, { which, limit: number() }],
    released: [15, { token, left: number() }],
    cancelled: [16, {}],
    proclaimed: [17, {}],
    broken: [18, { holds: number() }],
    quotasSet: [19, {}],
  },
  unknownVariant('the result'),
);

export function encodeResult(value: Result): Uint8Array {
  return encodeAs(result, value);
}

/** @throws {UnknownEntryError | ProtocolError} on what is no result. */
export function decodeResult(bytes: Uint8Array): Result {
  return decodeAs('the result', result, bytes);
}
