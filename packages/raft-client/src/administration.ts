import type { CallerOptions } from './calls.js';

export interface ChangeOptions extends CallerOptions {
  /** Only if the configuration is still that of this index: `membership.index` of a status. */
  readonly expected?: number;
  /**
   * Waits for no learner, and takes no notice of voters that are not reached. By default false. It may leave a cluster that
   * decides nothing until more of its voters run.
   */
  readonly force?: boolean;
  /** Milliseconds to wait, with all attempts: 600,000, since who is to be a voter first gets the whole state. */
  readonly timeout?: number;
}

export interface TuneOptions extends CallerOptions {
  /** Address of the node that is tuned; by default the leader. Settings of the group are the leader's to change. */
  readonly node?: string;
  /** For settings of the group: only if the configuration is still that of this index, `membership.index` of a status. */
  readonly expected?: number;
}

export interface RaiseOptions extends CallerOptions {
  /** Only if the configuration is still that of this index: `membership.index` of a status. */
  readonly expected?: number;
}

/** Begins the name of every setting of the group. */
export const GROUP_PREFIX = 'group.';

/** Milliseconds. */
export const CHANGE_TIMEOUT = 600_000;
