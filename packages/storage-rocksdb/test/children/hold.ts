// Opens a store, says how that went, and holds it until it is told to let go.
import { RocksStorage } from '../../src/index.js';

const [directory = '', uid] = process.argv.slice(2);
if (uid !== undefined) {
  // While it still may be read.
  await import('rocksdb');
  process.setgid?.(Number(uid));
  process.setuid?.(Number(uid));
}
try {
  const storage = await RocksStorage.open(directory, { reserveBytes: 0 });
  process.send?.('open');
  process.once('message', () => {
    void storage.close().then(() => process.disconnect());
  });
} catch (error) {
  const { code, message } = error as { code: string; message: string };
  process.send?.(`${code}: ${message}`, () => process.disconnect());
}
