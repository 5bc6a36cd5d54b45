import {
  getSnapshot,
  listSnapshots,
  MIB,
  pattern,
  putSnapshot,
  refusal,
  SNAPSHOT_OWNER,
  snapshotName,
} from '@lolraft/raft-testkit';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { nodeFileSystem } from '../src/file-system.js';
import { FsSnapshots } from '../src/fs-snapshots.js';
import { watched } from './support/faults.js';
import { temporaryFolder } from './support/folder.js';

describe('a disk that fills up', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('a disk that is really full: refused, and good again once there is room', async function () {
    const at = path.join(folder.path, 'disk');
    mkdirSync(at);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'lol-test', at]).status !== 0) {
      console.log('      skipped: this process may not mount a file system');
      this.skip();
    }
    try {
      const store = new FsSnapshots(at, { reserveBytes: 0 });
      const kept = pattern(5 * MIB, 2);
      const { tag } = await putSnapshot(store, kept, snapshotName(1));
      for (const end of ['abort', 'suspend'] as const) {
        const writer = await store.create(SNAPSHOT_OWNER, snapshotName(2));
        const { message, retryable } = await refusal(writer.write(pattern(10 * MIB)), 'STORAGE_FULL');
        expect(message).to.include(at).and.include('ENOSPC');
        expect(retryable).to.equal(true);
        await writer[end]();
        expect(await listSnapshots(store), `after ${end}`).to.have.length(1);
        expect((await getSnapshot(store, tag)).equals(kept)).to.equal(true);
      }
      // The room of what was given up is there again.
      await putSnapshot(store, pattern(5 * MIB), snapshotName(3));
      await store.delete(SNAPSHOT_OWNER, tag);
      await putSnapshot(store, pattern(5 * MIB), snapshotName(4));
      await store.close();
    } finally {
      if (spawnSync('umount', [at]).status !== 0) spawnSync('umount', ['-l', at]);
    }
  });

  it('a quota is a full disk too', async () => {
    const fs = watched(nodeFileSystem, ({ name, file }) => {
      if (name === 'write' && file.endsWith('.partial')) throw Object.assign(new Error('EDQUOT'), { code: 'EDQUOT' });
    });
    const store = new FsSnapshots(folder.path, { reserveBytes: 0 }, fs);
    expect((await refusal(store.create(SNAPSHOT_OWNER, snapshotName(1)), 'STORAGE_FULL')).message).to.include('EDQUOT');
    await store.close();
  });

  it('a reserve is left: at the beginning, and as it goes on', async () => {
    let free = 100 * MIB;
    const fs = { ...nodeFileSystem, freeBytes: async () => free };
    const store = new FsSnapshots(folder.path, { reserveBytes: 50 * MIB }, fs);
    const writer = await store.create(SNAPSHOT_OWNER, snapshotName(1));
    await writer.write(pattern(MIB));
    free = 57 * MIB;
    const { message } = await refusal(writer.write(pattern(8 * MIB)), 'STORAGE_FULL');
    expect(message).to.match(/57 MiB are free .* 50 MiB are kept in reserve/);
    await writer.suspend();
    free = 49 * MIB;
    await refusal(store.create(SNAPSHOT_OWNER, snapshotName(1)), 'STORAGE_FULL');
    await refusal(store.create(SNAPSHOT_OWNER, snapshotName(2)), 'STORAGE_FULL');
    // What was written is not lost: nothing of it failed.
    free = 100 * MIB;
    const again = await store.create(SNAPSHOT_OWNER, snapshotName(1));
    expect(again.offset).to.be.greaterThan(8 * MIB - 1);
    await again.abort();
    expect(readdirSync(folder.path, { recursive: true }).filter((name) => String(name).includes('7-2'))).to.deep.equal(
      [],
    );
    await store.close();
  });

  it('by default 256 MiB are left', async () => {
    let asked = 0;
    const fs = {
      ...nodeFileSystem,
      freeBytes: async () => {
        asked++;
        return 256 * MIB - 1;
      },
    };
    const store = new FsSnapshots(folder.path, {}, fs);
    await refusal(store.create(SNAPSHOT_OWNER, snapshotName(1)), 'STORAGE_FULL');
    expect(asked).to.equal(1);
    await store.close();
  });
});
