import { numberIn, parseOptionsOnly, type Range, UsageError } from '@lolraft/tool-process-kit';

export type TargetName = 'kvs' | 'etcd';
export type ReadLevel = 'linearizable' | 'local';

export interface BenchOptions {
  /** What is measured, in turn. */
  readonly targets: readonly TargetName[];
  /** Calls outstanding, one measurement for each. */
  readonly concurrency: readonly number[];
  readonly valueBytes: number;
  /** Share of reads, 0 to 1. */
  readonly reads: number;
  readonly readLevel: ReadLevel;
  /** Seconds that count. */
  readonly duration: number;
  /** Seconds of load before them. */
  readonly warmup: number;
  /** Connections of the client; undefined: what suits the target. */
  readonly clients: number | undefined;
  /** How often each measurement is repeated; targets alternate within each round. */
  readonly rounds: number;
  /** Different keys. */
  readonly keys: number;
  /** Where the servers keep their data; undefined: a folder for temporary files. */
  readonly data: string | undefined;
  readonly json: boolean;
  /** Where CPU profiles of the servers go; undefined: none are taken. */
  readonly profile: string | undefined;
  /** Bench raft-core alone, within this process. */
  readonly core: boolean;
  /** Minutes of full load in which no election may happen; undefined: a benchmark instead. */
  readonly idleElections: number | undefined;
  /** How often leadership is handed over in each way; undefined: a benchmark instead. */
  readonly handover: number | undefined;
  /** Keep the log of kvs in memory: for finding out what the disk costs. Not comparable with anything. */
  readonly memory: boolean;
}

export const USAGE = `npm run bench -- [options]

  --target kvs|etcd|both     what to measure (both)
  --concurrency LIST         calls outstanding, one measurement each (1,16,64,256)
  --value-size BYTES         size of a value (256)
  --reads SHARE              share of reads, 0 to 1 (0)
  --read-level LEVEL         linearizable or local (linearizable); local reads of etcd are its "serializable" ones
  --duration SECONDS         what counts (10)
  --warmup SECONDS           load before it, with at least 64 outstanding (2)
  --clients N                connections of the client (kvs 1, etcd 8)
  --rounds N                 repetitions; targets alternate within each (2)
  --keys N                   different keys (10000)
  --data DIR                 where the servers keep their data (a folder for temporary files)
  --json                     results as one JSON document
  --profile[=DIR]            kvs with --cpu-prof: writes the profiles to DIR and shows where the leader spends its time
  --core                     raft-core alone: three nodes in this process, over memory
  --memory                   kvs with its log in memory: what the disk costs
  --idle-elections MINUTES   full load for so long; fails if an election happens
  --handover TIMES           how long no write is taken when kvs hands leadership over, and when its leader gets SIGTERM
  --help
`;

const OPTIONS = {
  target: { type: 'string' },
  concurrency: { type: 'string' },
  'value-size': { type: 'string' },
  reads: { type: 'string' },
  'read-level': { type: 'string' },
  duration: { type: 'string' },
  warmup: { type: 'string' },
  clients: { type: 'string' },
  rounds: { type: 'string' },
  keys: { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean' },
  profile: { type: 'string' },
  core: { type: 'boolean' },
  memory: { type: 'boolean' },
  'idle-elections': { type: 'string' },
  handover: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** @throws {UsageError} that says which option is wrong. */
export function parseOptions(args: readonly string[]): BenchOptions | 'help' {
  const values = parseOptionsOnly(
    args.map((arg) => (arg === '--profile' ? '--profile=' : arg)),
    OPTIONS,
  );
  if (values.help === true) return 'help';
  const level = values['read-level'] ?? 'linearizable';
  if (level !== 'linearizable' && level !== 'local') {
    throw new UsageError(`--read-level must be linearizable or local, not ${level}`);
  }
  const number = (name: string, text: string | undefined, fallback: number, range: Range): number =>
    text === undefined ? fallback : numberIn(`--${name}`, text, range);
  return {
    targets: targetsOf(values.target ?? 'both'),
    concurrency: (values.concurrency ?? '1,16,64,256')
      .split(',')
      .map((text) => numberIn('--concurrency', text, { min: 1, max: 100_000, whole: true })),
    valueBytes: number('value-size', values['value-size'], 256, { min: 0, max: 1024 * 1024, whole: true }),
    reads: number('reads', values.reads, 0, { min: 0, max: 1 }),
    readLevel: level,
    duration: number('duration', values.duration, 10, { min: 0.1, max: 86_400 }),
    warmup: number('warmup', values.warmup, 2, { min: 0, max: 3_600 }),
    clients:
      values.clients === undefined
        ? undefined
        : numberIn('--clients', values.clients, { min: 1, max: 1_000, whole: true }),
    rounds: number('rounds', values.rounds, 2, { min: 1, max: 1_000, whole: true }),
    keys: number('keys', values.keys, 10_000, { min: 1, max: 10_000_000, whole: true }),
    data: values.data,
    json: values.json === true,
    profile: values.profile === undefined ? undefined : values.profile === '' ? 'bench-profile' : values.profile,
    core: values.core === true,
    idleElections:
      values['idle-elections'] === undefined
        ? undefined
        : numberIn('--idle-elections', values['idle-elections'], { min: 0.01, max: 10_000 }),
    handover:
      values.handover === undefined
        ? undefined
        : numberIn('--handover', values.handover, { min: 1, max: 10_000, whole: true }),
    memory: values.memory === true,
  };
}

function targetsOf(text: string): readonly TargetName[] {
  if (text === 'both') return ['kvs', 'etcd'];
  if (text === 'kvs' || text === 'etcd') return [text];
  throw new UsageError(`--target must be kvs, etcd or both, not ${text}`);
}
