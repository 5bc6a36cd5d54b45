import { Metadata, status } from '@grpc/grpc-js';
import { NotLeaderError, type ErrorCode, type RaftError } from '@lolraft/raft-core';
import { encodeError, toWireError } from '@lolraft/raft-wire';
import { asBuffer } from './methods.js';

/** Trailers of an error. The first has all of it, for those who know our messages; the others are for people and proxies. */
export const ERROR_TRAILER = 'lol-error-bin';
export const LEADER_ID_TRAILER = 'lol-leader-id';
export const LEADER_ADDRESS_TRAILER = 'lol-leader-address';

/**
 * What a program that knows gRPC and not us makes of our errors. Never UNAVAILABLE for what may have had an effect, since
 * generic clients are set up to retry that: it stands for "not applied" alone.
 */
const STATUS_OF: Readonly<Record<ErrorCode, status>> = {
  INVALID_ARGUMENT: status.INVALID_ARGUMENT,
  ENTRY_TOO_LARGE: status.INVALID_ARGUMENT,
  NOT_LEADER: status.FAILED_PRECONDITION,
  OVERLOADED: status.RESOURCE_EXHAUSTED,
  LEADERSHIP_LOST: status.ABORTED,
  DEADLINE_EXCEEDED: status.DEADLINE_EXCEEDED,
  ABORTED: status.CANCELLED,
  CLOSED: status.UNAVAILABLE,
  UNAVAILABLE: status.UNAVAILABLE,
  GROUP_NOT_FOUND: status.NOT_FOUND,
  PROTOCOL: status.INVALID_ARGUMENT,
  CORRUPTION: status.DATA_LOSS,
  STORAGE_FAILED: status.INTERNAL,
  STORAGE_FULL: status.RESOURCE_EXHAUSTED,
  STORAGE_LOCKED: status.FAILED_PRECONDITION,
  STORAGE_FORMAT: status.FAILED_PRECONDITION,
  IDENTITY_MISMATCH: status.FAILED_PRECONDITION,
  SESSION_EXPIRED: status.FAILED_PRECONDITION,
  SEQUENCE_FORGOTTEN: status.FAILED_PRECONDITION,
  // It was applied before.
  RESPONSE_EVICTED: status.ALREADY_EXISTS,
  TOO_MANY_SESSIONS: status.RESOURCE_EXHAUSTED,
  CLUSTER_VERSION: status.FAILED_PRECONDITION,
  STORE_REFUSED: status.FAILED_PRECONDITION,
  REMOVED: status.FAILED_PRECONDITION,
  CHANGE_IN_PROGRESS: status.FAILED_PRECONDITION,
  CONFIGURATION_CHANGED: status.ABORTED,
  QUORUM_AT_RISK: status.FAILED_PRECONDITION,
  LEARNER_BEHIND: status.FAILED_PRECONDITION,
  TRANSFER_FAILED: status.ABORTED,
  SNAPSHOT_STORE: status.INTERNAL,
  SNAPSHOT_NOT_FOUND: status.NOT_FOUND,
  SNAPSHOT_EXISTS: status.ALREADY_EXISTS,
  UNKNOWN_ENTRY: status.UNIMPLEMENTED,
  APP_FAILED: status.INTERNAL,
  // Nothing was done: where it may be tried again as it is, ABORTED; where something may have been done, UNKNOWN.
  APP_ERROR: status.FAILED_PRECONDITION,
  METHOD_NOT_FOUND: status.UNIMPLEMENTED,
  UNAUTHENTICATED: status.UNAUTHENTICATED,
  PERMISSION_DENIED: status.PERMISSION_DENIED,
  ALREADY_EXISTS: status.ALREADY_EXISTS,
  INTERNAL: status.INTERNAL,
};

/** What gRPC sends at the end of a call that has failed. */
export interface Failure {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

const PRINTABLE = /^[\x20-\x7e]+$/;

export function failureOf(error: RaftError): Failure {
  const metadata = new Metadata();
  metadata.set(ERROR_TRAILER, asBuffer(encodeError(toWireError(error))));
  if (error instanceof NotLeaderError && error.leader !== undefined) {
    const { id, address } = error.leader;
    if (PRINTABLE.test(id)) metadata.set(LEADER_ID_TRAILER, id);
    if (PRINTABLE.test(address)) metadata.set(LEADER_ADDRESS_TRAILER, address);
  }
  return { code: statusOf(error), details: `${error.code}: ${error.message}`, metadata };
}

/** Exported for the table of docs/protocol.md. */
export function statusOf({ code, outcome, retryable }: Pick<RaftError, 'code' | 'outcome' | 'retryable'>): status {
  if (code === 'APP_ERROR' && outcome === 'unknown') return status.UNKNOWN;
  if (code === 'APP_ERROR' && retryable) return status.ABORTED;
  const known = Object.hasOwn(STATUS_OF, code) ? STATUS_OF[code] : status.UNKNOWN;
  return known === status.UNAVAILABLE && outcome === 'unknown' ? status.UNKNOWN : known;
}
