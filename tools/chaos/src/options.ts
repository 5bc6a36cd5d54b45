import { numberIn, parseOptionsOnly, UsageError } from '@lolraft/tool-process-kit';
import { READS, type ReadKind } from './load/caller.js';
import { DEFAULTS, type RunOptions } from './run.js';

export const USAGE = `npm run chaos -- [options]

Real kvs processes with a proxy on every link. Nodes are killed, paused and cut off while clients write and read; then every
answer is checked: whether one order of the calls explains them, whether each write took effect once, whether local reads
saw what they had asked for, whether the cluster serves once it is whole, and whether all nodes have the same state.

  --seconds N        how long things go wrong (${String(DEFAULTS.seconds)})
  --seed N           decides the faults and the calls, though not their timing (drawn from the time)
  --nodes N          3 to 7 (${String(DEFAULTS.nodes)})
  --callers N        clients, one call at a time each (${String(DEFAULTS.callers)})
  --reads LIST       ${READS.join(', ')} (${DEFAULTS.reads.join(',')}); stale ones must be found out
  --serve "ARGS"     more arguments for kvs serve
  --json             the result as one line of JSON
  --help

Exit code: 0 where everything held, 1 where not, 2 where the arguments were wrong.
`;

const OPTIONS = {
  seconds: { type: 'string' },
  seed: { type: 'string' },
  nodes: { type: 'string' },
  callers: { type: 'string' },
  reads: { type: 'string' },
  serve: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export interface CliOptions extends RunOptions {
  readonly json: boolean;
}

/** @throws {UsageError} */
export function parseOptions(args: readonly string[]): CliOptions | 'help' {
  const values = parseOptionsOnly(args, OPTIONS);
  if (values.help === true) return 'help';
  const whole = (
    name: 'seconds' | 'seed' | 'nodes' | 'callers',
    standard: number,
    min: number,
    max: number,
  ): number => {
    const text = values[name];
    return text === undefined ? standard : numberIn(`--${name}`, text, { min, max, whole: true });
  };
  return {
    ...DEFAULTS,
    seed: whole('seed', Math.floor(Date.now() / 1_000), 0, 2 ** 31),
    seconds: whole('seconds', DEFAULTS.seconds, 1, 1_000_000),
    nodes: whole('nodes', DEFAULTS.nodes, 3, 7),
    callers: whole('callers', DEFAULTS.callers, 1, 100),
    reads: values.reads === undefined ? DEFAULTS.reads : values.reads.split(',').map(readKind),
    serve: [...DEFAULTS.serve, ...(values.serve?.split(/\s+/).filter((part) => part !== '') ?? [])],
    json: values.json ?? false,
  };
}

function readKind(text: string): ReadKind {
  const found = READS.find((kind) => kind === text);
  if (found === undefined) throw new UsageError(`--reads takes ${READS.join(', ')}, not ${text}`);
  return found;
}
