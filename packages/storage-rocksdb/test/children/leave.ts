// Opens a store, writes, and leaves it open: nothing of it may keep the process alive.
import { RocksStorage } from '../../src/index.js';
import { A, entries, founding } from '../support/sample.js';

const storage = await RocksStorage.open(process.argv[2] ?? '', { reserveBytes: 0 });
await storage.write([founding(A)]);
await storage.write([{ group: A, entries: [entries(1, 3)] }]);
process.stdout.write('written\n');
