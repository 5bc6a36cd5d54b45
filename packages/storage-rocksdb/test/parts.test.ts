import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type EntryBatch, groupId, type GroupId } from '@lolraft/raft-core';
import { refusal } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ByteReader, ByteWriter } from '../src/files/bytes.js';
import { HardStateFile } from '../src/files/hard-state-file.js';
import { SpaceGuard } from '../src/files/space.js';
import { checkTables } from '../src/files/table-check.js';
import { checkWriteAheadLogs } from '../src/files/wal-check.js';
import { RocksStorage } from '../src/index.js';
import { BlockIndex } from '../src/log/block-index.js';
import { Garbage } from '../src/log/garbage.js';
import { blockKey, groupPrefix, parseKey, recordKey, STORE_KEY } from '../src/log/keys.js';
import { BLOCK_BYTES, packBlocks } from '../src/log/pack.js';
import { QUIET } from './support/damaged-store.js';
import { copyFolder, temporaryFolder } from './support/folder.js';
import { A, entries, founding, N1 } from './support/sample.js';

describe('keys', () => {
  it('are read back, and sort by group, then by index', () => {
    const groups = ['0', 'a', 'b', 'a-', 'a0', 'aa', 'aaa', 'z'.repeat(63)].map(groupId);
    const indexes = [0, 1, 255, 256, 2 ** 32 - 1, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER];
    const keys: Buffer[] = [STORE_KEY];
    for (const group of groups) {
      const prefix = groupPrefix(group);
      keys.push(recordKey(prefix));
      expect(parseKey(recordKey(prefix))).to.deep.equal({ kind: 'record', group });
      for (const last of indexes) {
        for (const epoch of [0, 1, 2 ** 32 - 1]) {
          keys.push(blockKey(prefix, last, epoch));
          expect(parseKey(blockKey(prefix, last, epoch))).to.deep.equal({ kind: 'block', group, last, epoch });
        }
      }
    }
    expect([...keys].sort((a, b) => a.compare(b))).to.deep.equal(keys);
  });

  it('that nobody wrote are none', () => {
    const sound = blockKey(groupPrefix(A), 7, 0);
    for (const key of [
      Buffer.from([1]),
      Buffer.from([1, 9, 97]),
      Buffer.from([2]),
      sound.subarray(0, -1),
      Buffer.concat([sound, sound]),
    ]) {
      expect(parseKey(key)).to.equal(undefined);
    }
    sound[2] = 0;
    expect(parseKey(sound)).to.equal(undefined);
  });
});

describe('bytes', () => {
  it('are read back, and nothing beyond them', () => {
    const written = new ByteWriter()
      .u8(255)
      .u32(2 ** 32 - 1)
      .u64(Number.MAX_SAFE_INTEGER)
      .text('é')
      .bytes(new Uint8Array(1000))
      .finish();
    const reader = new ByteReader(written);
    expect([reader.u8(), reader.u32(), reader.u64(), reader.text()]).to.deep.equal([
      255,
      2 ** 32 - 1,
      Number.MAX_SAFE_INTEGER,
      'é',
    ]);
    expect(reader.bytes()).to.have.length(1000);
    reader.end();
    expect(() => reader.u8()).to.throw(RangeError);
    expect(() => new ByteReader(Buffer.from([255, 255, 255, 255])).bytes()).to.throw(RangeError);
    expect(() => new ByteReader(Buffer.alloc(8, 255)).u64()).to.throw(RangeError);
  });
});

describe('the index of blocks', () => {
  it('behaves as a list, however it grows, is cut and is compacted', () => {
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    const index = new BlockIndex(0);
    let model: { first: number; last: number; lastTerm: number; bytes: number; epoch: number }[] = [];
    let next = 1;
    for (let step = 0; step < 4000; step++) {
      const choice = random(20);
      if (choice < 15) {
        const block = { last: next + random(5), lastTerm: random(9), bytes: random(1000), epoch: random(3) };
        index.push(block);
        model.push({ first: next, ...block });
      } else if (choice < 17 && model.length > 1) {
        const from = 1 + random(model.length - 1);
        index.dropFrom(from);
        model.length = from;
      } else if (choice < 19) {
        const before = random(model.length + 1);
        index.dropBefore(before);
        model = model.slice(before);
      } else if (random(20) === 0) {
        const base = next + random(100);
        index.reset(base);
        model = [];
        next = base + 1;
      }
      const tail = model.at(-1);
      if (tail !== undefined) next = tail.last + 1;
      expect(index.length).to.equal(model.length);
      if (model.length === 0) continue;
      const at = random(model.length);
      const found = {
        first: index.first(at),
        last: index.last(at),
        lastTerm: index.lastTerm(at),
        bytes: index.bytes(at),
        epoch: index.epoch(at),
      };
      expect(found).to.deep.equal(model[at]);
      expect(index.find(found.first)).to.equal(at);
      expect(index.find(found.last)).to.equal(at);
      expect(index.find(next)).to.equal(model.length);
    }
  });
});

describe('blocks', () => {
  const sizes = (batches: EntryBatch[]) => packBlocks(batches).map((block) => [block.firstIndex, block.count]);

  it('join small batches and cut large ones, and lose nothing', () => {
    const each = 52 + 1000;
    const fit = Math.floor(BLOCK_BYTES / each);
    expect(sizes([])).to.deep.equal([]);
    expect(sizes([entries(1, 0)])).to.deep.equal([]);
    expect(sizes([entries(1, 3), entries(4, 1), entries(5, 2)])).to.deep.equal([[1, 6]]);
    expect(sizes([entries(1, fit * 2 + 1, 1, 1000)])).to.deep.equal([
      [1, fit],
      [fit + 1, fit],
      [2 * fit + 1, 1],
    ]);
    const large = entries(5, 1, 1, 2 * BLOCK_BYTES);
    expect(sizes([entries(1, 4), large, entries(6, 2)])).to.deep.equal([
      [1, 4],
      [5, 1],
      [6, 2],
    ]);
    const batches = [entries(1, 300, 1, 2000), entries(301, 1, 1, 9), entries(302, 500, 2, 1500)];
    const packed = packBlocks(batches);
    expect(
      Buffer.concat(packed.map(({ bytes }) => bytes)).equals(Buffer.concat(batches.map(({ bytes }) => bytes))),
    ).to.equal(true);
    for (const block of packed) expect(block.byteLength).to.be.at.most(BLOCK_BYTES);
    expect(packed.length).to.be.below(8);
  });

  it('a batch that fits is not copied', () => {
    const batch = entries(1, 10);
    expect(packBlocks([batch])[0]?.bytes.buffer).to.equal(batch.bytes.buffer);
  });
});

describe('garbage', () => {
  it('is taken in order, each block once', () => {
    const garbage = new Garbage();
    const prefix = groupPrefix(A);
    for (let last = 1; last <= 5; last++) garbage.add(last, 0);
    expect(garbage.take(prefix, 2)).to.deep.equal([blockKey(prefix, 1, 0), blockKey(prefix, 2, 0)]);
    garbage.add(6, 1);
    expect(garbage.length).to.equal(4);
    expect(garbage.take(prefix, 100).at(-1)).to.deep.equal(blockKey(prefix, 6, 1));
    expect(garbage.take(prefix, 100)).to.deep.equal([]);
  });
});

describe('files', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  const STORE = '0123456789abcdef'.repeat(2) as never;

  it('the hard state file grows, uses places again, and keeps everything', async () => {
    const file = path.join(folder.path, 'hardstate');
    await HardStateFile.create(file, STORE);
    let states = await HardStateFile.open(file, STORE);
    const name = (i: number): GroupId => groupId(`g${i}`);
    const slot = (i: number) => ({
      group: name(i),
      state: 'live' as const,
      hardState: { term: i, votedFor: i % 2 === 0 ? N1 : undefined },
      bound: { index: i * 3, term: i },
    });
    await states.commit(Array.from({ length: 10 }, (_, i) => slot(i)));
    const small = (await readFile(file)).length;
    await states.commit(Array.from({ length: 90 }, (_, i) => slot(i + 10)));
    const large = (await readFile(file)).length;
    expect(large).to.be.above(small);
    await states.commit(Array.from({ length: 50 }, (_, i) => ({ group: name(i), state: 'free' as const })));
    await states.commit(Array.from({ length: 50 }, (_, i) => slot(i + 200)));
    // A hard state needs no space: neither more bytes, nor blocks that were holes.
    expect((await readFile(file)).length).to.equal(large);
    await Promise.all([50, 51, 52].map((i) => states.commit([{ group: name(i), bound: { index: 999, term: 9 } }])));
    await states.close();
    states = await HardStateFile.open(file, STORE);
    expect(states.slots()).to.have.length(100);
    expect(states.get(name(0))).to.equal(undefined);
    expect(states.get(name(51)))
      .to.include({ state: 'live' })
      .and.to.deep.include({ bound: { index: 999, term: 9 }, hardState: { term: 51, votedFor: undefined } });
    expect(states.get(name(249))?.hardState).to.deep.equal({ term: 249, votedFor: undefined });
    await states.close();
  });

  it('the space guard asks again before it refuses, and counts what was written meanwhile', async () => {
    const roomy = new SpaceGuard(folder.path, 0);
    await roomy.admit(1000);
    expect(roomy.admit(1000), 'known to have room').to.equal(undefined);
    const error = await refusal(roomy.admit(Number.MAX_SAFE_INTEGER / 8) ?? Promise.resolve(), 'STORAGE_FULL');
    expect(error.message).to.include(folder.path);
    expect(roomy.isShort).to.equal(true);
    await roomy.admit(1000);
  });

  it('a write-ahead log of records that span blocks: torn at its end, damaged before it', async () => {
    const live = path.join(folder.path, 'live');
    const storage = await RocksStorage.open(live, { ...QUIET, writeBufferBytes: 64 * 1024 * 1024 });
    await storage.write([founding(A)]);
    for (const first of [1, 2, 3]) await storage.write([{ group: A, entries: [entries(first, 1, 1, 100_000)] }]);
    const copy = path.join(folder.path, 'copy');
    await copyFolder(live, copy);
    await storage.close();
    const database = path.join(copy, 'db');
    const name = (await readdir(database)).find((each) => each.endsWith('.log')) ?? '';
    const file = path.join(database, name);
    const whole = await readFile(file);
    const isSound = async (bytes: Buffer): Promise<boolean> => {
      await writeFile(file, bytes);
      return checkWriteAheadLogs(database).then(
        () => true,
        () => false,
      );
    };
    const changed = (change: (bytes: Buffer) => unknown): Buffer => {
      const bytes = Buffer.from(whole);
      change(bytes);
      return bytes;
    };
    expect(await isSound(whole)).to.equal(true);
    const lastStart = whole.length - 100_400;
    // Lost pages in the middle of the last record: the rest of it is there, and it is no record of its own.
    expect(await isSound(changed((bytes) => bytes.fill(0, lastStart + 8192, lastStart + 12_288)))).to.equal(true);
    expect(await isSound(whole.subarray(0, whole.length - 50_000))).to.equal(true);
    expect(await isSound(Buffer.concat([whole, Buffer.alloc(40_000)])), 'zeros behind the end').to.equal(true);
    for (const at of [20, 5000, 40_000, 100_000, lastStart - 20_000]) {
      expect(await isSound(changed((bytes) => bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at))), `byte ${at}`).to.equal(
        false,
      );
      expect(await isSound(changed((bytes) => bytes.fill(0, at, at + 4096))), `zeros at ${at}`).to.equal(false);
    }
  });

  it('tables of many blocks are read as RocksDB wrote them', async () => {
    let storage = await RocksStorage.open(folder.path, QUIET);
    await storage.write([founding(A)]);
    for (let i = 0; i < 40; i++) await storage.write([{ group: A, entries: [entries(i * 50 + 1, 50, 1, 2000)] }]);
    await storage.close();
    storage = await RocksStorage.open(folder.path, QUIET);
    await storage.close();
    const database = path.join(folder.path, 'db');
    const tables = (await readdir(database)).filter((name) => name.endsWith('.sst'));
    expect(tables.length).to.be.above(1);
    await checkTables(database);
    const victim = path.join(database, tables[0] ?? '');
    const bytes = await readFile(victim);
    let found = 0;
    for (let at = 1000; at < 100_000; at += 9000) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 16;
      await writeFile(victim, damaged);
      await refusal(checkTables(database), 'CORRUPTION');
      found++;
    }
    expect(found).to.be.above(5);
  });
});
