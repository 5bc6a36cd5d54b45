import type { Command, Want } from './commands.js';
import { isNamespace, isPositive, isSessionId } from './ids.js';
import { MAX_LIST, type Query } from './queries.js';
import {
  MAX_EXPIRY_BATCH,
  MAX_PARTIES,
  MAX_PERMITS,
  MAX_QUOTAS,
  MAX_TTL_MS,
  MIN_TTL_MS,
  QUOTA_NAMES,
} from './quotas.js';

const encoder = new TextEncoder();
/** Half of a surrogate pair: not a text that UTF-8 can hold. */
const BROKEN_TEXT = /\p{Surrogate}/u;

/** Bytes of UTF-8. */
export function sizeOf(text: string): number {
  return encoder.encode(text).length;
}

function faultOfText(what: string, text: string, least: number, most: number): string | undefined {
  // A character takes a byte at least: no need to encode what is much too long.
  const size = text.length > most ? text.length : sizeOf(text);
  if (size < least || size > most) return `${what} must be ${least} to ${most} bytes, not ${size}`;
  return BROKEN_TEXT.test(text) ? `${what} is not Unicode` : undefined;
}

const faultOfName = (name: string): string | undefined => faultOfText('a name', name, 1, MAX_QUOTAS.nameBytes);

function faultOfNamespace(namespace: string): string | undefined {
  if (isNamespace(namespace)) return undefined;
  return 'a namespace is 1 to 63 letters, digits, "-", "_" or ".", the first a letter or digit';
}

function faultOfSession(session: string): string | undefined {
  return isSessionId(session) ? undefined : 'a session id is 32 lower-case hexadecimal digits';
}

function faultOfNumber(what: string, value: number, least: number, most: number): string | undefined {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return undefined;
  return `${what} must be a whole number from ${least} to ${most}, not ${value}`;
}

const ANY = Number.MAX_SAFE_INTEGER;

/** A request that is yet to be decided is not below the floor; what is released, or cancelled, may be. */
function faultOfFloor(command: Extract<Command, { readonly floor: number }>): string | undefined {
  const most = command.type === 'acquire' || command.type === 'leave' ? command.request : ANY;
  return faultOfNumber('floor', command.floor, 0, most);
}

function faultOfValue({ length }: Uint8Array): string | undefined {
  return length > MAX_QUOTAS.valueBytes ? `a value must be at most ${MAX_QUOTAS.valueBytes} bytes` : undefined;
}

function faultOfWant(want: Want): string | undefined {
  switch (want.kind) {
    case 'semaphore':
      return (
        faultOfNumber('permits', want.permits, 1, MAX_PERMITS) ?? faultOfNumber('weight', want.weight, 1, want.permits)
      );
    case 'election':
      return faultOfValue(want.value);
    case 'barrier':
      return faultOfNumber('parties', want.parties, 1, MAX_PARTIES);
    case 'mutex':
    case 'rwlock':
      return undefined;
  }
}

/** Why a command cannot be applied, whatever the state is; undefined where it can. */
export function findFault(command: Command): string | undefined {
  if ('session' in command) {
    const fault = faultOfSession(command.session);
    if (fault !== undefined) return fault;
  }
  if ('request' in command) {
    const fault = faultOfNumber('a request id', command.request, 1, ANY);
    if (fault !== undefined) return fault;
  }
  if ('floor' in command) {
    const fault = faultOfFloor(command);
    if (fault !== undefined) return fault;
  }
  if ('name' in command) {
    const fault = faultOfName(command.name);
    if (fault !== undefined) return fault;
  }
  if ('namespace' in command) {
    const fault = faultOfNamespace(command.namespace);
    if (fault !== undefined) return fault;
  }
  if ('token' in command && !isPositive(command.token)) return 'a token is a whole number from 1';
  switch (command.type) {
    case 'openSession':
      return (
        faultOfText('an owner', command.owner, 0, MAX_QUOTAS.ownerBytes) ??
        faultOfNumber('ttlMs', command.ttlMs, MIN_TTL_MS, MAX_TTL_MS)
      );
    case 'expireSessions':
      return faultOfExpiry(command.term, command.sessions);
    case 'acquire':
      return faultOfWant(command.want);
    case 'proclaim':
      return faultOfValue(command.value);
    case 'setQuotas': {
      const { quotas } = command;
      if (quotas === undefined) return undefined;
      return QUOTA_NAMES.map((name) => faultOfNumber(name, quotas[name], 0, MAX_QUOTAS[name])).find(
        (fault) => fault !== undefined,
      );
    }
    case 'closeSession':
    case 'release':
    case 'releaseToken':
    case 'leave':
    case 'cancel':
    case 'break':
      return undefined;
  }
}

function faultOfExpiry(
  term: number,
  sessions: readonly { readonly session: string; readonly epoch: number }[],
): string | undefined {
  if (sessions.length === 0 || sessions.length > MAX_EXPIRY_BATCH)
    return `a command expires 1 to ${MAX_EXPIRY_BATCH} sessions`;
  if (new Set(sessions.map(({ session }) => session)).size !== sessions.length) return 'a session is named twice';
  return (
    faultOfNumber('term', term, 1, ANY) ??
    sessions
      .map(({ session, epoch }) => faultOfSession(session) ?? faultOfNumber('epoch', epoch, 1, ANY))
      .find((fault) => fault !== undefined)
  );
}

/** Why a query cannot be answered, whatever the state is; undefined where it can. */
export function findQueryFault(query: Query): string | undefined {
  if ('session' in query) {
    const fault = faultOfSession(query.session);
    if (fault !== undefined) return fault;
  }
  if ('namespace' in query) {
    const fault = faultOfNamespace(query.namespace);
    if (fault !== undefined) return fault;
  }
  if ('name' in query) {
    const fault = faultOfName(query.name);
    if (fault !== undefined) return fault;
  }
  if ('limit' in query) {
    const fault = faultOfNumber('limit', query.limit, 1, MAX_LIST);
    if (fault !== undefined) return fault;
  }
  if ('token' in query && !isPositive(query.token)) return 'a token is a whole number from 1';
  if ('request' in query && !isPositive(query.request)) return 'a request id is a whole number from 1';
  if ('after' in query) return faultOfText('after', query.after, 0, MAX_QUOTAS.nameBytes);
  return undefined;
}
