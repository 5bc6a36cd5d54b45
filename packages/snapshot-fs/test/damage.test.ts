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
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FsSnapshots } from '../src/index.js';
import { decodeHeader, encodeHeader, HEADER_BYTES } from '../src/resource-header.js';
import { temporaryFolder } from './support/folder.js';

describe('the header of a snapshot file', () => {
  it('is of format version 1', () => {
    const header = encodeHeader({ whole: true, size: 2 ** 40 + 5, checksum: 0xdeadbeef });
    expect(Buffer.from(header).toString('hex')).to.equal(
      '6c6f6c736e61700a' + '01000000' + '01000000' + '0500000000010000' + 'efbeadde' + '00'.repeat(32) + '0a9fd6b8',
    );
  });

  it('says what it was made from, and any flipped bit is found', () => {
    for (const whole of [true, false]) {
      const header = { whole, size: Number.MAX_SAFE_INTEGER, checksum: 0xffff_ffff };
      const bytes = encodeHeader(header);
      expect(decodeHeader(bytes)).to.deep.equal(header);
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const damaged = bytes.slice();
        damaged[bit >>> 3] = (damaged[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
        expect(decodeHeader(damaged), `bit ${bit}`).to.be.a('string');
      }
      for (let length = 0; length < bytes.length; length++) {
        expect(decodeHeader(bytes.subarray(0, length))).to.be.a('string');
      }
    }
    expect(decodeHeader(new Uint8Array(HEADER_BYTES))).to.be.a('string');
  });
});

describe('a snapshot file that is damaged', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let store: FsSnapshots;
  const bytes = pattern(MIB + 100);
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = new FsSnapshots(folder.path, { reserveBytes: 0 });
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  async function fileOf(suffix = ''): Promise<string> {
    const names = await readdir(folder.path, { recursive: true });
    const name = names.find((each) => /[/\\]\d+-\d+-[0-9a-f]{32}/.test(each) && each.endsWith(suffix));
    if (name === undefined) throw new Error('there is no file');
    return path.join(folder.path, name);
  }

  async function flip(file: string, at: number): Promise<void> {
    const content = await readFile(file);
    content[at] = (content[at] ?? 0) ^ 0x10;
    await writeFile(file, content);
  }

  it('a flipped bit of the content is found by whoever reads all of it, before the end', async () => {
    const { tag } = await putSnapshot(store, bytes, snapshotName(1));
    await flip(await fileOf(), HEADER_BYTES + 70_000);
    const { message } = await refusal(getSnapshot(store, tag), 'CORRUPTION');
    expect(message).to.include(await fileOf());
    // A range is the caller's to verify.
    expect((await getSnapshot(store, tag, { from: 70_000, length: 1 }))[0]).to.equal((bytes[70_000] ?? 0) ^ 0x10);
  });

  it('a header that is damaged, a file that is cut, emptied or longer is refused for every range', async () => {
    const damages: readonly ((file: string) => Promise<void>)[] = [
      (file) => flip(file, 17),
      (file) => flip(file, 0),
      (file) => truncate(file, HEADER_BYTES + bytes.length - 1),
      (file) => truncate(file, HEADER_BYTES),
      (file) => truncate(file, HEADER_BYTES - 1),
      (file) => truncate(file, 0),
      (file) => truncate(file, HEADER_BYTES + bytes.length + 1),
      (file) => writeFile(file, 'something else'),
    ];
    for (const [i, damage] of damages.entries()) {
      const { tag } = await putSnapshot(store, bytes, snapshotName(i));
      await damage(await fileOf());
      await refusal(getSnapshot(store, tag), 'CORRUPTION');
      await refusal(getSnapshot(store, tag, { from: 5, length: 5 }), 'CORRUPTION');
      await refusal(store.adopt(SNAPSHOT_PEER, snapshotName(i), tag), 'CORRUPTION');
      // It can still be listed and deleted.
      expect((await listSnapshots(store)).map(({ partial }) => partial)).to.deep.equal([false]);
      await store.delete(SNAPSHOT_OWNER, tag);
      expect(await listSnapshots(store)).to.deep.equal([]);
    }
  });

  it('a partial file that is not what its checkpoint says is begun anew', async () => {
    const damages: readonly ((file: string) => Promise<void>)[] = [
      (file) => flip(file, HEADER_BYTES + 300_000),
      (file) => flip(file, 20),
      (file) => truncate(file, HEADER_BYTES + 300_000),
      (file) => truncate(file, 10),
      (file) => truncate(file, 0),
    ];
    for (const [i, damage] of damages.entries()) {
      const writer = await store.create(SNAPSHOT_OWNER, snapshotName(i));
      await writer.write(bytes.subarray(0, 600_000));
      await writer.suspend();
      await damage(await fileOf('.partial'));
      const again = await store.create(SNAPSHOT_OWNER, snapshotName(i));
      expect(again.offset).to.equal(0);
      await again.write(bytes);
      const { tag } = await again.commit();
      expect((await getSnapshot(store, tag)).equals(bytes)).to.equal(true);
      await store.delete(SNAPSHOT_OWNER, tag);
    }
  });

  it('a partial file that is longer than its checkpoint is cut back to it', async () => {
    const writer = await store.create(SNAPSHOT_OWNER, snapshotName(1));
    await writer.write(bytes.subarray(0, 600_000));
    await writer.suspend();
    const file = await fileOf('.partial');
    await writeFile(file, 'garbage behind the checkpoint', { flag: 'a' });
    const again = await store.create(SNAPSHOT_OWNER, snapshotName(1));
    expect(again.offset).to.equal(600_000);
    await again.write(bytes.subarray(600_000));
    const { tag } = await again.commit();
    expect((await getSnapshot(store, tag)).equals(bytes)).to.equal(true);
  });
});
