import { storageConformance } from '@lolraft/raft-testkit';
import { describe, it } from 'mocha';
import { MemoryStorage } from '../src/index.js';

const groups = storageConformance({
  create: async () => ({ open: async () => new MemoryStorage(), destroy: async () => undefined }),
});

describe('MemoryStorage conforms', () => {
  for (const { title, cases } of groups) {
    describe(title, () => {
      for (const { title, timeout, run } of cases) it(title, run).timeout(timeout);
    });
  }
});
