import { writeFileSync } from 'node:fs';
import { UsageError } from '@lolraft/tool-process-kit';
import { HistoryViolation } from './load/epochs.js';
import { parseOptions, USAGE } from './options.js';
import { run, type RunResult } from './run.js';

function summary({ seed, seconds, faults, checked, writes, reads, localReads, refused, unknown }: RunResult): string {
  return `seed ${String(seed)}, ${String(seconds)} s: ${String(faults)} faults; ${String(writes)} writes, ${String(reads)} linearizable and ${String(localReads)} local reads, ${String(refused)} refused, ${String(unknown)} with an unknown end; ${String(checked)} calls checked: everything held`;
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    const result = await run(options, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(`${options.json ? JSON.stringify(result) : summary(result)}\n`);
    return 0;
  } catch (error) {
    process.stdout.write(
      `seed ${String(options.seed)} FAILED: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    if (error instanceof HistoryViolation) {
      const file = `chaos-${String(options.seed)}.jsonl`;
      writeFileSync(file, error.operations.map((operation) => `${JSON.stringify(operation)}\n`).join(''));
      process.stdout.write(`the calls are in ${file}; lol-history check ${file} draws them\n`);
    }
    return 1;
  }
}

// Exit handlers end the servers and remove their data.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => process.exit(code));
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const usage = error instanceof UsageError;
    process.stderr.write(`${usage ? `${error.message}\n\n${USAGE}` : String(error)}\n`);
    process.exitCode = usage ? 2 : 1;
  },
);
