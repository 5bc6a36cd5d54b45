import { RaftError, type Outcome } from '@lolraft/raft-core';

/**
 * Why an app process is gone for its node:
 * - `ended`: its connection or its process ended
 * - `silent`: it did not answer in time; it may still run
 * - `protocol`: it sent what the protocol does not allow
 * - `closed`: the node let go of it
 */
export type LossReason = 'ended' | 'silent' | 'protocol' | 'closed';

/** The app process, and its state with it, is lost. A new one has to install and replay before it may be asked. */
export class AppLostError extends RaftError {
  readonly reason: LossReason;

  constructor(reason: LossReason, message: string, outcome: Outcome = 'not_applied') {
    super('UNAVAILABLE', message, { outcome, retryable: true });
    this.reason = reason;
  }
}

/** The app process says itself that it could not do what it was asked for. */
export class AppReportedError extends RaftError {
  constructor(message: string) {
    super('APP_FAILED', message);
  }
}
