/**
 * What a caller knows about a call that failed:
 * - `not_applied`: it has had no effect and never will; a retry is safe.
 * - `unknown`: it may have been applied, or may be yet; only a session makes a retry safe.
 */
export type Outcome = 'not_applied' | 'unknown';

/** Stable, documented names of errors; the same over every wire. */
export type ErrorCode =
  | 'INVALID_ARGUMENT'
  | 'ENTRY_TOO_LARGE'
  | 'NOT_LEADER'
  | 'OVERLOADED'
  | 'LEADERSHIP_LOST'
  | 'SESSION_EXPIRED'
  | 'SEQUENCE_FORGOTTEN'
  | 'RESPONSE_EVICTED'
  | 'TOO_MANY_SESSIONS'
  | 'DEADLINE_EXCEEDED'
  | 'ABORTED'
  | 'CLOSED'
  | 'UNAVAILABLE'
  | 'GROUP_NOT_FOUND'
  | 'PROTOCOL'
  | 'CORRUPTION'
  | 'STORAGE_FAILED'
  | 'STORAGE_FULL'
  | 'STORAGE_LOCKED'
  | 'STORAGE_FORMAT'
  | 'IDENTITY_MISMATCH'
  | 'STORE_REFUSED'
  | 'REMOVED'
  | 'CHANGE_IN_PROGRESS'
  | 'CONFIGURATION_CHANGED'
  | 'QUORUM_AT_RISK'
  | 'LEARNER_BEHIND'
  | 'CLUSTER_VERSION'
  | 'TRANSFER_FAILED'
  | 'SNAPSHOT_STORE'
  | 'SNAPSHOT_NOT_FOUND'
  | 'SNAPSHOT_EXISTS'
  | 'UNKNOWN_ENTRY'
  | 'APP_FAILED'
  | 'APP_ERROR'
  | 'METHOD_NOT_FOUND'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED'
  | 'ALREADY_EXISTS'
  | 'INTERNAL';

export interface RaftErrorOptions {
  readonly outcome?: Outcome;
  /** Whether the same call can succeed later without anybody's doing. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** The base of every error that lol raises on purpose. */
export class RaftError extends Error {
  // Refused calls are errors by the thousand: declared, so that each field is set once.
  declare readonly code: ErrorCode;
  declare readonly outcome: Outcome;
  declare readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options?: RaftErrorOptions) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.outcome = options?.outcome ?? 'not_applied';
    this.retryable = options?.retryable ?? false;
  }
}

/** An argument or option that can never work; the message says what was expected. */
export class InvalidArgumentError extends RaftError {
  constructor(message: string) {
    super('INVALID_ARGUMENT', message);
  }
}

/** A command over the limit of `maxEntryBytes`. */
export class EntryTooLargeError extends RaftError {
  constructor(bytes: number, limit: number) {
    super('ENTRY_TOO_LARGE', `a command of ${bytes} bytes is over the limit of ${limit} bytes`);
  }
}

/** Where the leader was last known to be. */
export interface LeaderHint {
  readonly id: string;
  readonly address: string;
}

/** The node asked is not the leader; `leader` is its best guess who is. */
export class NotLeaderError extends RaftError {
  readonly leader: LeaderHint | undefined;
  constructor(leader: LeaderHint | undefined) {
    super(
      'NOT_LEADER',
      leader === undefined
        ? 'not the leader, and no leader is known'
        : `not the leader; the leader is ${leader.id} at ${leader.address}`,
      {
        retryable: true,
      },
    );
    this.leader = leader;
  }
}

/** A bounded queue is full. Nothing was appended; try again after a moment. */
export class OverloadedError extends RaftError {
  constructor(what: string) {
    super('OVERLOADED', `overloaded: ${what}`, { retryable: true });
  }
}

/** The leader stepped down after the command was appended: a later leader may or may not commit it. */
export class LeadershipLostError extends RaftError {
  constructor(message = 'leadership was lost after the command was appended; it may or may not be committed') {
    super('LEADERSHIP_LOST', message, { outcome: 'unknown', retryable: true });
  }
}

/** The deadline passed. `unknown` where the command may have been appended. */
export class DeadlineExceededError extends RaftError {
  constructor(outcome: Outcome, message = 'the deadline has passed') {
    super('DEADLINE_EXCEEDED', message, { outcome, retryable: true });
  }
}

/**
 * There is no such session (any more): it was closed, or was quiet for longer than its time. This attempt of the command is not applied and never
 * will be; whether an earlier one was is not known any more.
 */
export class SessionExpiredError extends RaftError {
  constructor(session: number, outcome: Outcome = 'unknown') {
    super('SESSION_EXPIRED', `session ${session} is gone: open another one`, { outcome });
  }
}

/** The session's client has said that it does not wait for this command any more. Never applied by this attempt. */
export class SequenceForgottenError extends RaftError {
  constructor(session: number, sequence: number) {
    super('SEQUENCE_FORGOTTEN', `command ${sequence} of session ${session} was acknowledged or given up before`, {
      outcome: 'unknown',
    });
  }
}

/** The command was applied at `index`, once; its response is not kept any more, and no retry will bring it back. */
export class AppliedResponseEvictedError extends RaftError {
  readonly index: number;
  constructor(index: number) {
    super('RESPONSE_EVICTED', `the command was applied at index ${index}, but its response is not kept any more`, {
      outcome: 'unknown',
    });
    this.index = index;
  }
}

/** The group has as many sessions as it may; some will expire. */
export class TooManySessionsError extends RaftError {
  constructor(limit: number) {
    super('TOO_MANY_SESSIONS', `${limit} sessions are open, which is the limit`, { retryable: true });
  }
}

/** The caller's `AbortSignal` fired. `unknown` where the command may have been appended. */
export class AbortedError extends RaftError {
  constructor(outcome: Outcome, cause?: unknown) {
    super('ABORTED', 'the call was aborted by its caller', { outcome, cause });
  }
}

/** The node, host, client or store is closed. */
export class ClosedError extends RaftError {
  constructor(what: string, outcome: Outcome = 'not_applied') {
    super('CLOSED', `${what} is closed`, { outcome });
  }
}

/** Nobody could be reached, or a connection broke; `unknown` where the request may have arrived. */
export class UnavailableError extends RaftError {
  constructor(message: string, outcome: Outcome, cause?: unknown) {
    super('UNAVAILABLE', message, { outcome, retryable: true, cause });
  }
}

export class GroupNotFoundError extends RaftError {
  constructor(group: string) {
    super('GROUP_NOT_FOUND', `this host runs no group ${JSON.stringify(group)}`);
  }
}

/** The node has no such service, or the service no such method of that kind. */
export class MethodNotFoundError extends RaftError {
  constructor(service: string, method: string) {
    super('METHOD_NOT_FOUND', `this node has no method ${service}/${method} of that kind`);
  }
}

/** A peer or client sent what the protocol does not allow. */
export class ProtocolError extends RaftError {
  constructor(message: string, cause?: unknown) {
    super('PROTOCOL', message, { cause });
  }
}

/** Stored or received bytes fail their checksum or contradict each other. Never repaired by guessing. */
export class CorruptionError extends RaftError {
  constructor(message: string, cause?: unknown) {
    super('CORRUPTION', message, { cause });
  }
}

/** A write or sync failed: the store is poisoned and must be reopened; every group on it has stopped. */
export class StorageFailedError extends RaftError {
  constructor(message: string, cause?: unknown) {
    super('STORAGE_FAILED', message, { outcome: 'unknown', cause });
  }
}

/** The reserve of disk space is reached: writes are refused before anything is lost. */
export class StorageFullError extends RaftError {
  constructor(message: string) {
    super('STORAGE_FULL', message, { retryable: true });
  }
}

/** Another process has the data directory open. */
export class StorageLockedError extends RaftError {
  constructor(message: string, cause?: unknown) {
    super('STORAGE_LOCKED', message, { cause });
  }
}

/** The data directory is of a newer format, or is none of ours. */
export class StorageFormatError extends RaftError {
  constructor(message: string, cause?: unknown) {
    super('STORAGE_FORMAT', message, { cause });
  }
}

/** A data directory, peer or client belongs to another cluster or node. */
export class IdentityMismatchError extends RaftError {
  constructor(message: string) {
    super('IDENTITY_MISMATCH', message);
  }
}

/** The cluster knows another store under this node's id: this data directory is not the one that it trusts. */
export class StoreRefusedError extends RaftError {
  constructor(message: string) {
    super('STORE_REFUSED', message);
  }
}

/** The node was removed from the cluster, for ever: its id is never used again. */
export class RemovedError extends RaftError {
  constructor(id: string) {
    super('REMOVED', `${id} was removed from the cluster: it has stopped, and its data directory may be deleted`);
  }
}

/** One change of membership, or transfer of leadership, at a time: another one is under way, or the leader is too fresh. */
export class ChangeInProgressError extends RaftError {
  constructor(message: string) {
    super('CHANGE_IN_PROGRESS', message, { retryable: true });
  }
}

/** The caller has not shown who it is, or not so that it is believed. Nothing was done, and the message holds no secret. */
export class UnauthenticatedError extends RaftError {
  constructor(message: string) {
    super('UNAUTHENTICATED', message);
  }
}

/** The caller is known, and may not do that. Nothing was done. */
export class PermissionDeniedError extends RaftError {
  constructor(message: string) {
    super('PERMISSION_DENIED', message);
  }
}

/** The membership is not the one that the change was decided on; look at it again. */
export class ConfigurationChangedError extends RaftError {
  constructor(expected: number, index: number) {
    super('CONFIGURATION_CHANGED', `the configuration is that of index ${index}, not of ${expected}: look again`);
  }
}

/**
 * The change would leave a cluster that cannot decide anything; `force` makes it all the same. `unknown` where it was found out half
 * way: who was to be a voter is a learner by then.
 */
export class QuorumAtRiskError extends RaftError {
  constructor(reachable: number, voters: number, outcome: Outcome) {
    super(
      'QUORUM_AT_RISK',
      `of the ${voters} voters that there would be, the leader reaches only ${reachable}: start or remove the others first, or force the change`,
      { outcome },
    );
  }
}

/** Who was to be a voter does not catch up; it stays a learner, and the same change may be asked for again. */
export class LearnerBehindError extends RaftError {
  constructor(message: string) {
    super('LEARNER_BEHIND', message, { outcome: 'unknown', retryable: true });
  }
}

/**
 * Some member's build does not support the cluster version that there is, or would be: run another one there, then ask again. `unknown`
 * where it was found out half way.
 */
export class ClusterVersionError extends RaftError {
  constructor(message: string, outcome: Outcome = 'not_applied') {
    super('CLUSTER_VERSION', message, { outcome });
  }
}

/** Leadership stays where it is, or went elsewhere. */
export class TransferFailedError extends RaftError {
  constructor(message: string) {
    super('TRANSFER_FAILED', message, { retryable: true });
  }
}

/** A snapshot store failed or cannot be reached; names the resource and, where there is one, the server's request id. */
export class SnapshotStoreError extends RaftError {
  constructor(message: string, options: { readonly retryable: boolean; readonly cause?: unknown }) {
    super('SNAPSHOT_STORE', message, options);
  }
}

/** The resource that a tag names is not there (any more). */
export class SnapshotNotFoundError extends RaftError {
  constructor(message: string, cause?: unknown) {
    super('SNAPSHOT_NOT_FOUND', message, { cause });
  }
}

/** A snapshot of that name has been written already: names are used once. */
export class SnapshotExistsError extends RaftError {
  constructor(message: string, cause?: unknown) {
    super('SNAPSHOT_EXISTS', message, { cause });
  }
}

/** An entry of a kind or version that this build does not know; skipping it would diverge. */
export class UnknownEntryError extends RaftError {
  constructor(message: string) {
    super('UNKNOWN_ENTRY', message);
  }
}

/** The app threw from `apply` or `install`: its group has stopped on this node at `index`. */
export class AppFailedError extends RaftError {
  readonly index: number;
  constructor(index: number, cause: unknown) {
    super('APP_FAILED', `the app failed at index ${index}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      outcome: 'unknown',
      cause,
    });
    this.index = index;
  }
}

export interface AppErrorOptions extends RaftErrorOptions {
  /** For programs: at most `MAX_APP_DETAILS` bytes, in a form that is the app's own. */
  readonly details?: Uint8Array;
}

/** Bytes of the details of an `AppError`. */
export const MAX_APP_DETAILS = 4096;
const APP_CODE = /^[A-Z0-9_]{1,64}$/;

/**
 * What a method of a mounted service says on purpose, in words of its app: it travels as it is, over every transport. A client
 * tries again by itself only where it is `retryable`, and where `outcome` says that nothing was done or the call may be repeated.
 */
export class AppError extends RaftError {
  /** Such as `SESSION_GONE`: 1 to 64 upper-case letters, digits and `_`. It is the app's, and may be the same as one of ours. */
  readonly appCode: string;
  readonly details: Uint8Array;

  /** @throws {InternalError} on a code or details that cannot travel: that is a bug of the app's. */
  constructor(appCode: string, message: string, options: AppErrorOptions = {}) {
    super('APP_ERROR', message, options);
    const { details = new Uint8Array() } = options;
    invariant(APP_CODE.test(appCode), () => `${JSON.stringify(appCode)} is no code: 1 to 64 of A-Z, 0-9, _`);
    invariant(details.length <= MAX_APP_DETAILS, () => `the details of an error have ${details.length} bytes`);
    this.appCode = appCode;
    this.details = details;
  }
}

/** A broken invariant: a bug of ours, or memory that lies. The group stops before data is lost. */
export class InternalError extends RaftError {
  constructor(message: string, cause?: unknown) {
    super('INTERNAL', message, { outcome: 'unknown', cause });
  }
}

/**
 * Stays on in production: used where going on would lose data. A message that has to be put together is given as a
 * function, since nearly every call is on a hot path and nearly none fails.
 */
export function invariant(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new InternalError(`invariant broken: ${typeof message === 'string' ? message : message()}`);
}
