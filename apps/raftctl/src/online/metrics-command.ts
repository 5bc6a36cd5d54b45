import { EXIT, isTold, milliseconds, table, wholeNumber } from '@lolraft/cli-kit';
import { InvalidArgumentError, type MemberStatus } from '@lolraft/raft-core';
import {
  type MetricsSample,
  readMetrics,
  type ReadMetricsOptions,
  watchMetrics,
  type WatchMetricsOptions,
} from '@lolraft/raft-metrics/client';
import { Command } from 'commander';
import type { Calls, OnlineCall } from '../command.js';
import { type Earlier, METRICS_HEADER, metricRows, plainSample, RATE_HEADER } from './metrics-text.js';
import { look, memberOf } from './nodes.js';

interface MetricsFlags {
  readonly node?: string;
  readonly all?: true;
  readonly watch?: true;
  readonly interval?: string;
  readonly count?: string;
}

async function membersOf(call: OnlineCall<MetricsFlags>): Promise<readonly MemberStatus[]> {
  const { node, all } = call.options;
  if (node !== undefined && all !== undefined)
    throw new InvalidArgumentError('name one node by --node, or all by --all');
  const { best } = await look(call);
  return all === undefined ? [memberOf(best, node ?? best.leader ?? best.id)] : best.membership.members;
}

/** @throws {InvalidArgumentError} where the node has no metric of such a name. */
function checkNamed({ node, catalogue }: MetricsSample, prefixes: readonly string[]): void {
  if (catalogue.length === 0)
    throw new InvalidArgumentError(`no metric of ${node} has a name that begins with ${prefixes.join(', or ')}`);
}

/** Does it for each; of several, one that fails is told and the others go on. */
async function forEach(
  call: OnlineCall<MetricsFlags>,
  members: readonly MemberStatus[],
  run: (member: MemberStatus) => Promise<void>,
): Promise<number> {
  let code: number = EXIT.ok;
  await Promise.all(
    members.map(async (member) => {
      try {
        await run(member);
      } catch (error) {
        // Wrong usage is the same on every node, and told once.
        if (members.length === 1 || !isTold(error) || error.code === 'INVALID_ARGUMENT') throw error;
        call.terminal.note(`raftctl: ${member.id}: ${error.message}`);
        code = EXIT.failed;
      }
    }),
  );
  return code;
}

async function readOnce(
  call: OnlineCall<MetricsFlags>,
  members: readonly MemberStatus[],
  options: ReadMetricsOptions,
): Promise<number> {
  const samples = new Map<string, MetricsSample>();
  const code = await forEach(call, members, async ({ id, address: node }) => {
    const sample = await readMetrics(call.client, { ...options, node });
    checkNamed(sample, options.prefixes ?? []);
    samples.set(id, sample);
  });
  const inOrder = members.map(({ id }) => samples.get(id)).filter((sample) => sample !== undefined);
  if (call.json)
    for (const sample of inOrder)
      call.show(
        () => [],
        () => plainSample(sample),
      );
  else call.terminal.print(table([METRICS_HEADER, ...inOrder.flatMap((sample) => metricRows(sample))]));
  return code;
}

/** Prints each sample as it comes, and asks for the next once that is out. */
async function follow(
  call: OnlineCall<MetricsFlags>,
  members: readonly MemberStatus[],
  options: WatchMetricsOptions,
  count: number,
): Promise<number> {
  return forEach(call, members, async ({ address: node }) => {
    let earlier: Earlier | undefined;
    let seen = 0;
    for await (const sample of watchMetrics(call.client, { ...options, node })) {
      checkNamed(sample, options.prefixes ?? []);
      const before = earlier ?? { elapsed: sample.elapsed, families: [] };
      call.show(
        () => [table([[...METRICS_HEADER, RATE_HEADER], ...metricRows(sample, before)]), ''],
        () => plainSample(sample),
      );
      earlier = sample;
      if (++seen >= count) return;
      await call.terminal.drained();
    }
  });
}

async function metrics(call: OnlineCall<MetricsFlags>, prefixes: readonly string[]): Promise<number> {
  const { watch, interval, count } = call.options;
  const { namedGroup } = call;
  const options = { prefixes, ...(namedGroup === undefined ? undefined : { groups: [namedGroup] }) };
  if (watch === undefined) {
    if (interval !== undefined || count !== undefined)
      throw new InvalidArgumentError('--interval and --count are for --watch');
    return readOnce(call, await membersOf(call), options);
  }
  const often = interval === undefined ? undefined : { interval: milliseconds(interval, 'interval') };
  const most = count === undefined ? Infinity : wholeNumber(count, 'count');
  if (most === 0) throw new InvalidArgumentError('count must be above 0');
  return follow(call, await membersOf(call), { ...options, ...often }, most);
}

const HELP = `
Without prefixes, all metrics are shown; with --group, those of this group and those that are of none. A histogram is shown as how
many values there were, their mean, and bounds that half of them and 99% of them keep within. With --json, each sample is one line.
`;

export function metricsCommand(calls: Calls): Command {
  return new Command('metrics')
    .description('show the metrics of a node')
    .argument('[prefix...]', 'of names of metrics, such as lol_raft_write or lol_raft_term')
    .option('--node <id>', 'the node (default: the leader)')
    .option('--all', 'every node')
    .option('--watch', 'again and again, with rates, until it is interrupted or a node ends')
    .option('--interval <milliseconds>', 'between two samples of --watch, 100 or more (default: 1000)')
    .option('--count <number>', 'end --watch after so many samples of each node')
    .addHelpText('after', HELP)
    .action(calls.online(metrics));
}
