import { lstat, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { groupId, InvalidArgumentError, nodeId, snapshotTag, type SnapshotOwner } from '@lolraft/raft-core';
import {
  getSnapshot,
  listSnapshots,
  pattern,
  putSnapshot,
  refusal,
  SNAPSHOT_OWNER,
  SNAPSHOT_PEER,
  snapshotName,
} from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FsSnapshots } from '../src/index.js';
import { temporaryFolder } from './support/folder.js';

describe('paths', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let store: FsSnapshots;
  const inside = (...names: readonly string[]) => path.join(folder.path, 'snapshots', ...names);
  const home = (owner: SnapshotOwner) => inside(owner.cluster, owner.group, owner.node, owner.store);
  const outside = () => path.join(folder.path, 'outside');
  beforeEach(async () => {
    folder = await temporaryFolder();
    await mkdir(outside());
    store = new FsSnapshots(inside(), { shared: 'x', reserveBytes: 0 });
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  it('a snapshot is where the documentation says', async () => {
    await putSnapshot(store, pattern(10), snapshotName(1));
    const writer = await store.create(SNAPSHOT_PEER, snapshotName(2));
    const files = await readdir(inside(), { recursive: true });
    const [own, other] = [SNAPSHOT_OWNER, SNAPSHOT_PEER].map((owner) => path.relative(inside(), home(owner)));
    expect(files).to.include(path.join(own ?? '', `7-2-${'1'.padStart(32, '0')}`));
    expect(files).to.include(path.join(other ?? '', `7-2-${'2'.padStart(32, '0')}.partial`));
    await writer.abort();
  });

  it('nothing is made before it is needed, and a folder is made with all that it lies in', async () => {
    const deep = path.join(folder.path, 'a', 'b', 'c');
    const other = new FsSnapshots(deep, { reserveBytes: 0 });
    expect(await listSnapshots(other)).to.deep.equal([]);
    await refusal(getSnapshot(other, snapshotTag(SNAPSHOT_OWNER, snapshotName(1))), 'SNAPSHOT_NOT_FOUND');
    await other.delete(SNAPSHOT_OWNER, snapshotTag(SNAPSHOT_OWNER, snapshotName(1)));
    expect(await readdir(folder.path)).not.to.include('a');
    await putSnapshot(other, pattern(10), snapshotName(1));
    expect(await listSnapshots(other)).to.have.length(1);
    // Somebody removes it all: it is made again.
    await rm(deep, { recursive: true });
    await putSnapshot(other, pattern(10), snapshotName(2));
    expect(await listSnapshots(other)).to.have.length(1);
    await other.close();
  });

  it('names that differ in the case of letters do not meet, whatever the file system', async () => {
    const owners = ['a', 'A', 'aA', 'Aa', 'con', 'CON', 'Con', 'nul', 'com1', 'a_', 'a-'].map((id) => ({
      ...SNAPSHOT_OWNER,
      node: nodeId(id),
      group: groupId(id),
    }));
    for (const owner of owners) await putSnapshot(store, pattern(5), snapshotName(1), owner);
    const groups = await readdir(inside(SNAPSHOT_OWNER.cluster));
    expect(groups).to.have.length(owners.length);
    for (const name of groups) {
      expect(name).to.equal(name.toLowerCase());
      expect(name).not.to.match(/^(con|nul|com1)$/);
    }
  });

  it('what others have put into the folder is neither listed nor harmed', async () => {
    const { tag } = await putSnapshot(store, pattern(10), snapshotName(1));
    const foreign = ['lost+found', '.nfs0001', 'notes.txt', '7-2-short', `7-2-${'0'.repeat(32)}.bak`];
    for (const name of foreign) await writeFile(path.join(home(SNAPSHOT_OWNER), name), 'x');
    await mkdir(path.join(home(SNAPSHOT_OWNER), `8-2-${'0'.repeat(32)}`));
    expect((await listSnapshots(store)).map((each) => Buffer.from(each.tag))).to.deep.equal([Buffer.from(tag)]);
    await store.delete(SNAPSHOT_OWNER, tag);
    expect((await readdir(home(SNAPSHOT_OWNER))).length).to.equal(foreign.length + 1);
  });

  it('the folder itself may be a link', async () => {
    await rm(inside(), { recursive: true, force: true });
    await symlink(outside(), inside());
    const { tag } = await putSnapshot(store, pattern(10), snapshotName(1));
    expect((await getSnapshot(store, tag)).length).to.equal(10);
    expect(await readdir(outside())).to.deep.equal([SNAPSHOT_OWNER.cluster]);
  });

  it('a link on the way is never followed', async () => {
    const { tag } = await putSnapshot(store, pattern(10), snapshotName(1));
    const at = [
      inside(SNAPSHOT_OWNER.cluster),
      path.dirname(path.dirname(home(SNAPSHOT_OWNER))),
      path.dirname(home(SNAPSHOT_OWNER)),
      home(SNAPSHOT_OWNER),
    ];
    for (const directory of at) {
      const elsewhere = path.join(outside(), 'moved');
      await rename(directory, elsewhere);
      await symlink(elsewhere, directory);
      for (const call of [
        () => getSnapshot(store, tag),
        () => listSnapshots(store),
        () => store.delete(SNAPSHOT_OWNER, tag),
        () => store.create(SNAPSHOT_OWNER, snapshotName(2)),
        () => store.adopt(SNAPSHOT_OWNER, snapshotName(2), tag),
      ]) {
        const { message, retryable } = await refusal(call(), 'SNAPSHOT_STORE');
        expect(message).to.match(/symbolic link/);
        expect(retryable).to.equal(false);
      }
      // A store that has not been there before neither.
      const fresh = new FsSnapshots(inside(), { reserveBytes: 0 });
      await refusal(fresh.create(SNAPSHOT_OWNER, snapshotName(2)), 'SNAPSHOT_STORE');
      await fresh.close();
      await rm(directory);
      await rename(elsewhere, directory);
    }
    expect((await getSnapshot(store, tag)).length).to.equal(10);
  });

  it('a link in the place of a file is not followed', async () => {
    const secret = path.join(outside(), 'secret');
    await writeFile(secret, 'secret');
    await putSnapshot(store, pattern(10), snapshotName(9));
    const file = path.join(home(SNAPSHOT_OWNER), `7-2-${'1'.padStart(32, '0')}`);
    await symlink(secret, file);
    await symlink(secret, `${file}.partial`);
    const tag = snapshotTag(SNAPSHOT_OWNER, snapshotName(1));
    for (const call of [() => getSnapshot(store, tag), () => store.adopt(SNAPSHOT_PEER, snapshotName(1), tag)]) {
      expect((await refusal(call(), 'SNAPSHOT_STORE')).message).to.match(/symbolic link/);
    }
    await refusal(store.create(SNAPSHOT_OWNER, snapshotName(1)), 'SNAPSHOT_STORE');
    expect(await listSnapshots(store)).to.have.length(1);
    await store.delete(SNAPSHOT_OWNER, tag);
    expect(await readFile(secret, 'utf8')).to.equal('secret');
    expect(await readdir(home(SNAPSHOT_OWNER))).to.have.length(1);
  });

  it('a file in the way of a directory, and the reverse, are named', async () => {
    await mkdir(path.dirname(home(SNAPSHOT_OWNER)), { recursive: true });
    await writeFile(home(SNAPSHOT_OWNER), 'in the way');
    const { message } = await refusal(store.create(SNAPSHOT_OWNER, snapshotName(1)), 'SNAPSHOT_STORE');
    expect(message).to.include(home(SNAPSHOT_OWNER));
    await rm(home(SNAPSHOT_OWNER));
    await mkdir(path.join(home(SNAPSHOT_OWNER), `7-2-${'1'.padStart(32, '0')}.partial`), { recursive: true });
    expect((await refusal(store.create(SNAPSHOT_OWNER, snapshotName(1)), 'SNAPSHOT_STORE')).message).to.include(
      '.partial',
    );
  });

  it('adoption makes a second name for the same bytes', async () => {
    const { tag } = await putSnapshot(store, pattern(100), snapshotName(1));
    await store.adopt(SNAPSHOT_PEER, snapshotName(2), tag);
    const [from, to] = [
      path.join(home(SNAPSHOT_OWNER), `7-2-${'1'.padStart(32, '0')}`),
      path.join(home(SNAPSHOT_PEER), `7-2-${'2'.padStart(32, '0')}`),
    ];
    expect((await stat(from)).ino).to.equal((await stat(to)).ino);
    expect((await lstat(to)).isFile()).to.equal(true);
  });

  it('options that are none are refused', () => {
    expect(() => new FsSnapshots('')).to.throw(InvalidArgumentError);
    expect(() => new FsSnapshots('x', { shared: '' })).to.throw(InvalidArgumentError);
    for (const reserveBytes of [-1, 0.5, Number.NaN]) {
      expect(() => new FsSnapshots('x', { reserveBytes })).to.throw(InvalidArgumentError);
    }
    expect(new FsSnapshots('x').realm).to.equal(undefined);
    expect(new FsSnapshots('x', { shared: 'team' }).realm).to.equal('fs:team');
  });
});
