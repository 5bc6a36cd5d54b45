import type { Lock } from '@lolraft/lock-client';
import type { SimCluster } from '@lolraft/raft-testkit';
import type { SessionId } from '../../../src/index.js';
import type { FencedRegister } from './fenced-register.js';
import type { LockHistory } from './lock-history.js';
import type { LockLog } from './lock-log.js';
import type { LockScenario } from './scenario.js';

/** The world, as those see it who live in it. */
export interface Site {
  readonly scenario: LockScenario;
  readonly cluster: SimCluster;
  readonly log: LockLog;
  readonly history: LockHistory;
  /** Nobody begins anything any more. */
  readonly isOver: boolean;
  /** What the service has promised to somebody: see `Promised`. */
  promised(session: SessionId, sentAt: number, told: number | undefined): void;
  /** A client looks whether it holds what it was granted. Returns whether it does, as it believes. */
  looks(name: string, lock: Lock, who: string): boolean;
  /** A client takes a session for alive that has expired. */
  outlived(user: string, session: SessionId): void;
  register(name: string): FencedRegister;
}
