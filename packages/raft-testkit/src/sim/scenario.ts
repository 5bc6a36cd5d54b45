import {
  DEFAULT_GROUP_SETTINGS,
  DEFAULT_HOST_LIMITS,
  type CompactionOptions,
  type ConsensusOptions,
  type FoundingSettings,
  type HostLimits,
} from '@lolraft/raft-core';
import type { NetworkSettings } from './network-settings.js';
import type { ProcessSettings } from './process.js';
import type { SimRandom } from './random.js';
import type { ClockSettings } from './sim-clock.js';
import type { DiskSettings } from './sim-disk.js';
import type { SnapshotSettings } from './sim-snapshots.js';

/** What a run can do to a cluster, with how often (weights). */
export interface FaultWeights {
  readonly crash: number;
  readonly crashAtWrite: number;
  readonly crashAll: number;
  readonly pause: number;
  readonly cutNode: number;
  readonly cutOneWay: number;
  readonly split: number;
  readonly reset: number;
  readonly hang: number;
  readonly full: number;
  readonly fail: number;
  readonly clock: number;
  readonly place: number;
}

/** Administrators at work. */
export interface MembershipSettings {
  /** Nodes that are no members at the beginning, and wait to be added. */
  readonly spares: number;
  /** Between two wishes, on average. */
  readonly every: number;
  /** How likely something befalls the leader at the moment when a configuration is appended. */
  readonly faults: number;
}

/** Clients that write in sessions. */
export interface SessionSettings {
  /** How often a write goes through a session. */
  readonly share: number;
  /** How often a command is sent at most... */
  readonly attempts: number;
  /** ...and after how many milliseconds again while nothing is answered, at most. */
  readonly impatience: number;
  /** How often a session is kept or closed instead. */
  readonly leave: number;
}

/** Operators who run nodes as other builds, raise the cluster version, and change settings of groups. */
export interface UpgradeSettings {
  /** Between two deeds, on average. */
  readonly every: number;
}

/** Everything that a seed decides before the first event. */
export interface Scenario {
  /** Founding members. */
  readonly nodes: number;
  /** Undefined: the membership stays as it is founded. */
  readonly membership?: MembershipSettings;
  /** Undefined: every node runs this build. */
  readonly upgrades?: UpgradeSettings;
  readonly groups: number;
  /** What groups are founded with, where it is not the default. Clocks then stay within the drift that it names. */
  readonly settings?: Partial<FoundingSettings>;
  readonly consensus: ConsensusOptions;
  readonly limits: HostLimits;
  readonly network: NetworkSettings;
  readonly disk: DiskSettings;
  readonly process: ProcessSettings;
  readonly clocks: readonly ClockSettings[];
  readonly applyMax: number;
  /** Undefined: no snapshots. */
  readonly compaction?: Partial<CompactionOptions>;
  readonly snapshots: SnapshotSettings;
  readonly snapshotPadding: number;
  /** Simulated milliseconds with faults. */
  readonly duration: number;
  /** Between two faults, on average; Infinity for none. */
  readonly faultEvery: number;
  readonly faults: FaultWeights;
  /** How likely something befalls a node at the moment when it stands for election, or wins one. */
  readonly electionFaults: number;
  readonly clients: number;
  readonly thinkMax: number;
  /** How long a client waits for its calls before it goes on without their answers. */
  readonly patience: number;
  /** How often a client asks anybody instead of whom it takes for the leader. */
  readonly stray: number;
  readonly keys: number;
  /** Commands that a client has under way at once, at most. */
  readonly burst: number;
  readonly paddingMax: number;
  /** Undefined: no sessions. */
  readonly sessions?: SessionSettings;
}

function consensusOf(random: SimRandom): ConsensusOptions {
  const heartbeatInterval = random.pick([20, 50, 100, 150]);
  const electionTimeoutMin = Math.floor(heartbeatInterval * random.between(2.5, 8));
  return {
    heartbeatInterval,
    electionTimeoutMin,
    electionTimeoutMax: Math.floor(electionTimeoutMin * random.between(1, 4)),
    phiThreshold: random.pick([1, 4, 8, 16]),
    closedConnectionSpread: random.pick([0, 20, 60]),
    // One entry per message brings out what happens between two entries (L2).
    maxAppendBytes: random.weighted([
      [35, 1],
      [15, 150],
      [15, 1_000],
      [35, 256 * 1024],
    ]),
    maxInflightMessages: random.weighted([
      [20, 1],
      [20, 2],
      [20, 8],
      [40, 64],
    ]),
    maxInflightBytes: random.weighted([
      [15, 1],
      [15, 500],
      [70, 4 * 1024 * 1024],
    ]),
    maxUncommittedBytes: random.weighted([
      [15, 300],
      [15, 3_000],
      [70, 64 * 1024 * 1024],
    ]),
    // Without a cache, everything that is not new is read from the disk.
    logCacheBytes: random.weighted([
      [25, 0],
      [25, 400],
      [50, 16 * 1024 * 1024],
    ]),
    snapshotPatience: electionTimeoutMin * 10,
    commitNoticeDelay: random.pick([0, 1, 10, 40]),
  };
}

function limitsOf(random: SimRandom): HostLimits {
  return {
    ...DEFAULT_HOST_LIMITS,
    maxEntryBytes: 4_096,
    maxPendingWrites: random.weighted([
      [20, 3],
      [80, 16_384],
    ]),
    maxPendingReads: random.weighted([
      [20, 3],
      [80, 16_384],
    ]),
    maxApplyBytes: random.pick([1, 300, 1024 * 1024]),
    maxReadBytes: random.pick([1, 300, 1024 * 1024]),
    maxApplyLag: random.weighted([
      [15, 1],
      [85, 65_536],
    ]),
    readTimeout: random.pick([100, 1_000, 5_000]),
  };
}

/** Slow enough to matter, quick enough for elections to succeed once the faults are over. */
function networkOf(random: SimRandom, electionTimeoutMin: number): NetworkSettings {
  const scale = electionTimeoutMin / random.pick([400, 100, 40, 10]);
  return {
    delayMin: scale * 0.2,
    delayMax: scale,
    tailChance: random.pick([0, 0, 0.01, 0.1, 0.3]),
    tailMax: electionTimeoutMin * random.between(0.2, 3),
    loss: random.pick([0, 0, 0.01, 0.1]),
    disorder: random.pick([0, 0, 0, 0.2]),
    duplication: random.pick([0, 0, 0, 0.1]),
    dialMin: 1,
    dialMax: random.pick([10, 100, electionTimeoutMin]),
    noticeMax: random.pick([1, 20, electionTimeoutMin]),
    silence: electionTimeoutMin * random.between(0.5, 4),
  };
}

function diskOf(random: SimRandom, electionTimeoutMin: number): DiskSettings {
  const slowest = random.pick([0.5, 5, electionTimeoutMin / 8]);
  return {
    writeMin: slowest / 5,
    writeMax: slowest,
    tailChance: random.pick([0, 0.01, 0.05]),
    tailMax: electionTimeoutMin * random.between(0.1, 2),
    readMin: slowest / 20,
    readMax: slowest,
  };
}

/** Some runs have a few kinds of faults only, so that one does not drown the other. */
function faultsOf(random: SimRandom): FaultWeights {
  const all = random.chance(0.4);
  const weight = (usual: number): number => (all || random.chance(0.35) ? usual : 0);
  return {
    crash: weight(4),
    crashAtWrite: weight(4),
    crashAll: weight(1),
    pause: weight(3),
    cutNode: weight(4),
    cutOneWay: weight(3),
    split: weight(3),
    reset: weight(2),
    hang: weight(2),
    full: weight(2),
    fail: weight(1),
    clock: weight(2),
    place: weight(2),
  };
}

/** So small that a run takes many, and followers often find the log gone. */
function compactionOf(random: SimRandom, electionTimeoutMin: number): Partial<CompactionOptions> {
  return {
    method: random.pick(['copy', 'copy', 'fold']),
    entries: random.pick([6, 20, 80]),
    bytes: random.pick([500, 1e9]),
    growth: 0,
    interval: random.pick([Infinity, Infinity, electionTimeoutMin * 3]),
    trailingEntries: random.pick([0, 0, 3, 30]),
    trailingBytes: random.pick([0, 1e9, 1e9]),
    fetchingBytes: random.pick([0, 1e9]),
    keep: random.pick([1, 1, 2]),
    retryMin: electionTimeoutMin / 10,
    retryMax: electionTimeoutMin,
    pinLimit: electionTimeoutMin * random.pick([0.2, 5]),
    fetchRate: random.pick([Infinity, Infinity, 200_000]),
  };
}

/** So quick that changes meet each other, elections and faults. */
function membershipOf(random: SimRandom, electionTimeoutMin: number): MembershipSettings {
  return {
    spares: random.pick([0, 1, 2, 2, 3, 4, 6]),
    every: electionTimeoutMin * random.pick([0.3, 1, 3]),
    faults: random.pick([0, 0.1, 0.4]),
  };
}

function sessionsOf(random: SimRandom, electionTimeoutMin: number): SessionSettings {
  return {
    share: random.pick([0.5, 0.95]),
    attempts: random.pick([3, 10, 30]),
    impatience: electionTimeoutMin * random.pick([0.05, 0.5, 2]),
    leave: random.pick([0, 0.02]),
  };
}

/** Draws a run's configuration, with a bias towards the extremes where the rare things happen. */
export function drawScenario(random: SimRandom, fixedNodes?: number): Scenario {
  const drawn = random.weighted([
    [5, 1],
    [8, 2],
    [42, 3],
    [12, 4],
    [23, 5],
    [4, 6],
    [6, 7],
  ]);
  const nodes = fixedNodes ?? drawn;
  const consensus = consensusOf(random);
  const { electionTimeoutMin } = consensus;
  const busy = random.pick([0, 0, 0.2, 2]);
  const drift = random.pick([0, 0.01, 0.1]);
  const membership = random.chance(0.5) ? membershipOf(random, electionTimeoutMin) : undefined;
  const scenario: Scenario = {
    ...(membership === undefined ? undefined : { membership }),
    nodes,
    groups: random.weighted([
      [60, 1],
      [15, 2],
      [15, 3],
      [10, 5],
    ]),
    consensus,
    limits: limitsOf(random),
    network: networkOf(random, electionTimeoutMin),
    disk: diskOf(random, electionTimeoutMin),
    process: { turnMin: 0, turnMax: busy },
    clocks: Array.from({ length: nodes + (membership?.spares ?? 0) }, () => ({
      rate: random.between(1 - drift, 1 + drift),
      origin: random.between(0, 100_000),
      slack: random.pick([0, 1, 5]),
    })),
    applyMax: random.pick([0, 0, 0, 5]),
    ...(random.chance(0.6) ? { compaction: compactionOf(random, electionTimeoutMin) } : undefined),
    snapshots: {
      shared: random.chance(0.4),
      stepMax: random.pick([0.5, 5, electionTimeoutMin / 5]),
      failures: random.pick([0, 0, 0.02, 0.2]),
    },
    snapshotPadding: random.chance(0.06) ? 200_000 : 0,
    duration: electionTimeoutMin * random.between(15, 60),
    faultEvery: random.chance(0.05) ? Infinity : electionTimeoutMin * random.pick([0.3, 0.8, 2]),
    faults: faultsOf(random),
    electionFaults: random.pick([0, 0.05, 0.3]),
    clients: random.pick([1, 2, 4, 8]),
    thinkMax: electionTimeoutMin * random.pick([0.02, 0.1, 0.3]),
    patience: electionTimeoutMin * random.pick([0.1, 0.5, 20]),
    stray: random.pick([0.05, 0.3]),
    keys: random.pick([1, 3, 8]),
    burst: random.pick([1, 4, 20, 40]),
    paddingMax: random.pick([0, 0, 100, 2_000]),
    ...(random.chance(0.5) ? { sessions: sessionsOf(random, electionTimeoutMin) } : undefined),
  };
  const maxClockDrift = boundOf(drift);
  const founded: Scenario = random.chance(0.4) ? { ...scenario, settings: { leases: true, maxClockDrift } } : scenario;
  // Drawn last, so that the runs without them are what they were.
  if (!random.chance(0.2)) return founded;
  // Leases may be switched on while it runs.
  return {
    settings: { leases: false, maxClockDrift },
    ...founded,
    upgrades: { every: electionTimeoutMin * random.pick([0.5, 2, 5]) },
  };
}

/** The narrowest bound, in thousandths, that two clocks keep whose rates differ from 1 by up to `drift`. */
function boundOf(drift: number): number {
  return Math.ceil(1000 * ((1 + drift) / (1 - drift) - 1));
}

/** The inverse: how far from 1 the rates of clocks may be. */
export function driftOf({ maxClockDrift = DEFAULT_GROUP_SETTINGS.maxClockDrift }: Partial<FoundingSettings>): number {
  const ratio = 1 + maxClockDrift / 1000;
  return (ratio - 1) / (ratio + 1);
}
