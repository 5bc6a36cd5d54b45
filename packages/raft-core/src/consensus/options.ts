import { InvalidArgumentError } from '../model/errors.js';

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

/** Fills in what is not given from `base`, and refuses what could not work. @throws {InvalidArgumentError} */
export function consensusOptions(
  given: Partial<ConsensusOptions> = {},
  base: ConsensusOptions = DEFAULT_CONSENSUS_OPTIONS,
): ConsensusOptions {
  const options = { ...base, ...given };
  for (const [name, value] of Object.entries(options)) {
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      throw new InvalidArgumentError(`${name} must be a number that is not negative, not ${String(value)}`);
    }
  }
  const atLeastOne = [
    'heartbeatInterval',
    'maxAppendBytes',
    'maxInflightMessages',
    'maxInflightBytes',
    'maxUncommittedBytes',
  ] as const;
  for (const name of atLeastOne) if (options[name] < 1) throw new InvalidArgumentError(`${name} must be at least 1`);
  if (options.electionTimeoutMin < 2 * options.heartbeatInterval) {
    throw new InvalidArgumentError('electionTimeoutMin must be at least twice the heartbeatInterval');
  }
  if (options.electionTimeoutMax < options.electionTimeoutMin) {
    throw new InvalidArgumentError('electionTimeoutMax must not be below electionTimeoutMin');
  }
  if (options.phiThreshold < 1 || options.phiThreshold > 16)
    throw new InvalidArgumentError('phiThreshold must be between 1 and 16');
  return options;
}
