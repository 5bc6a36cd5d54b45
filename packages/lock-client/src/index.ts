export { proto } from './codec/generated.js';
export * from './protocol/index.js';
export type * from './model/views.js';
export { LockClient, type NamespaceOptions } from './client/lock-client.js';
export type {
  AcquireOptions,
  BarrierOptions,
  CampaignOptions,
  InSession,
  LockClientOptions,
  SemaphoreOptions,
  SessionOptions,
} from './client/options.js';
export type { Session } from './client/client-session.js';
export type { Lock, ReleaseOptions } from './client/hold.js';
export type { Leadership } from './client/leadership.js';
export type { Barrier, BarrierWait } from './client/barrier.js';
export {
  KindMismatchError,
  LockError,
  type LockErrorTerms,
  type LockFailureCode,
  LockLostError,
  type LossCause,
  NotAcquiredError,
  NotHeldError,
  QuotaExceededError,
  RequestEndedError,
  RequestReusedError,
  SessionExpiredError,
  SizeMismatchError,
  UpgradeRefusedError,
} from './client/lock-error.js';
