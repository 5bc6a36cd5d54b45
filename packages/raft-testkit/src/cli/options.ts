import { parseArgs } from 'node:util';
import { parseSeeds } from './seeds.js';

export const USAGE = `Usage: lol-sim [--seeds 1..2000 | --seeds fresh --for 60 | --seed N | --scenario FILE] [options]

Runs clusters of real hosts on simulated clocks, disks, networks and places of snapshots; each seed is one cluster with its own
settings, load and faults. Checks every invariant after every step.

  --seeds A..B     the seeds to run, a range or a list of ranges with commas (default 1..100);
                   "fresh": from a number that the time gives, until --for is over
  --seed N         one seed
  --scenario FILE  the run that --shrink has written
  --for SECONDS    begins no further seed after this time
  --nodes N        clusters of N nodes, 1 to 7, instead of all sizes
  --steady         default settings and a steady load without faults, instead of what the seeds draw (3 nodes
                   unless told otherwise): how fast it all is
  --trace          tells the story of each run, one line per event
  --shrink         with --seed or --scenario: looks for a smaller run that breaks the same rule
  --out FILE       where --shrink writes it (default lol-sim-SEED.json)
  --keep-going     does not end at the first failure
  --json           one line of JSON per seed, and one at the end
  --help, --version

Exit code: 0 where all seeds passed, 1 where one failed, 2 where the arguments were wrong.
`;

export interface SimOptions {
  readonly seeds: Iterable<number>;
  /** Undefined where it is not known beforehand. */
  readonly count: number | undefined;
  readonly scenario: string | undefined;
  readonly seconds: number;
  readonly nodes: number | undefined;
  readonly steady: boolean;
  readonly trace: boolean;
  readonly shrink: boolean;
  readonly out: string | undefined;
  readonly keepGoing: boolean;
  readonly json: boolean;
}

function* freshSeeds(): Generator<number> {
  for (let seed = Math.floor(Date.now() / 1000) % 0x7000_0000; ; seed++) yield seed;
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < min || value > max)
    throw new Error(`--${name} ${text}: expected a whole number from ${min} to ${max}`);
  return value;
}

/** @throws {Error} that says which argument is wrong. */
export function readOptions(args: readonly string[]): SimOptions | 'help' | 'version' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      scenario: { type: 'string' },
      for: { type: 'string' },
      nodes: { type: 'string' },
      steady: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      shrink: { type: 'boolean', default: false },
      out: { type: 'string' },
      'keep-going': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.version) return 'version';
  const named = [values.seeds, values.seed, values.scenario].filter((value) => value !== undefined);
  if (named.length > 1) throw new Error('--seeds, --seed and --scenario exclude each other');
  if (values.shrink && values.seed === undefined && values.scenario === undefined)
    throw new Error('--shrink needs the --seed or --scenario that fails');
  if (values.steady && values.scenario !== undefined) throw new Error('--steady and --scenario exclude each other');
  const fresh = values.seeds === 'fresh';
  if (fresh && values.for === undefined) throw new Error('--seeds fresh needs --for, or it would never end');
  const list = fresh ? undefined : parseSeeds(values.seed ?? values.seeds ?? '1..100');
  return {
    seeds: list ?? freshSeeds(),
    count: list?.length,
    scenario: values.scenario,
    seconds: values.for === undefined ? Infinity : wholeNumber('for', values.for, 1, 1_000_000),
    nodes: values.nodes === undefined ? undefined : wholeNumber('nodes', values.nodes, 1, 7),
    steady: values.steady,
    trace: values.trace,
    shrink: values.shrink,
    out: values.out,
    keepGoing: values['keep-going'],
    json: values.json,
  };
}
