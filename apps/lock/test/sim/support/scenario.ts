import type { ClockSettings, NetworkSettings, SimRandom } from '@lolraft/raft-testkit';

/** What can befall the service, its leaders before all, and its clients; with how often (weights). */
export interface HarmWeights {
  readonly crash: number;
  readonly pause: number;
  /** Cut off from the other nodes, not from clients. */
  readonly cut: number;
  readonly cutOneWay: number;
  readonly transfer: number;
  /** Left behind until it needs a snapshot, and then made the leader. */
  readonly lag: number;
  readonly clock: number;
  readonly clientPause: number;
  readonly clientKill: number;
  readonly clientCut: number;
  /** A leader stands still until it is deposed and sessions end at its successor, and goes on with signs of life that have waited for it. */
  readonly deposed: number;
  /** Leadership goes to another node, and comes back soon. */
  readonly pingPong: number;
  /** Signs of life for whoever is there, past the clients. */
  readonly ghost: number;
}

/** Everything that a seed decides before the first event. Times are simulated milliseconds. */
export interface LockScenario {
  readonly nodes: number;
  readonly consensus: {
    readonly heartbeatInterval: number;
    readonly electionTimeoutMin: number;
    readonly electionTimeoutMax: number;
  };
  readonly network: Partial<NetworkSettings>;
  readonly clientDelayMax: number;
  /** How often a leader looks for sessions that are over, and what it takes for a stall. */
  readonly keeper: { readonly beat: number; readonly tolerance: number };
  /** Of clients and nodes alike: how far their clocks differ in rate, at most. Where it is more than clients allow for, only tokens help. */
  readonly drift: number;
  readonly isWild: boolean;
  /** Clients have the slowest clocks and nodes the fastest. */
  readonly isAdverse: boolean;
  /** Whether what the locks protect refuses older tokens. */
  readonly isFenced: boolean;
  readonly turnMax: number;
  readonly compaction:
    | { readonly entries: number; readonly growth: number; readonly trailingEntries: number }
    | undefined;
  readonly users: number;
  readonly names: readonly string[];
  readonly ttls: readonly number[];
  /** In times to live of its session. */
  readonly holdMax: number;
  /** How often a holder stands still, right after it was granted. */
  readonly stops: number;
  readonly duration: number;
  readonly harmEvery: number;
  readonly harms: HarmWeights;
  /** How likely something befalls the leader at the moment when it decides that sessions are over, and right after an answer to a sign of life. */
  readonly atExpiry: number;
  readonly atAnswer: number;
  readonly afterAnswer: readonly ('befall' | 'block' | 'cut')[];
  /** From the decision that a session is over until it is written, at most. */
  readonly lateExpiry: number;
}

/** What clients of the service allow for: between the fastest and the slowest clock (`DRIFT_MARGIN` of lock-client). */
const MARGIN = 1 / 50;

function harmsOf(random: SimRandom): HarmWeights {
  const all = random.chance(0.4);
  const weight = (usual: number): number => (all || random.chance(0.4) ? usual : 0);
  return {
    crash: weight(3),
    pause: weight(4),
    cut: weight(4),
    cutOneWay: weight(2),
    transfer: weight(3),
    lag: weight(2),
    clock: weight(2),
    clientPause: weight(4),
    clientKill: weight(2),
    clientCut: weight(4),
    deposed: weight(3),
    pingPong: weight(2),
    ghost: weight(4),
  };
}

const NO_HARMS: HarmWeights = {
  ...{ crash: 0, pause: 0, cut: 0, cutOneWay: 0, transfer: 0, lag: 0, clock: 0, clientPause: 0, clientKill: 0 },
  ...{ clientCut: 0, deposed: 0, pingPong: 0, ghost: 0 },
};

const SWIFT: Pick<LockScenario, 'network' | 'keeper'> = {
  network: { delayMin: 0.3, delayMax: 2 },
  keeper: { beat: 10, tolerance: 100 },
};

/**
 * Clients are not heard any more right after an answer, by a service that loses no time: what they may take for granted, and what the
 * leader has promised, are as close as they can be.
 */
function closeCall(random: SimRandom): Partial<LockScenario> {
  return {
    ...SWIFT,
    clientDelayMax: random.pick([1, 200]),
    drift: rateWithin(MARGIN),
    isAdverse: true,
    ttls: [random.pick([1_000, 2_000])],
    holdMax: 3,
    stops: 0,
    duration: 6_000,
    harmEvery: 1_000,
    harms: { ...NO_HARMS, clientCut: 1 },
    atExpiry: 0,
    atAnswer: 0.15,
    afterAnswer: ['cut'],
  };
}

/** Expiries are written late, and meanwhile sessions are heard of, and leadership goes and comes back. */
function lateWord(): Partial<LockScenario> {
  return {
    ...SWIFT,
    clientDelayMax: 5,
    ttls: [600],
    users: 5,
    stops: 0.5,
    harmEvery: 500,
    duration: 5_000,
    harms: { ...NO_HARMS, clientPause: 4, clientKill: 1, pingPong: 1, ghost: 1 },
    atExpiry: 0.9,
    lateExpiry: 1_000,
  };
}

/** Leaders stand still until others have ended what they still know, and clients go on talking to them. */
function oldWord(random: SimRandom): Partial<LockScenario> {
  return {
    ...SWIFT,
    clientDelayMax: 5,
    ttls: [300],
    holdMax: 3,
    harmEvery: random.pick([500, 1_000]),
    harms: { ...NO_HARMS, deposed: 3, clientPause: 1, clientKill: 1, ghost: 1 },
    atExpiry: 0,
    atAnswer: 0,
    duration: 5_000,
  };
}

/** Clocks beyond all bounds: clients take for theirs what others have, and only tokens help. */
function wildClocks(random: SimRandom): Partial<LockScenario> {
  return { drift: random.between(0.1, 0.6), isWild: true, isAdverse: random.chance(0.7), ttls: [300], holdMax: 3 };
}

export function drawScenario(random: SimRandom): LockScenario {
  const any = drawAny(random);
  const kind = random.weighted<(random: SimRandom) => Partial<LockScenario>>([
    [50, () => ({})],
    [10, wildClocks],
    [12, closeCall],
    [14, lateWord],
    [14, oldWord],
  ]);
  return { ...any, ...kind(random) };
}

function drawAny(random: SimRandom): LockScenario {
  const heartbeatInterval = random.pick([50, 100]);
  const electionTimeoutMin = heartbeatInterval * random.pick([3, 5]);
  return {
    nodes: random.pick([3, 3, 3, 5]),
    consensus: { heartbeatInterval, electionTimeoutMin, electionTimeoutMax: electionTimeoutMin * 2 },
    network: {
      delayMin: 0.3,
      delayMax: random.pick([2, 10, 30]),
      tailChance: random.pick([0, 0, 0.02]),
      tailMax: electionTimeoutMin,
      loss: random.pick([0, 0, 0.02]),
      silence: electionTimeoutMin * 2,
    },
    clientDelayMax: random.pick([1, 5, 40, 200]),
    keeper: random.pick([
      { beat: 10, tolerance: 100 },
      { beat: 100, tolerance: 100 },
    ]),
    drift: random.pick([0, rateWithin(MARGIN), rateWithin(MARGIN)]),
    isWild: false,
    isAdverse: random.chance(0.4),
    isFenced: true,
    turnMax: random.pick([0, 0, 0.5]),
    compaction: random.chance(0.6)
      ? { entries: random.pick([8, 30]), growth: 0, trailingEntries: random.pick([0, 4]) }
      : undefined,
    users: random.pick([2, 3, 5]),
    names: random.pick([['a'], ['a', 'b']]),
    ttls: random.pick([[300], [600], [1_000], [2_000], [300, 1_000]]),
    holdMax: random.pick([0.1, 0.5, 3]),
    stops: random.pick([0.05, 0.3]),
    duration: random.between(2_000, 5_000),
    harmEvery: random.pick([200, 500, 1_000]),
    harms: harmsOf(random),
    atExpiry: random.pick([0, 0.3, 0.8]),
    atAnswer: random.pick([0, 0.05, 0.15]),
    afterAnswer: ['befall', 'block', 'cut'],
    lateExpiry: random.pick([0, 0, 1_000]),
  };
}

/** How far from 1 rates may be, so that the slower of two is behind the faster by no more than `margin` of it. */
function rateWithin(margin: number): number {
  return margin / (2 - margin);
}

/** A clock of this scenario: the extremes do most. */
export function drawClock(
  random: SimRandom,
  { drift, isAdverse }: LockScenario,
  whose: 'node' | 'client',
): ClockSettings {
  const slow = 1 - drift;
  const fast = 1 + drift;
  return {
    rate: isAdverse ? (whose === 'node' ? fast : slow) : random.pick([slow, fast, random.between(slow, fast)]),
    origin: random.between(0, 100_000),
    slack: random.pick([0, 0, 5]),
  };
}
