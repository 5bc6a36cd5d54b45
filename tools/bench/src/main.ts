import { diskWarning, UsageError } from '@lolraft/tool-process-kit';
import { etcdVersion } from './etcd/etcd-cluster.js';
import { benchmark } from './modes/benchmark.js';
import { core } from './modes/core.js';
import { handover } from './modes/handover.js';
import { profile } from './modes/profile.js';
import { print, say } from './modes/say.js';
import { soak } from './modes/soak.js';
import { parseOptions, USAGE, type BenchOptions, type TargetName } from './options.js';

/** The targets that this machine has. @throws {UsageError} where it has none of them. */
function available(options: BenchOptions): TargetName[] {
  const hasEtcd = etcdVersion() !== undefined;
  if (!hasEtcd && options.targets.includes('etcd')) {
    say('etcd is not installed here (in Debian: etcd-server): going on without it');
  }
  const targets = options.targets.filter((target) => target === 'kvs' || hasEtcd);
  if (targets.length === 0) throw new UsageError('nothing is left to measure');
  return targets;
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') print(USAGE);
  else if (options.core) await core(options);
  else {
    const warning = diskWarning(options.data);
    if (warning !== undefined) say(`warning: ${warning}`);
    if (options.handover !== undefined) await handover(options, options.handover);
    else if (options.profile !== undefined) await profile(options.profile, options);
    else if (options.idleElections !== undefined) await soak(available(options), options, options.idleElections);
    else await benchmark(available(options), options);
  }
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
