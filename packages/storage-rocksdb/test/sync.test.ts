import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import rocksdb from 'rocksdb';
import { RocksStorage } from '../src/index.js';
import { childFile } from './support/child.js';
import { QUIET } from './support/damaged-store.js';
import { temporaryFolder } from './support/folder.js';
import { A, AB, entries, founding, N2 } from './support/sample.js';
import { canTrace, syncedDuring, trace } from './support/trace.js';
import type { Callback, Handle, Operation } from '../src/native/binding.js';

/** A kill shows nothing of this: what a process wrote outlives it without any sync. The system calls do. */
describe('what is synced before a call is acknowledged', function () {
  this.timeout(120_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder('onDisk');
  });
  afterEach(() => folder.remove());

  const kind = (file: string): string => path.basename(file).replace(/^\d+\.(log|sst)$/, '$1');

  it('each kind of write, and each start', function () {
    if (!canTrace()) {
      console.log('      skipped: strace is not installed, or may not trace');
      this.skip();
    }
    const directory = path.join(folder.path, 'data');
    const run = (...args: string[]) => trace(path.join(folder.path, 'trace'), [childFile('steps'), directory, ...args]);
    const events = run('write');
    const during = (step: string) => syncedDuring(events, step).map((files) => files.map(kind));

    expect(during('append')).to.deep.equal(Array.from({ length: 5 }, () => ['log']));
    expect(during('append to two'), 'one sync for all groups').to.deep.equal([['log']]);
    // One copy, then the other.
    expect(during('vote')).to.deep.equal([['hardstate', 'hardstate']]);
    expect(during('vote and append'), 'the vote first').to.deep.equal([['hardstate', 'hardstate', 'log']]);
    expect(during('truncate'), 'the bound first').to.deep.equal([['hardstate', 'hardstate', 'log']]);
    expect(during('compact')).to.deep.equal([['log']]);
    expect(during('found')[0]).to.deep.equal([...hardStateTwice(), 'log', ...hardStateTwice()]);
    expect(during('remove')[0]).to.deep.equal([...hardStateTwice(), 'log', ...hardStateTwice()]);
    // The file, and then its name in the directory.
    expect(during('bind')).to.deep.equal([['STORE.new', 'data']]);
    const formatting = during('open')[0] ?? [];
    expect(formatting.at(formatting.lastIndexOf('STORE.new') + 1), 'the name of the store file').to.equal('data');

    // What a start reads may have been written and not synced by a process that is gone: it is made durable before use.
    const again = syncedDuring(run(), 'open')[0]?.map(kind) ?? [];
    expect(again, 'the log, as a table').to.include('sst');
    expect(again.filter((name) => name === 'hardstate')).to.have.length.of.at.least(2);
  });
});

function hardStateTwice(): string[] {
  return ['hardstate', 'hardstate'];
}

/** The same where nothing can trace: what this process asks of the file system and of RocksDB, in order. */
describe('what is asked of the disk before a call is acknowledged', () => {
  const asked: string[] = [];
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let restore: () => void;

  beforeEach(async () => {
    folder = await temporaryFolder();
    const file = await open(path.join(folder.path, 'any'), 'w');
    await file.close();
    const files = Object.getPrototypeOf(file) as Pick<FileHandle, 'datasync' | 'sync'>;
    const databases = Object.getPrototypeOf(rocksdb(path.join(folder.path, 'none'))) as Pick<Handle, 'batch'>;
    const datasync = Reflect.get(files, 'datasync');
    const sync = Reflect.get(files, 'sync');
    const batch = Reflect.get(databases, 'batch');
    files.datasync = async function () {
      await datasync.call(this);
      asked.push('hard state');
    };
    files.sync = async function () {
      await sync.call(this);
      asked.push('file or folder');
    };
    databases.batch = function (operations: Operation[], options: { sync: boolean }, done: Callback) {
      batch.call(this, operations, options, (error) => {
        asked.push(options.sync ? 'log' : 'log without a sync');
        done(error);
      });
    };
    restore = () => {
      files.datasync = datasync;
      files.sync = sync;
      databases.batch = batch;
    };
  });
  afterEach(async () => {
    restore();
    await folder.remove();
  });

  it('a sync of each part, the hard state twice and first', async () => {
    const storage = await RocksStorage.open(path.join(folder.path, 'data'), QUIET);
    await storage.write([founding(A), founding(AB)]);
    const asks = async (action: Promise<void>): Promise<string[]> => {
      asked.length = 0;
      await action;
      return [...asked];
    };
    const during = (...writes: Parameters<RocksStorage['write']>[0]) => asks(storage.write(writes));
    expect(await during({ group: A, entries: [entries(1, 5)] })).to.deep.equal(['log']);
    const both = [A, AB].map((group) => ({ group, entries: [entries(group === A ? 6 : 1, 5)] }));
    expect(await during(...both), 'one sync for all groups').to.deep.equal(['log']);
    const vote = { term: 2, votedFor: N2 };
    expect(await during({ group: A, hardState: vote })).to.deep.equal(['hard state', 'hard state']);
    const hardState = { term: 3, votedFor: undefined };
    expect(await during({ group: A, hardState, entries: [entries(11, 1, 3)] })).to.deep.equal([
      'hard state',
      'hard state',
      'log',
    ]);
    const owner = { cluster: 'ab'.repeat(16) as never, node: N2 };
    // The file, and then its name; Windows has no sync of the latter.
    const syncs = process.platform === 'win32' ? 1 : 2;
    expect(await asks(storage.bind(owner))).to.deep.equal(Array.from({ length: syncs }, () => 'file or folder'));
    // The intent, the deed, and that it is done: a crash between them ends in removal.
    expect(await asks(storage.removeGroup(AB))).to.deep.equal([
      'hard state',
      'hard state',
      'log',
      'hard state',
      'hard state',
    ]);
    await storage.close();
  });
});
