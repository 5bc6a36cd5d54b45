import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { crc32c } from '@lolraft/raft-core';
import { refusal } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { HardStateFile } from '../src/files/hard-state-file.js';
import { readStoreFile } from '../src/files/store-file.js';
import { RocksStorage } from '../src/index.js';
import { blockKey, groupPrefix, recordKey } from '../src/log/keys.js';
import { Database } from '../src/native/database.js';
import { childFile, endChildren, ended, nextMessage, startChild } from './support/child.js';
import { QUIET } from './support/damaged-store.js';
import { copyFolder, temporaryFolder } from './support/folder.js';
import { A, dump, entries, founding, N1, N2 } from './support/sample.js';

const run = promisify(execFile);
const NOBODY = 65_534;

describe('opening a directory', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let directory: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    directory = path.join(folder.path, 'data');
  });
  afterEach(async () => {
    await endChildren();
    await folder.remove();
  });

  const open = (at = directory) => RocksStorage.open(at, QUIET);
  const openAndClose = async (at = directory) => (await open(at)).close();

  it('makes it, and its parents', async () => {
    await openAndClose(path.join(directory, 'deep', 'down'));
    expect(await readdir(path.join(directory, 'deep', 'down'))).to.have.members(['STORE', 'hardstate', 'db']);
  });

  it('takes an empty one, the root of a file system, and one with a node’s snapshots', async () => {
    await mkdir(path.join(directory, 'lost+found'), { recursive: true });
    await mkdir(path.join(directory, 'snapshots'));
    await openAndClose();
    await openAndClose();
  });

  it('refuses a file, and a path below a file', async () => {
    await writeFile(directory, 'a file');
    expect((await refusal(open(), 'STORAGE_FORMAT')).message).to.match(/name a directory/);
    await refusal(open(path.join(directory, 'below')), 'STORAGE_FORMAT');
  });

  it('refuses a directory that is somebody else’s, and leaves it as it was', async () => {
    await mkdir(directory);
    await writeFile(path.join(directory, 'thesis.txt'), 'chapter 1');
    const { message } = await refusal(open(), 'STORAGE_FORMAT');
    expect(message)
      .to.match(/thesis\.txt/)
      .and.to.match(/Name an empty or new directory/);
    expect(await readdir(directory)).to.deep.equal(['thesis.txt']);
  });

  it('refuses a newer format, and says so before anything else', async () => {
    await openAndClose();
    const line = JSON.stringify({ lol: 'storage-rocksdb', format: 2, store: 'something else' });
    const checksum = crc32c(Buffer.from(line)).toString(16).padStart(8, '0');
    await writeFile(path.join(directory, 'STORE'), `${line}\n${checksum}\n`);
    await rm(path.join(directory, 'db', 'CURRENT'));
    expect((await refusal(open(), 'STORAGE_FORMAT')).message).to.match(/format 2.*newer/);
  });

  it('refuses a directory with a part missing', async () => {
    for (const part of ['STORE', 'hardstate', 'db']) {
      const at = path.join(folder.path, part);
      await openAndClose(at);
      await rm(path.join(at, part), { recursive: true });
      const { message } = await refusal(open(at), 'CORRUPTION');
      expect(message)
        .to.match(new RegExp(`has no ${part}`))
        .and.to.match(/Remove the directory/);
    }
  });

  it('refuses what this process has open already, by whatever name', async () => {
    const storage = await open();
    await symlink(directory, path.join(folder.path, 'link'));
    for (const at of [directory, path.join(folder.path, 'link'), path.join(directory, '..', 'data')]) {
      expect((await refusal(open(at), 'STORAGE_LOCKED')).message).to.match(/Stop the other one/);
    }
    await storage.write([founding(A)]);
    await storage.close();
    await openAndClose();
  });

  it('refuses what another process has open', async () => {
    await openAndClose();
    const child = startChild('hold', [directory]);
    expect(await nextMessage(child)).to.equal('open');
    expect((await refusal(open(), 'STORAGE_LOCKED')).message).to.match(/Stop the other one/);
    child.send('close');
    await ended(child);
    await openAndClose();
  });

  it('refuses a directory that another process opens first', async () => {
    const storage = await open();
    const child = startChild('hold', [directory]);
    expect(await nextMessage(child)).to.match(/^STORAGE_LOCKED/);
    await ended(child);
    await storage.close();
  });

  it('two processes that format one directory at once: one has it', async () => {
    const children = [startChild('hold', [directory]), startChild('hold', [directory])];
    const answers = await Promise.all(children.map((child) => nextMessage<string>(child)));
    expect(answers.filter((answer) => answer === 'open')).to.have.length(1);
    expect(answers.filter((answer) => answer.startsWith('STORAGE_LOCKED'))).to.have.length(1);
    children[answers.indexOf('open')]?.send('close');
    await Promise.all(children.map(ended));
    await openAndClose();
  });

  it('refuses what it may not write, and says what to do', async function () {
    await openAndClose();
    if (process.getuid?.() === 0) {
      // Root may do everything: another user tries.
      await chmod(folder.path, 0o755);
      const child = startChild('hold', [directory, String(NOBODY)]);
      expect(await nextMessage(child)).to.match(/^STORAGE_FAILED: .* read and write permission/);
      await ended(child);
    } else if (process.getuid !== undefined) {
      await chmod(path.join(directory, 'hardstate'), 0o400);
      expect((await refusal(open(), 'STORAGE_FAILED')).message).to.match(/read and write permission/);
      await chmod(path.join(directory, 'hardstate'), 0o600);
    } else {
      this.skip();
    }
  });

  it('goes on with a formatting that a crash interrupted, wherever that was', async () => {
    await openAndClose();
    const names = await readdir(directory);
    expect(names).to.not.include('FORMATTING');
    // What is there at each step, in the order of the steps; what is written last is missing first.
    const steps = [
      { has: [] },
      { has: ['db'] },
      { has: ['db', 'hardstate'] },
      { has: ['db', 'hardstate', 'STORE.new'] },
      { has: ['db', 'hardstate', 'STORE'] },
    ];
    for (const [i, { has }] of steps.entries()) {
      const at = path.join(folder.path, `step-${i}`);
      await copyFolder(directory, at);
      await rename(path.join(at, 'STORE'), path.join(at, has.includes('STORE') ? 'STORE' : 'STORE.new'));
      for (const name of await readdir(at)) if (!has.includes(name)) await rm(path.join(at, name), { recursive: true });
      await writeFile(path.join(at, 'FORMATTING'), '');
      await openAndClose(at);
      expect(await readdir(at), `step ${i}`)
        .to.include.members(['STORE', 'hardstate', 'db'])
        .and.not.include('FORMATTING');
      await openAndClose(at);
    }
  });

  it('never formats over data, whatever the marker says', async () => {
    const storage = await open();
    await storage.write([founding(A)]);
    await storage.close();
    await rm(path.join(directory, 'STORE'));
    await writeFile(path.join(directory, 'FORMATTING'), '');
    expect((await refusal(open(), 'CORRUPTION')).message).to.match(/holds data, but its store file is missing/);
    expect(await readdir(directory)).to.include('db');
  });

  it('keeps its owner, and refuses another', async () => {
    const storage = await open();
    const cluster = 'ab'.repeat(16) as never;
    await storage.bind({ cluster, node: N1 });
    await storage.close();
    const again = await open();
    expect((await again.load()).identity).to.deep.equal({ cluster, node: N1 });
    const { message } = await refusal(again.bind({ cluster, node: N2 }), 'IDENTITY_MISMATCH');
    expect(message).to.match(/belongs to node n1/);
    // The refusal is none of a write's failures.
    await again.write([founding(A)]);
    await again.close();
    expect(await readFile(path.join(directory, 'STORE'), 'utf8')).to.match(
      /^\{"lol":"storage-rocksdb","format":1,"store":"[0-9a-f]{32}"/,
    );
  });

  it('refuses options out of range', async () => {
    for (const options of [
      { reserveBytes: -1 },
      { writeBufferBytes: 1 },
      { boundIntervalMs: 0 },
      { reserveBytes: Number.NaN },
    ]) {
      await refusal(RocksStorage.open(directory, options), 'INVALID_ARGUMENT');
    }
  });

  it('ends an interrupted removal of a group', async () => {
    const storage = await open();
    await storage.write([founding(A)]);
    for (let i = 0; i < 20; i++) await storage.write([{ group: A, entries: [entries(i * 3 + 1, 3)] }]);
    await storage.close();
    // As a crash in its middle leaves it: the slot says so, and some of the blocks are gone.
    const { store } = await readStoreFile(path.join(directory, 'STORE'));
    const file = await HardStateFile.open(path.join(directory, 'hardstate'), store);
    await file.commit([{ group: A, state: 'removing' }]);
    await file.close();
    const at = path.join(directory, 'db');
    const database = await Database.open(at, { createIfMissing: false, writeBufferBytes: 1 << 20 });
    await database.batch([
      { type: 'del', key: recordKey(groupPrefix(A)) },
      { type: 'del', key: blockKey(groupPrefix(A), 30, 0) },
    ]);
    await database.close();
    const reopened = await open();
    expect((await reopened.load()).groups).to.deep.equal([]);
    await reopened.write([founding(A, 7)]);
    const [group] = (await reopened.load()).groups;
    expect([group?.hardState.term, group?.lastIndex]).to.deep.equal([7, 0]);
    await reopened.close();
    await openAndClose();
  });

  it('opens and closes again and again, and leaves nothing behind', async function () {
    const fds = async (): Promise<number> => (await readdir('/proc/self/fd').catch(() => [])).length;
    const storage = await open();
    await storage.write([founding(A)]);
    await storage.write([{ group: A, entries: [entries(1, 3)] }]);
    const state = await dump(storage);
    await storage.close();
    const before = await fds();
    const handles = process.getActiveResourcesInfo().length;
    for (let i = 0; i < 50; i++) {
      const again = await open();
      if (i % 10 === 0) expect(await dump(again)).to.equal(state);
      await again.close();
    }
    expect(await fds()).to.be.at.most(before);
    expect(process.getActiveResourcesInfo().length).to.be.at.most(handles);
  });

  it('does not keep the process alive', async () => {
    const { stdout } = await run(process.execPath, [childFile('leave'), directory], { timeout: 30_000 });
    expect(stdout).to.equal('written\n');
    const storage = await open();
    expect((await storage.load()).groups[0]?.lastIndex).to.equal(3);
    await storage.close();
  });

  it('loads no native code when it is only imported', async () => {
    const { stdout } = await run(process.execPath, [childFile('only-import')], { timeout: 30_000 });
    expect(JSON.parse(stdout)).to.deep.equal([]);
  });
});
