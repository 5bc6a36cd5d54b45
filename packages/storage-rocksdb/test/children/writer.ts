// Writes without end, and says on standard output, synchronously, what it is about to write and what was acknowledged.
import { writeSync } from 'node:fs';
import { RocksStorage } from '../../src/index.js';
import { Workload } from '../support/workload.js';

const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);

say({ opening: true });
const storage = await RocksStorage.open(process.argv[2] ?? '', {
  reserveBytes: 0,
  writeBufferBytes: 1024 * 1024,
  boundIntervalMs: 5,
});
const workload = await Workload.of(storage);
say({ state: workload.describe() });
for (;;) {
  const writes = workload.next();
  say({ next: workload.describe() });
  await storage.write(writes);
  say({ acknowledged: true });
}
