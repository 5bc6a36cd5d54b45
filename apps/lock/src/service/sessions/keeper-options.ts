import type { AttentionOptions } from '../time/attentive-time.js';

export interface KeeperOptions extends AttentionOptions {
  /** Commands that expire sessions and are not decided yet, at once. */
  readonly expiriesInFlight: number;
  /** Sessions that a new leader takes over in one turn of the event loop. */
  readonly slice: number;
}

export const DEFAULT_KEEPER_OPTIONS: KeeperOptions = { beat: 100, tolerance: 100, expiriesInFlight: 8, slice: 5_000 };
