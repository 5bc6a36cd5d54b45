import {
  AbortedError,
  AppFailedError,
  ClosedError,
  CorruptionError,
  DeadlineExceededError,
  EntryTooLargeError,
  type ErrorCode,
  GroupNotFoundError,
  IdentityMismatchError,
  InternalError,
  InvalidArgumentError,
  LeadershipLostError,
  NotLeaderError,
  OverloadedError,
  ProtocolError,
  RaftError,
  StorageFailedError,
  StorageFormatError,
  StorageFullError,
  StorageLockedError,
  StoreRefusedError,
  UnavailableError,
  UnknownEntryError,
} from '@lolraft/raft-core';

/** Codes without a class of their own stand for themselves. */
const CLASSES = {
  INVALID_ARGUMENT: InvalidArgumentError,
  ENTRY_TOO_LARGE: EntryTooLargeError,
  NOT_LEADER: NotLeaderError,
  OVERLOADED: OverloadedError,
  LEADERSHIP_LOST: LeadershipLostError,
  DEADLINE_EXCEEDED: DeadlineExceededError,
  ABORTED: AbortedError,
  CLOSED: ClosedError,
  UNAVAILABLE: UnavailableError,
  GROUP_NOT_FOUND: GroupNotFoundError,
  PROTOCOL: ProtocolError,
  CORRUPTION: CorruptionError,
  STORAGE_FAILED: StorageFailedError,
  STORAGE_FULL: StorageFullError,
  STORAGE_LOCKED: StorageLockedError,
  STORAGE_FORMAT: StorageFormatError,
  IDENTITY_MISMATCH: IdentityMismatchError,
  STORE_REFUSED: StoreRefusedError,
  UNKNOWN_ENTRY: UnknownEntryError,
  APP_FAILED: AppFailedError,
  UNAUTHENTICATED: RaftError,
  PERMISSION_DENIED: RaftError,
  ALREADY_EXISTS: RaftError,
  INTERNAL: InternalError,
} satisfies Record<ErrorCode, unknown>;

/** The class of errors with this code; `RaftError` where this build does not know it. */
export function classOfCode(code: string): (typeof CLASSES)[ErrorCode] {
  return Object.hasOwn(CLASSES, code) ? CLASSES[code as ErrorCode] : RaftError;
}
