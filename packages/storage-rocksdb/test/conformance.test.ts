import { storageConformance } from '@lolraft/raft-testkit';
import { describe, it } from 'mocha';
import { rocksPlace } from './support/place.js';

describe('RocksStorage conforms', () => {
  for (const { title, cases } of storageConformance({ create: () => rocksPlace() })) {
    describe(title, () => {
      for (const { title, timeout, run } of cases) it(title, run).timeout(timeout);
    });
  }
});
