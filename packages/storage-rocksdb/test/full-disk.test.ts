import { refusal } from '@lolraft/raft-testkit';
import { execFile } from 'node:child_process';
import { readdir, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { RocksStorage, type RocksStorageOptions } from '../src/index.js';
import { childFile } from './support/child.js';
import { QUIET } from './support/damaged-store.js';
import { temporaryFolder } from './support/folder.js';
import { A, AB, dump, entries, founding, N1, snapshotAt } from './support/sample.js';
import { mountSmallDisk } from './support/small-disk.js';

const run = promisify(execFile);
const MIB = 1024 * 1024;

describe('a disk that fills up', function () {
  this.timeout(120_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let disk: { unmount(): void } | undefined;
  let directory: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    directory = path.join(folder.path, 'disk', 'data');
  });
  afterEach(async () => {
    disk?.unmount();
    disk = undefined;
    await folder.remove();
  });

  const open = (options: RocksStorageOptions = {}) => RocksStorage.open(directory, { ...QUIET, ...options });

  /** Appends until a write is refused. */
  async function fill(storage: RocksStorage, from: number): Promise<number> {
    for (let first = from; ; first += 10) {
      try {
        await storage.write([{ group: A, entries: [entries(first, 10, 1, 10_000)] }]);
      } catch (error) {
        expect(error).to.have.property('code', 'STORAGE_FULL');
        return first - 1;
      }
    }
  }

  it('below the reserve, entries are refused and everything else goes on', async () => {
    let storage = await open();
    await storage.write([founding(A), founding(AB)]);
    await storage.write([{ group: A, entries: [entries(1, 30)] }]);
    await storage.close();
    storage = await open({ reserveBytes: Number.MAX_SAFE_INTEGER });
    const before = await dump(storage);
    for (let attempt = 0; attempt < 3; attempt++) {
      const { message, retryable } = await refusal(
        storage.write([{ group: A, entries: [entries(31, 1)] }]),
        'STORAGE_FULL',
      );
      expect(message).to.match(/kept in reserve: free some space/);
      expect(retryable).to.equal(true);
    }
    await refusal(storage.write([founding('new' as never)]), 'STORAGE_FULL');
    await refusal(storage.write([{ group: A, truncateFrom: 20, entries: [entries(20, 1)] }]), 'STORAGE_FULL');
    expect(await dump(storage), 'nothing was written').to.equal(before);

    await storage.write([{ group: A, hardState: { term: 2, votedFor: N1 } }]);
    await storage.write([{ group: A, truncateFrom: 25 }]);
    await storage.write([snapshotAt(A, 20, 1, 15)]);
    await storage.write([{ group: A, compactTo: 18 }]);
    await storage.bind({ cluster: 'ab'.repeat(16) as never, node: N1 });
    await storage.removeGroup(AB);
    await storage.close();
    storage = await open();
    const { groups } = await storage.load();
    expect(
      groups.map(({ group, firstIndex, lastIndex, hardState }) => [group, firstIndex, lastIndex, hardState.term]),
    ).to.deep.equal([[A, 19, 24, 2]]);
    await storage.write([{ group: A, entries: [entries(25, 1)] }]);
    await storage.close();
  });

  it('space that compaction gave back is used again', async function () {
    disk = mountSmallDisk(path.dirname(directory), 64);
    if (disk === undefined) {
      console.log('      skipped: this process may not mount a file system');
      this.skip();
    }
    const storage = await open({ reserveBytes: 24 * MIB });
    await storage.write([founding(A)]);
    let last = await fill(storage, 1);
    await storage.write([{ group: A, hardState: { term: 2, votedFor: N1 } }]);
    const filled = last;
    let compacted = last;
    await storage.write([snapshotAt(A, last, 1, last)]);
    // More than the disk has held so far. The space comes back in the background: a caller that is refused tries again.
    while (last < 2.5 * filled) {
      try {
        await storage.write([{ group: A, entries: [entries(last + 1, 10, 1, 10_000)] }]);
        last += 10;
      } catch (error) {
        expect(error).to.have.property('code', 'STORAGE_FULL');
        if (last > compacted) await storage.write([snapshotAt(A, last, 1, last)]);
        compacted = last;
      }
    }
    await storage.close();
  });

  it('where the disk is really full the store stops, and starts again with all that it acknowledged', async function () {
    disk = mountSmallDisk(path.dirname(directory), 24);
    if (disk === undefined) {
      console.log('      skipped: this process may not mount a file system');
      this.skip();
    }
    const storage = await open({ writeBufferBytes: 64 * MIB });
    await storage.write([founding(A)]);
    await storage.write([{ group: A, entries: [entries(1, 10, 1, 10_000)] }]);
    // Behind the back of the store, which asks for the free space about once a second.
    const filler = path.join(path.dirname(directory), 'filler');
    await writeFile(filler, Buffer.alloc(24 * MIB)).catch(() => undefined);
    const last = 10;
    const error = await refusal(
      storage.write([{ group: A, entries: [entries(11, 10, 1, 100_000)] }]),
      'STORAGE_FAILED',
    );
    expect(error.message).to.match(/No space left.*Free some space, then start again/);
    await refusal(storage.write([{ group: A, hardState: { term: 2, votedFor: N1 } }]), 'STORAGE_FAILED');
    await refusal(storage.read(A, 1, 1, 1000), 'STORAGE_FAILED');
    await refusal(storage.load(), 'STORAGE_FAILED');
    await storage.close();
    await refusal(open(), 'STORAGE_FULL');
    await truncate(filler, 0);
    const again = await open();
    const [group] = (await again.load()).groups;
    expect(group?.lastIndex).to.be.oneOf([last, last + 10]);
    expect((await again.read(A, 1, last, 100 * MIB)).lastIndex).to.equal(last);
    await again.close();
  });

  it('a write that fails poisons the store, and costs nothing that was acknowledged', async function () {
    if (process.platform === 'win32') this.skip();
    // No file may grow beyond 4 MiB; the signal that would end the process is ignored.
    const script = `trap '' XFSZ; ulimit -f 8192; exec "$0" "$@"`;
    const args = ['-c', script, process.execPath, childFile('limited'), directory];
    const { stdout } = await run('sh', args, { timeout: 60_000 });
    const { acknowledged, failure, later } = JSON.parse(stdout) as {
      acknowledged: number;
      failure: string;
      later: string[];
    };
    expect(failure).to.equal('STORAGE_FAILED');
    expect(later).to.deep.equal([
      'STORAGE_FAILED',
      'STORAGE_FAILED',
      'STORAGE_FAILED',
      'STORAGE_FAILED',
      'done',
      'CLOSED',
    ]);
    expect(acknowledged).to.be.above(0);
    const storage = await open();
    const [group] = (await storage.load()).groups;
    expect(group?.lastIndex).to.be.oneOf([acknowledged, acknowledged + 10]);
    expect(group?.hardState).to.deep.equal({ term: 1, votedFor: undefined });
    await storage.close();
  });

  it('the log shrinks on disk as it is compacted', async () => {
    const storage = await open();
    await storage.write([founding(A)]);
    let largest = 0;
    let last = 0;
    for (let round = 0; round < 240; round++) {
      await storage.write([{ group: A, entries: [entries(last + 1, 50, 1, 5000)] }]);
      last += 50;
      if (last > 400) await storage.write([snapshotAt(A, last - 100, 1, last - 200)]);
      if (round % 10 === 9) largest = Math.max(largest, await sizeOf(path.join(directory, 'db')));
    }
    await storage.close();
    // 60 MB went through it, and 200 entries of 5 kB are held.
    expect(largest).to.be.below(30 * MIB);
  });
});

async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  for (const name of await readdir(folder)) {
    // A file may go while this looks.
    sum += await stat(path.join(folder, name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return sum;
}
