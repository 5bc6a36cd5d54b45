// Makes writes of several kinds, and marks on standard output where each begins and where it was acknowledged.
import { writeSync } from 'node:fs';
import { RocksStorage } from '../../src/index.js';
import { A, AB, entries, founding, N1, N2, snapshotAt } from '../support/sample.js';

const mark = (text: string): void => void writeSync(1, `MARK ${text}\n`);

async function step(name: string, action: () => Promise<void>): Promise<void> {
  mark(`begin ${name}`);
  await action();
  mark(`end ${name}`);
}

mark('begin open');
const storage = await RocksStorage.open(process.argv[2] ?? '', { reserveBytes: 0, boundIntervalMs: 3_600_000 });
mark('end open');
if (process.argv[3] === 'write') {
  const cluster = 'ab'.repeat(16) as never;
  await step('bind', () => storage.bind({ cluster, node: N1 }));
  await step('found', () => storage.write([founding(A), founding(AB)]));
  for (let i = 1; i <= 5; i++) await step('append', () => storage.write([{ group: A, entries: [entries(i, 1)] }]));
  await step('append to two', () =>
    storage.write([A, AB].map((group) => ({ group, entries: [entries(group === A ? 6 : 1, 20)] }))),
  );
  await step('vote', () => storage.write([{ group: A, hardState: { term: 2, votedFor: N2 } }]));
  const hardState = { term: 3, votedFor: undefined };
  await step('vote and append', () => storage.write([{ group: A, hardState, entries: [entries(26, 1, 3)] }]));
  await step('truncate', () => storage.write([{ group: A, truncateFrom: 20 }]));
  await step('compact', () => storage.write([snapshotAt(A, 10, 1, 8)]));
  await step('remove', () => storage.removeGroup(AB));
}
// As a crash would end it: nothing is closed.
process.kill(process.pid, 'SIGKILL');
