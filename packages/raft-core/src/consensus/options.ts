import { InvalidArgumentError } from '../model/errors.js';
import { checkSettings, FINITE, type SettingDefinitions } from '../model/setting-definition.js';

/** Settings of the protocol. Times are milliseconds; sizes are bytes. */
export interface ConsensusOptions {
  /** Time between the rounds of heartbeats of a leader. */
  readonly heartbeatInterval: number;
  /**
   * How long a voter keeps faith with a leader that it has heard, and how long a leader goes on without a quorum.
   * Cluster-wide, fixed at bootstrap, never adaptive (rule 9).
   */
  readonly electionTimeoutMin: number;
  /** The longest that adaptive failure detection may wait before it suspects the leader. */
  readonly electionTimeoutMax: number;
  /** Suspicion level at which a leader is taken for dead: 8 is one wrong suspicion in 10^8 heartbeats of a normal distribution. */
  readonly phiThreshold: number;
  /** After the own connection to the leader closed, a pre-vote starts within this time, at random so that two nodes seldom collide. */
  readonly closedConnectionSpread: number;
  /** Largest sum of entries in one append message; a single larger entry still travels alone. */
  readonly maxAppendBytes: number;
  /** Append messages on their way to one follower. */
  readonly maxInflightMessages: number;
  /** Bytes of entries on their way to one follower. */
  readonly maxInflightBytes: number;
  /** A leader refuses commands while more bytes than this are appended but not committed. */
  readonly maxUncommittedBytes: number;
  /** Durable entries kept in memory for replication and apply, in bytes. */
  readonly logCacheBytes: number;
  /** How long a follower may fetch a snapshot without getting on before it is offered another one. */
  readonly snapshotPatience: number;
  /** How long an idle leader may keep a new commit index to itself; appends and heartbeats carry it for free. */
  readonly commitNoticeDelay: number;
}

export const DEFAULT_CONSENSUS_OPTIONS: ConsensusOptions = {
  heartbeatInterval: 100,
  electionTimeoutMin: 1_000,
  electionTimeoutMax: 3_000,
  phiThreshold: 8,
  closedConnectionSpread: 60,
  maxAppendBytes: 256 * 1024,
  maxInflightMessages: 64,
  maxInflightBytes: 4 * 1024 * 1024,
  maxUncommittedBytes: 64 * 1024 * 1024,
  logCacheBytes: 16 * 1024 * 1024,
  snapshotPatience: 30_000,
  commitNoticeDelay: 10,
};

export const CONSENSUS: SettingDefinitions<ConsensusOptions> = {
  heartbeatInterval: { kind: 'number', unit: 'ms', min: 1, max: FINITE },
  electionTimeoutMin: { kind: 'number', unit: 'ms', min: 2, max: FINITE },
  electionTimeoutMax: { kind: 'number', unit: 'ms', min: 2, max: FINITE },
  phiThreshold: { kind: 'number', unit: 'phi', min: 1, max: 16 },
  closedConnectionSpread: { kind: 'number', unit: 'ms', min: 0, max: FINITE },
  maxAppendBytes: { kind: 'number', unit: 'bytes', min: 1, max: FINITE },
  maxInflightMessages: { kind: 'number', unit: 'messages', min: 1, max: FINITE },
  maxInflightBytes: { kind: 'number', unit: 'bytes', min: 1, max: FINITE },
  maxUncommittedBytes: { kind: 'number', unit: 'bytes', min: 1, max: FINITE },
  logCacheBytes: { kind: 'number', unit: 'bytes', min: 0, max: FINITE },
  snapshotPatience: { kind: 'number', unit: 'ms', min: 0, max: FINITE },
  commitNoticeDelay: { kind: 'number', unit: 'ms', min: 0, max: FINITE },
};

/** Fills in what is not given from `base`, and refuses what could not work. @throws {InvalidArgumentError} */
export function consensusOptions(
  given: Partial<ConsensusOptions> = {},
  base: ConsensusOptions = DEFAULT_CONSENSUS_OPTIONS,
): ConsensusOptions {
  const options = { ...base, ...given };
  checkSettings(CONSENSUS, options);
  if (options.electionTimeoutMin < 2 * options.heartbeatInterval) {
    throw new InvalidArgumentError('electionTimeoutMin must be at least twice the heartbeatInterval');
  }
  if (options.electionTimeoutMax < options.electionTimeoutMin) {
    throw new InvalidArgumentError('electionTimeoutMax must not be below electionTimeoutMin');
  }
  return options;
}
