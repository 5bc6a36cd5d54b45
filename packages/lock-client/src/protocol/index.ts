export { LOCK_DESCRIPTORS } from './descriptors.js';
export { decodeMessage, encodeMessage, type MessageType } from '@lolraft/proto-kit';
export {
  LOCK_ERROR_CODES,
  lockErrorCode,
  lockErrorDetails,
  type LockErrorCode,
  type RequestEnding,
} from './errors.js';
export { KIND_NAMES, kindName, kindNumber, type KindName } from './kinds.js';
export * from './limits.js';
export { LOCK_PROTO } from './proto-files.js';
export { LOCK_METHODS, LOCK_SERVICE, type LockMethod } from './service.js';
export { SESSION_BYTES, sessionBytes, sessionHex } from './session-id.js';
