import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Gauged } from '@lolraft/raft-testkit';
import { removeBucket } from './support/place.js';
import { newBucket, servers } from './support/servers.js';

/** More for a soak: `LOL_SNAPSHOT_MIB=2048`. */
const MEBIBYTES = Number(process.env['LOL_SNAPSHOT_MIB'] ?? 256);
const child = fileURLToPath(new URL('./children/stream.js', import.meta.url));

for (const server of servers()) {
  describe(`a large resource, on ${server.name}`, function () {
    this.timeout(60_000 + MEBIBYTES * 500);
    let place: { readonly bucket: string; readonly client: S3Client } | undefined;
    after(async () => {
      if (place === undefined) return;
      await removeBucket(place.client, place.bucket);
      place.client.destroy();
    });
    server.hooks();
    before(async () => {
      place = await newBucket(server);
    });

    it('goes up and comes down in little memory, without a stall', async () => {
      const args = [child, server.endpoint(), place?.bucket ?? '', String(MEBIBYTES)];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      const { grownBytes, stallMs } = JSON.parse(stdout) as Gauged;
      console.log(
        `      ${MEBIBYTES} MiB: memory grew by ${Math.round(grownBytes / 1e6)} MB, the longest stall was ${stallMs.toFixed(1)} ms`,
      );
      expect(grownBytes).to.be.lessThan(150e6);
      expect(stallMs).to.be.lessThan(50);
    });
  });
}
