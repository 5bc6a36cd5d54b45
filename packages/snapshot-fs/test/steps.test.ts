import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { RaftError } from '@lolraft/raft-core';
import {
  getSnapshot,
  listSnapshots,
  MIB,
  pattern,
  putSnapshot,
  refusal,
  SNAPSHOT_OWNER,
  SNAPSHOT_PEER,
  snapshotName,
} from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { nodeFileSystem, type FileSystem } from '../src/file-system.js';
import { FsSnapshots } from '../src/fs-snapshots.js';
import { ghostable, watched, type SystemCall } from './support/faults.js';
import { temporaryFolder } from './support/folder.js';
import { expectSound, story, type Said } from './support/story.js';

const child = fileURLToPath(new URL('./children/story.js', import.meta.url));
const CHANGES = ['mkdir', 'open', 'write', 'truncate', 'datasync', 'sync', 'syncDirectory', 'rename', 'link', 'unlink'];

describe('every step', function () {
  this.timeout(120_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let round = 0;
  const place = () => path.join(folder.path, String(++round));
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  const storeOn = (at: string, fs: FileSystem) => new FsSnapshots(at, { reserveBytes: 0 }, fs);

  /** The calls to the system that the story makes, in order. */
  async function record(): Promise<SystemCall[]> {
    const calls: SystemCall[] = [];
    const store = storeOn(
      place(),
      watched(nodeFileSystem, (call) => void calls.push(call)),
    );
    await story(store, () => undefined);
    await store.close();
    return calls;
  }

  /** The numbers of all calls, but for those between others of their kind on one file. */
  async function steps(): Promise<number[]> {
    const calls = await record();
    const same = (i: number, j: number) => calls[i]?.name === calls[j]?.name && calls[i]?.file === calls[j]?.file;
    return calls.flatMap((_, i) => (same(i, i - 1) && same(i, i + 1) && same(i, i + 2) ? [] : [i + 1]));
  }

  it('the process ends before it', async () => {
    const numbers = await steps();
    expect(numbers).to.have.length.greaterThan(50);
    for (const step of numbers) {
      const at = place();
      const { fs, die } = ghostable(nodeFileSystem);
      let calls = 0;
      let dead: () => void = () => undefined;
      const end = new Promise<void>((resolve) => {
        dead = resolve;
      });
      const said = new Set<Said>();
      const store = storeOn(
        at,
        watched(fs, async () => {
          if (++calls === step) {
            await die();
            dead();
          }
        }),
      );
      await Promise.race([end, story(store, (each) => said.add(each))]);
      await expectSound(at, said);
    }
  });

  it('a real process is killed before the first of each kind, and the last', async () => {
    const calls = await record();
    for (const name of CHANGES) {
      const numbers = calls.flatMap((call, i) => (call.name === name ? [i + 1] : []));
      expect(numbers, name).not.to.deep.equal([]);
      for (const number of new Set([numbers[0], numbers.at(-1)])) {
        const at = place();
        const { signal, stdout } = spawnSync(process.execPath, [child, at, String(number)], { encoding: 'utf8' });
        expect(signal, name).to.equal('SIGKILL');
        await expectSound(at, new Set(stdout.trim().split('\n')) as ReadonlySet<Said>);
      }
    }
  });

  it('it fails: the caller is told, and nothing half is whole', async () => {
    const numbers = await steps();
    for (const code of ['EIO', 'ENOSPC']) {
      for (const step of numbers) {
        const at = place();
        let calls = 0;
        let failed: SystemCall | undefined;
        const said = new Set<Said>();
        const fs = watched(nodeFileSystem, (call) => {
          if (++calls !== step) return;
          failed = call;
          throw Object.assign(new Error(`${code}: injected`), { code });
        });
        const store = storeOn(at, fs);
        const error = await story(store, (each) => said.add(each)).catch((caught: unknown) => caught);
        const what = `${code} of ${failed?.name} of ${failed?.file}: ${String(error)}`;
        expect(error, what).to.be.instanceOf(RaftError);
        const { code: ours, message } = error as RaftError;
        expect(ours, what).to.equal(code === 'EIO' ? 'SNAPSHOT_STORE' : 'STORAGE_FULL');
        expect(message, what).to.include(at);
        await store.close().catch((caught: unknown) => expect(caught, what).to.be.instanceOf(RaftError));
        await expectSound(at, said);
      }
    }
  });

  it('a commit is confirmed after the file, its name, and every directory on the way are synced', async () => {
    const at = path.join(place(), 'new', 'folder');
    const calls: string[] = [];
    const relative = (file: string) => path.relative(folder.path, file);
    const store = storeOn(
      at,
      watched(nodeFileSystem, ({ name, file }) => void calls.push(`${name} ${relative(file)}`)),
    );
    await putSnapshot(store, pattern(10), snapshotName(1));
    const home = relative(
      path.join(at, SNAPSHOT_OWNER.cluster, SNAPSHOT_OWNER.group, SNAPSHOT_OWNER.node, SNAPSHOT_OWNER.store),
    );
    const file = path.join(home, `7-2-${'1'.padStart(32, '0')}`);
    const order = (...expected: readonly string[]) => {
      const places = expected.map((call) => calls.lastIndexOf(call));
      expect(places, `${expected.join(', ')} in\n${calls.join('\n')}`).not.to.include(-1);
      expect(places).to.deep.equal([...places].sort((a, b) => a - b));
    };
    order(`write ${file}.partial`, `sync ${file}.partial`, `rename ${file}.partial`, `syncDirectory ${home}`);
    for (let directory = home; path.dirname(directory) !== '.'; directory = path.dirname(directory)) {
      order(`mkdir ${directory}`, `syncDirectory ${path.dirname(directory)}`);
    }
    expect(calls.at(-1)).to.equal(`syncDirectory ${home}`);

    // Directories that another process has made are synced too: it may have ended before it could.
    calls.length = 0;
    const next = storeOn(
      at,
      watched(nodeFileSystem, ({ name, file: each }) => void calls.push(`${name} ${relative(each)}`)),
    );
    const { tag } = await putSnapshot(next, pattern(10), snapshotName(2));
    for (let directory = home; directory !== path.dirname(relative(at)); directory = path.dirname(directory)) {
      expect(calls).to.include(`syncDirectory ${path.dirname(directory)}`);
    }
    calls.length = 0;
    await next.adopt(SNAPSHOT_PEER, snapshotName(3), tag);
    expect(calls.findLastIndex((call) => call.startsWith('link'))).to.be.lessThan(
      calls.findLastIndex((call) => call.startsWith('syncDirectory')),
    );
    await store.close();
    await next.close();
  });

  it('nobody goes on with what failed to sync, for the system may have given it up', async () => {
    let isBroken = true;
    const fs = watched(nodeFileSystem, ({ name }) => {
      if (isBroken && (name === 'datasync' || name === 'sync')) throw Object.assign(new Error('EIO'), { code: 'EIO' });
    });
    const store = storeOn(place(), fs);
    for (const size of [9 * MIB, 1000]) {
      isBroken = true;
      const bytes = pattern(size);
      const writer = await store.create(SNAPSHOT_OWNER, snapshotName(1));
      const writing = writer.write(bytes).then(() => writer.commit());
      expect((await refusal(writing, 'SNAPSHOT_STORE')).retryable).to.equal(false);
      await refusal(writer.commit(), 'INVALID_ARGUMENT');
      await writer.suspend();
      expect(await listSnapshots(store)).to.deep.equal([]);
      isBroken = false;
      const again = await store.create(SNAPSHOT_OWNER, snapshotName(1));
      expect(again.offset).to.equal(0);
      await again.abort();
    }
    await store.close();
  });

  it('a commit that is cut by its signal before the name is given can be gone on with', async () => {
    const controller = new AbortController();
    const fs = watched(nodeFileSystem, ({ name }) => {
      if (name === 'sync') controller.abort();
    });
    const store = storeOn(place(), fs);
    const bytes = pattern(1000);
    const writer = await store.create(SNAPSHOT_OWNER, snapshotName(1), controller.signal);
    await writer.write(bytes);
    await refusal(writer.commit(), 'ABORTED');
    await writer.suspend();
    const again = await store.create(SNAPSHOT_OWNER, snapshotName(1));
    expect(again.offset).to.equal(1000);
    const { tag } = await again.commit();
    expect((await getSnapshot(store, tag)).equals(bytes)).to.equal(true);
    await store.close();
  });

  it('without links, a copy that is damaged on the way is refused and leaves nothing', async () => {
    const at = place();
    const fs: FileSystem = {
      ...nodeFileSystem,
      link: () => Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM' })),
    };
    const store = storeOn(at, fs);
    const { tag } = await putSnapshot(store, pattern(600_000), snapshotName(1));
    const [name = ''] = (await readdir(at, { recursive: true })).filter((each) => each.includes('7-2-'));
    const file = await nodeFileSystem.open(path.join(at, name), 2);
    await file.write(new Uint8Array([1, 2, 3]), 0, 3, 5000);
    await file.close();
    await refusal(store.adopt(SNAPSHOT_PEER, snapshotName(2), tag), 'CORRUPTION');
    expect(await listSnapshots(store, SNAPSHOT_PEER)).to.deep.equal([]);
    await store.close();
  });
});
