declare const brand: unique symbol;

/** 128 random bits that a client has drawn for its session, as 32 lower-case hexadecimal digits. */
export type SessionId = string & { readonly [brand]: 'SessionId' };

/**
 * Names a request within its session: a number from 1 up, which the client never uses for another request. Whatever becomes of the
 * request, a retry under the same number gets the same answer.
 */
export type RequestId = number & { readonly [brand]: 'RequestId' };

/**
 * Fencing token: the log index of the grant. A later grant of the same object has a larger one, also where the object has been forgotten in
 * between. Only shared holders who were granted together have the same one.
 */
export type Token = number & { readonly [brand]: 'Token' };

const SESSION = /^[0-9a-f]{32}$/;
const NAMESPACE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

export function isSessionId(value: string): value is SessionId {
  return SESSION.test(value);
}

/** Whether it is 1 to 63 letters, digits, `-`, `_` or `.`, the first a letter or digit. */
export function isNamespace(value: string): boolean {
  return NAMESPACE.test(value);
}

/** Whether it is a whole number from 1 to 2^53 - 1: what request ids, tokens and indexes are. */
export function isPositive(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
