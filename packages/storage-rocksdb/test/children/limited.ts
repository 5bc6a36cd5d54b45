// Appends until a write fails, and reports what was acknowledged and how every later call ends.
import { RocksStorage } from '../../src/index.js';
import { A, entries, founding, N1 } from '../support/sample.js';

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: unknown) => (error as { code: string }).code,
  );

const storage = await RocksStorage.open(process.argv[2] ?? '', { reserveBytes: 0 });
await storage.write([founding(A)]);
let acknowledged = 0;
let failure = 'done';
while (failure === 'done') {
  failure = await codeOf(storage.write([{ group: A, entries: [entries(acknowledged + 1, 10, 1, 5000)] }]));
  if (failure === 'done') acknowledged += 10;
}
const later = [
  await codeOf(storage.write([{ group: A, hardState: { term: 2, votedFor: N1 } }])),
  await codeOf(storage.read(A, 1, 1, 1000)),
  await codeOf(storage.load()),
  await codeOf(storage.removeGroup(A)),
  await codeOf(storage.close()),
  await codeOf(storage.load()),
];
process.stdout.write(JSON.stringify({ acknowledged, failure, later }));
