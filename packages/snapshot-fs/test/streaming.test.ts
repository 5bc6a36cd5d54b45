import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from './support/folder.js';
import type { Gauged } from '@lolraft/raft-testkit';

/** More for a soak: `LOL_SNAPSHOT_MIB=2048`. */
const MEBIBYTES = Number(process.env['LOL_SNAPSHOT_MIB'] ?? 256);
const child = fileURLToPath(new URL('./children/stream.js', import.meta.url));

describe('a large resource', function () {
  this.timeout(60_000 + MEBIBYTES * 500);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('is written and read in little memory, without a stall', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [child, folder.path, String(MEBIBYTES)]);
    const { grownBytes, stallMs } = JSON.parse(stdout) as Gauged;
    console.log(
      `      ${MEBIBYTES} MiB: memory grew by ${Math.round(grownBytes / 1e6)} MB, the longest stall was ${stallMs.toFixed(1)} ms`,
    );
    expect(grownBytes).to.be.lessThan(150e6);
    expect(stallMs).to.be.lessThan(50);
  });
});
