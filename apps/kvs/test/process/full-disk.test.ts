import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { get, put } from '../../src/local-cluster/store-calls.js';
import { until } from './support/processes.js';
import { SingleNode } from './support/serve.js';

/** Just over the reserve that a store keeps by default. */
const DISK = 320;
const MIB = 1024 * 1024;

describe('kvs serve and a full disk', function () {
  this.timeout(60_000);

  it('refuses writes while the reserve is reached, keeps answering reads, and goes on when there is room', async function () {
    await using node = await SingleNode.create();
    const disk = path.join(node.folder, 'disk');
    mkdirSync(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}m`, 'tmpfs', disk], { stdio: 'ignore' }).status !== 0) {
      console.log('      skipped: mounting a small disk needs root');
      this.skip();
    }
    try {
      await node.start(path.join(disk, 'n1'));
      await put(node.client, 'before', '1');
      const filler = path.join(disk, 'filler');
      writeFileSync(filler, new Uint8Array(100 * MIB));
      let refused: unknown;
      for (let i = 0; refused === undefined; i++) {
        await put(node.client, `filling${i}`, 'x'.repeat(1000), { timeout: 1000 }).catch((error: unknown) => {
          refused = error;
        });
      }
      expect(refused).to.have.property('code').that.is.oneOf(['STORAGE_FULL', 'DEADLINE_EXCEEDED', 'LEADERSHIP_LOST']);
      await until(() => node.log.includes('the reserve of disk space is reached'), 'the log says so');
      rmSync(filler);
      await put(node.client, 'after', '2');
      expect(await get(node.client, 'before')).to.equal('1');
      expect(await get(node.client, 'after')).to.equal('2');
      expect(node.log).to.include('there is room on the disk again');
    } finally {
      await node.stop();
      spawnSync('umount', [disk]);
    }
  });
});
