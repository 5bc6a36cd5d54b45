import { agreedLeader } from '../cluster/cluster.js';
import { measure, type Measurement } from '../measure.js';
import type { BenchOptions, TargetName } from '../options.js';
import { windowLine } from '../report/report.js';
import { startTarget, workloadOf } from '../run.js';
import { ElectionCounter, watchElections, type ElectionCount } from '../soak/election-watch.js';
import { print, say } from './say.js';

const LOOK_MS = 500;

interface SoakResult {
  readonly target: TargetName;
  readonly minutes: number;
  readonly elections: ElectionCount;
  readonly measurement: Measurement;
}

async function soakOne(target: TargetName, options: BenchOptions, minutes: number): Promise<SoakResult> {
  const concurrency = Math.max(...options.concurrency);
  const workload = { ...workloadOf(options, concurrency), duration: minutes * 60_000 };
  const cluster = await startTarget(target, options);
  try {
    const leader = await agreedLeader(cluster);
    const terms = (await cluster.views()).map((view) => view?.term ?? 0);
    const counter = new ElectionCounter(leader.id, Math.max(...terms));
    const end = new AbortController();
    const watching = watchElections(cluster, counter, LOOK_MS, end.signal);
    const stopWatching = async (): Promise<void> => {
      end.abort();
      await watching;
    };
    const measurement = await measure(cluster, workload, options.clients).finally(stopWatching);
    return { target, minutes, elections: counter.count, measurement };
  } finally {
    await cluster.stop();
  }
}

/** Full load for `minutes`: nobody is harmed, so nobody may call an election. Fails where somebody did. */
export async function soak(targets: readonly TargetName[], options: BenchOptions, minutes: number): Promise<void> {
  const results: SoakResult[] = [];
  for (const target of targets) {
    const result = await soakOne(target, options, minutes);
    results.push(result);
    const { terms, leaderChanges, silent, looks } = result.elections;
    say(windowLine(result.measurement));
    say(
      `${target}, ${minutes} min: ${terms} new terms, ${leaderChanges} changes of leader; ` +
        `${silent} times a node did not answer, in ${looks} looks`,
    );
  }
  if (options.json) print(JSON.stringify(results, undefined, 2));
  const harmed = results.filter(({ elections }) => elections.terms > 0 || elections.leaderChanges > 0);
  if (harmed.length > 0) throw new Error(`elections that nobody needed: ${harmed.map((r) => r.target).join(', ')}`);
}
