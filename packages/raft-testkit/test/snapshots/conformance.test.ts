import { describe, it } from 'mocha';
import { MemorySnapshotPlace, MemorySnapshots, snapshotConformance, type SnapshotFactory } from '../../src/index.js';

function factory(realm?: string): SnapshotFactory {
  return {
    create: async () => {
      const place = new MemorySnapshotPlace();
      return {
        open: async () => new MemorySnapshots({ place, ...(realm === undefined ? {} : { realm }) }),
        crash: async (store) => {
          if (!(store instanceof MemorySnapshots)) throw new Error('not ours');
          store.crash((_path, written) => Math.floor(written / 2));
        },
        destroy: async () => undefined,
      };
    },
    borders: [64 * 1024],
  };
}

for (const realm of [undefined, 'shared']) {
  describe(`MemorySnapshots conforms, ${realm === undefined ? 'alone' : 'in a realm'}`, () => {
    for (const { title, cases } of snapshotConformance(factory(realm))) {
      describe(title, () => {
        for (const { title, timeout, run } of cases) it(title, run).timeout(timeout);
      });
    }
  });
}
