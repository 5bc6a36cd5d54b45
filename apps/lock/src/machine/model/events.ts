import type { Kind } from './commands.js';
import type { RequestId, SessionId, Token } from './ids.js';

/** What happens to an object at one of its holders or waiters. */
interface Stake {
  readonly namespace: string;
  readonly name: string;
  readonly kind: Kind;
  readonly session: SessionId;
  readonly requests: readonly RequestId[];
}

export type ReleaseCause = 'released' | 'broken' | 'sessionEnded' | 'left';
export type SessionEnding = 'closed' | 'expired';

/**
 * What a command has changed, for observers on this node: not replicated, and seen by each node as it applies. Restarts and
 * snapshots (`reset`) skip some, so an observer looks at the state then.
 */
export type LockEvent =
  | { readonly type: 'sessionOpened'; readonly session: SessionId; readonly ttlMs: number; readonly epoch: number }
  /** Everything that it held or waited for is told of besides, before. */
  | { readonly type: 'sessionEnded'; readonly session: SessionId; readonly how: SessionEnding }
  /** A grant, at once or after waiting: these requests hold now. */
  | ({ readonly type: 'granted'; readonly token: Token } & Stake)
  /** These requests do not hold any more; `left` others still do, by the same hold. */
  | ({ readonly type: 'released'; readonly token: Token; readonly left: number; readonly cause: ReleaseCause } & Stake)
  /** These requests do not wait any more, and hold nothing. */
  | ({ readonly type: 'withdrawn'; readonly cause: 'cancelled' | 'sessionEnded' } & Stake)
  /** An election has another leader, or none, or its leader another value. */
  | {
      readonly type: 'leader';
      readonly namespace: string;
      readonly name: string;
      readonly leader:
        | { readonly session: SessionId; readonly owner: string; readonly token: Token; readonly value: Uint8Array }
        | undefined;
    }
  /** The state was replaced. */
  | { readonly type: 'reset' };

/** Told of each command that has changed something, in order. It must not throw. */
export type LockListener = (index: number, events: readonly LockEvent[]) => void;
