import { snapshotConformance } from '@lolraft/raft-testkit';
import { describe, it } from 'mocha';
import { PART_BYTES, s3Place } from './support/place.js';
import { hasRealServer, servers } from './support/servers.js';

for (const server of servers()) {
  describe(`S3Snapshots conforms, on ${server.name}`, () => {
    server.hooks();
    const groups = snapshotConformance({ create: () => s3Place(server), borders: [PART_BYTES, 2 * PART_BYTES] });
    for (const { title, cases } of groups) {
      describe(title, () => {
        for (const { title, timeout, run } of cases) it(title, run).timeout(timeout);
      });
    }
  });
}

if (!hasRealServer) {
  it('S3Snapshots on a real server', function () {
    console.log('      skipped: LOL_S3_ENDPOINT names no S3 server (see test/support/radosgw.sh)');
    this.skip();
  });
}
