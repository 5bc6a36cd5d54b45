import { snapshotConformance } from '@lolraft/raft-testkit';
import { describe, it } from 'mocha';
import { BLOCK_BYTES } from '../src/file-bytes.js';
import { fsPlace } from './support/place.js';

const PLACES = {
  'a folder of its own': {},
  'a folder that is shared': { shared: 'everybody' },
  'a file system without links': { shared: 'everybody', links: false },
};

for (const [where, options] of Object.entries(PLACES)) {
  describe(`FsSnapshots conforms, in ${where}`, () => {
    const groups = snapshotConformance({
      create: () => fsPlace(options),
      borders: [BLOCK_BYTES, 8 * 1024 * 1024],
    });
    for (const { title, cases } of groups) {
      describe(title, () => {
        for (const { title, timeout, run } of cases) it(title, run).timeout(timeout);
      });
    }
  });
}
