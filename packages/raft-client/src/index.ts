export {
  RaftClient,
  type Answer,
  type CommitOptions,
  type Committed,
  type ReadOptions,
  type WatchOptions,
  type WriteOptions,
} from './raft-client.js';
export type { ChangeOptions, RaiseOptions, TuneOptions } from './administration.js';
export type { CallerOptions } from './calls.js';
export type { ServiceCallOptions, ServiceStreamOptions } from './service-calls.js';
export type { RaftClientOptions } from './options.js';
export type { BackoffOptions } from './backoff.js';
