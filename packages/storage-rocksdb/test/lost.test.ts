import { copyFile, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32c, EntryBatch } from '@lolraft/raft-core';
import { refusal } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { RocksStorage } from '../src/index.js';
import { HardStateFile } from '../src/files/hard-state-file.js';
import { readStoreFile } from '../src/files/store-file.js';
import { decodeGroupRecord, encodeGroupRecord } from '../src/log/group-record.js';
import { blockKey, groupPrefix, recordKey } from '../src/log/keys.js';
import { Database, type Operation } from '../src/native/database.js';
import { QUIET } from './support/damaged-store.js';
import { copyFolder, temporaryFolder } from './support/folder.js';
import { A, AB, entries, founding, N1, snapshotAt } from './support/sample.js';

const MINUTE = 60_000;

/** Everything that can be missing although every byte that is there is sound. */
describe('a store that has lost what it acknowledged', function () {
  this.timeout(MINUTE);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let directory: string;
  let crashed: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    directory = path.join(folder.path, 'live');
    crashed = path.join(folder.path, 'crashed');
  });
  afterEach(() => folder.remove());

  /** Runs a store, and leaves what a crash at the end leaves. */
  async function run(body: (storage: RocksStorage) => Promise<void>): Promise<void> {
    const storage = await RocksStorage.open(directory, QUIET);
    await body(storage);
    await copyFolder(directory, crashed);
    await storage.close();
  }

  async function removeLogs(): Promise<void> {
    const database = path.join(crashed, 'db');
    for (const name of await readdir(database)) if (name.endsWith('.log')) await rm(path.join(database, name));
  }

  const reopenCrashed = () => RocksStorage.open(crashed, QUIET);

  it('refuses where the write-ahead log of a new store is gone', async () => {
    await run(async () => undefined);
    await removeLogs();
    const { message } = await refusal(reopenCrashed(), 'CORRUPTION');
    expect(message).to.match(/lost everything/);
  });

  it('refuses where a group is gone that was founded a moment ago', async () => {
    await run(async (storage) => storage.close());
    await rm(crashed, { recursive: true });
    await run((storage) => storage.write([founding(A)]));
    await removeLogs();
    const { message } = await refusal(reopenCrashed(), 'CORRUPTION');
    expect(message).to.match(/group a is missing/);
  });

  it('refuses a log that ends below its bound, again and again, and says what is missing', async () => {
    await run(async (storage) => {
      await storage.write([founding(A)]);
      await storage.write([{ group: A, entries: [entries(1, 10)] }]);
      await storage.close();
    });
    // The database before the last entries, beside hard states that know of them.
    await rm(path.join(crashed, 'hardstate'));
    const older = crashed;
    crashed = path.join(folder.path, 'later');
    await run(async (storage) => {
      await storage.write([{ group: A, entries: [entries(11, 10)] }]);
      await storage.close();
    });
    await copyFile(path.join(directory, 'hardstate'), path.join(older, 'hardstate'));
    crashed = older;
    for (let attempt = 0; attempt < 2; attempt++) {
      const { message } = await refusal(reopenCrashed(), 'CORRUPTION');
      expect(message).to.match(/group a has lost .* entries 11\.\.20 are missing; the log ends at 10/);
    }
  });

  describe('raises the bound of a log', () => {
    beforeEach(async () => {
      // The next opening moves these entries into a table; what follows is in the write-ahead log alone.
      const storage = await RocksStorage.open(directory, QUIET);
      await storage.write([founding(A)]);
      await storage.write([{ group: A, entries: [entries(1, 10)] }]);
      await storage.close();
    });

    /** What a crash now, and the loss of the write-ahead log, would lead to. */
    async function lossNow(): Promise<string> {
      await rm(crashed, { recursive: true, force: true });
      await copyFolder(directory, crashed);
      await removeLogs();
      const storage = await reopenCrashed().catch((error: unknown) => error as Error);
      if (storage instanceof Error) return storage.message;
      await storage.close();
      return 'opened';
    }

    it('beside a hard state', async () => {
      const storage = await RocksStorage.open(directory, QUIET);
      await storage.write([{ group: A, entries: [entries(11, 5)] }]);
      expect(await lossNow()).to.equal('opened');
      await storage.write([{ group: A, hardState: { term: 2, votedFor: N1 } }]);
      await storage.write([{ group: A, entries: [entries(16, 5)] }]);
      expect(await lossNow()).to.match(/entries 11\.\.15 are missing/);
      await storage.close();
    });

    it('at close', async () => {
      const storage = await RocksStorage.open(directory, QUIET);
      await storage.write([{ group: A, entries: [entries(11, 5)] }]);
      await storage.close();
      expect(await lossNow()).to.match(/entries 11\.\.15 are missing/);
    });

    it('a while after the write', async () => {
      const storage = await RocksStorage.open(directory, { ...QUIET, boundIntervalMs: 1 });
      await storage.write([{ group: A, entries: [entries(11, 5)] }]);
      let loss = 'opened';
      while (loss === 'opened') loss = await lossNow();
      expect(loss).to.match(/entries 11\.\.15 are missing/);
      await storage.close();
    });

    it('at the start, after a crash', async () => {
      let storage = await RocksStorage.open(directory, QUIET);
      await storage.write([{ group: A, entries: [entries(11, 5)] }]);
      await copyFolder(directory, crashed);
      await storage.close();
      storage = await reopenCrashed();
      const file = await HardStateFile.open(
        path.join(crashed, 'hardstate'),
        (await readStoreFile(path.join(crashed, 'STORE'))).store,
      );
      expect(file.get(A)?.bound).to.deep.equal({ index: 15, term: 1 });
      await file.close();
      await storage.close();
    });
  });

  it('a truncation lowers the bound first: a crash at any point of it opens', async () => {
    await run(async (storage) => {
      await storage.write([founding(A)]);
      await storage.write([{ group: A, entries: [entries(1, 20)] }]);
      await storage.close();
    });
    await rm(crashed, { recursive: true });
    await run(async (storage) => {
      await storage.write([{ group: A, truncateFrom: 8, hardState: { term: 3, votedFor: undefined } }]);
      await storage.write([{ group: A, entries: [entries(8, 2, 3)] }]);
    });
    const storage = await reopenCrashed();
    const [group] = (await storage.load()).groups;
    expect(group?.lastIndex).to.equal(9);
    await storage.close();
  });

  it('refuses a vote file that is older than the log', async () => {
    await run(async (storage) => {
      await storage.write([founding(A)]);
      await storage.close();
    });
    const older = path.join(crashed, 'hardstate');
    await copyFile(older, path.join(folder.path, 'older'));
    await rm(crashed, { recursive: true });
    await run((storage) =>
      storage.write([{ group: A, hardState: { term: 5, votedFor: N1 }, entries: [entries(1, 3, 5)] }]),
    );
    await copyFile(path.join(folder.path, 'older'), older);
    const { message } = await refusal(reopenCrashed(), 'CORRUPTION');
    expect(message).to.match(/reached term 5, and its hard state is of term 1/);
  });

  it('refuses files of two stores in one directory', async () => {
    await run((storage) => storage.write([founding(A)]));
    const other = path.join(folder.path, 'other');
    const storage = await RocksStorage.open(other, QUIET);
    await storage.write([founding(A)]);
    await storage.close();
    const copy = path.join(folder.path, 'copy');
    for (const name of ['STORE', 'hardstate', 'db']) {
      await copyFolder(crashed, copy);
      await rm(path.join(copy, name), { recursive: true });
      await cp(path.join(other, name), path.join(copy, name), { recursive: true });
      const { message } = await refusal(RocksStorage.open(copy, QUIET), 'CORRUPTION');
      expect(message, name).to.match(/mixed/);
      await rm(copy, { recursive: true });
    }
  });

  describe('whose database was changed', () => {
    beforeEach(async () => {
      await run(async (storage) => {
        await storage.write([founding(A), founding(AB)]);
        for (const group of [A, AB]) {
          for (let first = 1; first < 40; first += 10) await storage.write([{ group, entries: [entries(first, 10)] }]);
        }
        await storage.write(
          [{ group: A, truncateFrom: 35, entries: [entries(35, 3)] }, snapshotAt(A, 20, 1, 12)].reduce<
            Parameters<typeof storage.write>[0][number][]
          >((all, part) => [{ ...all[0], ...part }], []),
        );
        await storage.close();
      });
    });

    /** Entries 11..20 of epoch 0, 21..30 of epoch 0, 31..34 and 35..37 of epoch 1 are left. */
    const key = (last: number, epoch: number, group = A) => blockKey(groupPrefix(group), last, epoch);

    async function tamper(change: (database: Database) => Promise<Operation[]>): Promise<void> {
      const database = await Database.open(path.join(crashed, 'db'), {
        createIfMissing: false,
        writeBufferBytes: 1 << 20,
      });
      await database.batch(await change(database));
      await database.close();
    }

    const cases: readonly (readonly [string, RegExp, (database: Database) => Promise<Operation[]>])[] = [
      ['a block in the middle is gone', /entries 21\.\.30 are missing/, async () => [{ type: 'del', key: key(30, 0) }]],
      ['the first block is gone', /entries 13\.\.20 are missing/, async () => [{ type: 'del', key: key(20, 0) }]],
      ['the last block is gone', /entries 35\.\.37 are missing/, async () => [{ type: 'del', key: key(37, 1) }]],
      ['the record is gone', /its record is missing/, async () => [{ type: 'del', key: recordKey(groupPrefix(A)) }]],
      [
        'a deleted tail is there again',
        /entries 38\.\.40 were deleted and are there again/,
        async () => [{ type: 'put', key: key(40, 0), value: Buffer.from(entries(38, 3).bytes) }],
      ],
      [
        'a deleted block is there again in the middle',
        /entries 25\.\.33 were deleted and are there again/,
        async () => [{ type: 'put', key: key(33, 0), value: Buffer.from(entries(25, 9).bytes) }],
      ],
      [
        'a block lies under the key of another',
        /holds other entries|carries index/,
        async (database) => [
          { type: 'put', key: key(30, 0), value: (await database.get(key(20, 0))) ?? Buffer.alloc(0) },
        ],
      ],
      [
        'terms fall',
        /entry 35 has term 1 after 2/,
        async () => [{ type: 'put', key: key(34, 1), value: Buffer.from(entries(31, 4, 2).bytes) }],
      ],
      [
        'the record is another group’s',
        /checksum/,
        async (database) => {
          const value = (await database.get(recordKey(groupPrefix(AB)))) ?? Buffer.alloc(0);
          return [{ type: 'put', key: recordKey(groupPrefix(A)), value }];
        },
      ],
      [
        'a key is none of ours',
        /a key that this build cannot have written/,
        async () => [{ type: 'put', key: Buffer.from('hello'), value: Buffer.from('world') }],
      ],
      [
        'a group has no hard state',
        /the hard state file does not/,
        async (database) => {
          const old = recordKey(groupPrefix(A));
          const record = decodeGroupRecord(old, (await database.get(old)) ?? Buffer.alloc(0), 'the record');
          const fresh = recordKey(groupPrefix('stranger' as never));
          const empty = { ...record, firstIndex: record.snapshot.index + 1, lastIndex: record.snapshot.index };
          return [{ type: 'put', key: fresh, value: encodeGroupRecord(fresh, empty) }];
        },
      ],
    ];
    for (const [title, message, change] of cases) {
      it(`refuses: ${title}`, async () => {
        await tamper(change);
        expect((await refusal(reopenCrashed(), 'CORRUPTION')).message).to.match(message);
      });
    }

    it('opens where nothing was changed', async () => {
      await tamper(async (database) => [
        { type: 'put', key: key(30, 0), value: (await database.get(key(30, 0))) ?? Buffer.alloc(0) },
      ]);
      const storage = await reopenCrashed();
      expect(
        (await storage.load()).groups.map(({ group, firstIndex, lastIndex }) => [group, firstIndex, lastIndex]),
      ).to.deep.equal([
        [A, 13, 37],
        [AB, 1, 40],
      ]);
      await storage.close();
    });

    it('refuses an entry of a kind that it does not know', async () => {
      const bytes = Buffer.from(entries(35, 3).bytes);
      bytes[9] = 99;
      bytes.writeUInt32LE(crc32c(bytes, 8, bytes.readUInt32LE(0)), 4);
      await tamper(async () => [{ type: 'put', key: key(37, 1), value: bytes }]);
      await refusal(reopenCrashed(), 'UNKNOWN_ENTRY');
    });

    it('refuses a record of a newer format', async () => {
      const at = recordKey(groupPrefix(A));
      await tamper(async (database) => {
        const value = Buffer.from((await database.get(at)) ?? Buffer.alloc(0));
        value[4] = 2;
        value.writeUInt32LE(crc32c(value, 4, value.length, crc32c(at)), 0);
        return [{ type: 'put', key: at, value }];
      });
      await refusal(reopenCrashed(), 'STORAGE_FORMAT');
    });
  });

  it('finds damage while it runs, too', async () => {
    await run(async (storage) => {
      await storage.write([founding(A)]);
      await storage.write([{ group: A, entries: [entries(1, 10)] }]);
      await storage.write([{ group: A, entries: [entries(11, 10)] }]);
      // What RocksDB has in memory cannot be reached; a wrong checksum can be given to it.
      const bad = Buffer.from(entries(21, 2).bytes);
      const batch = EntryBatch.decode(21, bad);
      bad[60] = (bad[60] ?? 0) ^ 1;
      await storage.write([{ group: A, entries: [batch] }]);
      await refusal(storage.read(A, 21, 22, 1000), 'CORRUPTION');
      expect((await storage.read(A, 1, 20, 100_000)).count).to.equal(20);
    });
  });

  it('a directory with a stranger in the place of the database', async () => {
    await run(async (storage) => storage.close());
    await rm(path.join(crashed, 'db'), { recursive: true });
    await mkdir(path.join(crashed, 'db'));
    await writeFile(path.join(crashed, 'db', 'readme'), 'nothing');
    await refusal(reopenCrashed(), 'CORRUPTION');
  });
});
