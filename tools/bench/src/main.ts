import { coreBench } from './core/core-bench.js';
import { diskWarning } from './cluster/data-folder.js';
import { etcdVersion } from './etcd/etcd-cluster.js';
import { parseOptions, USAGE, UsageError, type BenchOptions, type TargetName } from './options.js';
import { profileReport } from './profile/profile-report.js';
import { asJson, asText, machine, windowLine } from './report/report.js';
import { run } from './run.js';

/** Progress and remarks: the result alone goes to standard output. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The targets that this machine has. */
function available(options: BenchOptions, etcd: string | undefined): TargetName[] {
  if (etcd === undefined && options.targets.includes('etcd')) {
    say('etcd is not installed here (in Debian: etcd-server): going on without it');
  }
  return options.targets.filter((target) => target === 'kvs' || etcd !== undefined);
}

async function benchmark(options: BenchOptions): Promise<void> {
  const etcd = etcdVersion();
  const targets = available(options, etcd);
  if (targets.length === 0) throw new UsageError('nothing to measure');
  const on = machine(targets.includes('etcd') ? etcd : undefined);
  const measurements = await run(targets, options, (m) => {
    say(windowLine(m));
  });
  process.stdout.write(`${(options.json ? asJson : asText)(options, on, measurements)}\n`);
}

async function core(options: BenchOptions): Promise<void> {
  const { report, profiles } = await coreBench(options);
  process.stdout.write(`${report}\n`);
  for (const file of profiles) process.stdout.write(`\n${profileReport('all three nodes', file)}\n`);
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  if (options.core) {
    await core(options);
    return;
  }
  const warning = diskWarning(options.data);
  if (warning !== undefined) say(`warning: ${warning}`);
  await benchmark(options);
}

// Exit handlers end the servers and remove their data.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => process.exit(code));
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) say(`${error.message}\n\n${USAGE}`);
  else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
