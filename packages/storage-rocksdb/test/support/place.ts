import path from 'node:path';
import type { StoragePlace } from '@lolraft/raft-testkit';
import { RocksStorage, type RocksStorageOptions } from '../../src/index.js';
import { copyFolder, temporaryFolder } from './folder.js';

/** Bounds are raised all the time, so that they meet every kind of write. */
const OPTIONS: RocksStorageOptions = { reserveBytes: 0, writeBufferBytes: 1024 * 1024, boundIntervalMs: 1 };

export async function rocksPlace(options: RocksStorageOptions = OPTIONS): Promise<StoragePlace> {
  const folder = await temporaryFolder();
  let life = 0;
  let open: RocksStorage | undefined;
  const here = () => path.join(folder.path, String(life));
  return {
    async open() {
      open = await RocksStorage.open(here(), options);
      return open;
    },
    async crash() {
      const from = here();
      life++;
      await copyFolder(from, here());
      await open?.close();
    },
    destroy: () => folder.remove(),
  };
}
