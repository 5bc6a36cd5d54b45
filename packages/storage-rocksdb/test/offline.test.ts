import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type EntryBatch, EntryKind, groupId, RaftError, type Entry, type Proposal } from '@lolraft/raft-core';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { RocksStorage, replaceEntry, StoreInspector, type InspectedEntry } from '../src/index.js';
import { blockKey, groupPrefix } from '../src/log/keys.js';
import type { KeyValue } from '../src/native/database.js';
import { LogWalk } from '../src/offline/walk-log.js';
import { QUIET } from './support/damaged-store.js';
import { temporaryFolder } from './support/folder.js';
import { A, AB, dump, entries, founding, N1, N2, snapshotAt } from './support/sample.js';

const NOOP: Proposal = { kind: EntryKind.Noop, session: 0, sequence: 0, payload: new Uint8Array(0) };

describe('a walk along a stored log', () => {
  const prefix = groupPrefix(A);
  const record = { firstIndex: 1, lastIndex: 10, epoch: 1, snapshot: founding(A).snapshot! };
  const block = (batch: EntryBatch, epoch = 1): KeyValue => ({
    key: blockKey(prefix, batch.lastIndex, epoch),
    value: Buffer.from(batch.bytes),
  });
  function problems(blocks: readonly KeyValue[], reach = 10, from = 1): unknown[] {
    const walk = new LogWalk(record, from);
    const found = [...blocks.flatMap((each) => [...walk.block(each)]), ...walk.end(reach)];
    return found.filter(({ problem }) => problem !== undefined).map(({ index, problem }) => [index, problem]);
  }

  it('finds nothing wrong with a sound one, whose truncations lie behind it', () => {
    expect(problems([block(entries(1, 4), 0), block(entries(5, 6), 1), block(entries(11, 2, 3), 1)])).to.deep.equal([]);
  });

  it('names what is missing: in front, between, and at the end', () => {
    expect(problems([block(entries(3, 1)), block(entries(6, 2)), block(entries(9, 1))])).to.deep.equal([
      [1, 'entries 1 to 2 are missing'],
      [4, 'entries 4 to 5 are missing'],
      [8, 'it is missing'],
      [10, 'it is missing'],
    ]);
    expect(problems([])).to.deep.equal([[1, 'entries 1 to 10 are missing']]);
  });

  it('names terms that fall, within a block and between two', () => {
    const found = problems([block(entries(1, 4, 3)), block(entries(5, 6, 2))], 10);
    expect(found.map((each) => (each as unknown[])[0])).to.deep.equal([5, 6, 7, 8, 9, 10]);
    expect(found[0]).to.deep.equal([5, 'it has term 2 after term 3']);
  });

  it('names blocks that a truncation had deleted', () => {
    const back = 'it was deleted, and is there again';
    expect(problems([block(entries(1, 10)), block(entries(11, 1), 0)])).to.deep.equal([[11, back]]);
    expect(problems([block(entries(1, 10)), block(entries(10, 2), 1)])).to.deep.equal([
      [10, back],
      [11, back],
    ]);
  });

  it('goes on behind a block that cannot be cut into entries', () => {
    const bytes = block(entries(1, 4));
    bytes.value.writeUInt32LE(0xffff, 0);
    const found = problems([bytes, block(entries(5, 6))]);
    expect(found).to.deep.equal([
      [1, 'entries 1 to 3 are missing'],
      [4, 'entry 4 has an impossible length'],
    ]);
  });
});

describe('the data directory of a node that does not run', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let directory = '';
  beforeEach(async () => {
    folder = await temporaryFolder();
    directory = path.join(folder.path, 'data');
  });
  afterEach(() => folder.remove());

  /** Group `a` with entries 1 to 30, of which a snapshot covers 10 and 5 are compacted, in blocks of 10; `ab` is empty. */
  async function sample(): Promise<void> {
    await using storage = disposable(await RocksStorage.open(directory, QUIET));
    await storage.bind({ cluster: 'ab'.repeat(16) as never, node: N1 });
    await storage.write([founding(A), founding(AB)]);
    for (let i = 0; i < 3; i++) await storage.write([{ group: A, entries: [entries(i * 10 + 1, 10)] }]);
    await storage.write([{ ...snapshotAt(A, 10, 1, 5), hardState: { term: 2, votedFor: N2 } }]);
  }

  const disposable = (storage: RocksStorage): RocksStorage & AsyncDisposable =>
    Object.assign(storage, { [Symbol.asyncDispose]: () => storage.close() });

  async function all(inspector: StoreInspector, from?: number, to?: number): Promise<InspectedEntry[]> {
    const found: InspectedEntry[] = [];
    for await (const entry of inspector.entries(A, from, to)) found.push(entry);
    return found;
  }

  async function failure(run: Promise<unknown>): Promise<RaftError> {
    try {
      await run;
    } catch (error) {
      if (error instanceof RaftError) return error;
      throw error;
    }
    throw new Error('it did not fail');
  }

  /** Changes bytes of table files where they are `find`, and mends nothing: as a disk does. */
  async function damage(find: Buffer, put: Buffer): Promise<void> {
    const database = path.join(directory, 'db');
    let found = 0;
    for (const name of (await readdir(database)).filter((each) => /\.(sst|log)$/.test(each))) {
      const bytes = await readFile(path.join(database, name));
      for (let at = bytes.indexOf(find); at !== -1; at = bytes.indexOf(find, at + 1)) {
        bytes.set(put, at);
        found++;
      }
      await writeFile(path.join(database, name), bytes);
    }
    expect(found).to.be.greaterThan(0);
  }

  it('tells what is in it', async () => {
    await sample();
    await using inspector = await StoreInspector.open(directory);
    expect(inspector.problems).to.deep.equal([]);
    expect(inspector.identity).to.deep.equal({ cluster: 'ab'.repeat(16), node: N1 });
    const [a, ab] = inspector.groups;
    expect(a).to.deep.include({ group: A, hardState: { term: 2, votedFor: N2 }, firstIndex: 6, reach: 30 });
    expect(a?.snapshot).to.deep.include({ index: 10, term: 1 });
    expect(ab).to.deep.include({ group: AB, firstIndex: 1, reach: 0 });
    const found = await all(inspector);
    expect(found.map(({ index }) => index)).to.deep.equal(Array.from({ length: 25 }, (_, i) => i + 6));
    expect(found[0]).to.deep.include({
      problem: undefined,
      header: { term: 1, kind: EntryKind.Command, time: 0, session: 0, sequence: 6 },
    });
    expect((await all(inspector, 12, 21)).map(({ index }) => index)).to.deep.equal(
      Array.from({ length: 10 }, (_, i) => i + 12),
    );
    expect(await all(inspector, 31)).to.deep.equal([]);
  });

  it('changes nothing that the node relies upon', async () => {
    await sample();
    let storage = await RocksStorage.open(directory, QUIET);
    const before = await dump(storage);
    expect(await failure(StoreInspector.open(directory))).to.have.property('code', 'STORAGE_LOCKED');
    await storage.close();
    const hardStates = await readFile(path.join(directory, 'hardstate'));
    const inspector = await StoreInspector.open(directory);
    expect(await failure(RocksStorage.open(directory, QUIET))).to.have.property('code', 'STORAGE_LOCKED');
    await inspector.close();
    expect(await readFile(path.join(directory, 'hardstate'))).to.deep.equal(hardStates);
    storage = await RocksStorage.open(directory, QUIET);
    expect(await dump(storage)).to.equal(before);
    await storage.close();
  });

  it('names the entries that are damaged, and those behind them', async () => {
    await sample();
    const storage = await RocksStorage.open(directory, QUIET);
    const block = await storage.read(A, 11, 20, 1 << 20);
    await storage.close();
    // In the middle of the payload of entry 15, as nothing but the entry's own checksum could notice in a copy of the tables.
    const bytes = Buffer.from(block.slice(15, 15).bytes);
    const wrong = Buffer.from(bytes);
    wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 1;
    await damage(bytes, wrong);
    await using inspector = await StoreInspector.open(directory);
    expect(inspector.problems.join()).to.match(/\.sst/);
    const damaged = (await all(inspector)).filter(({ problem }) => problem !== undefined);
    expect(damaged.map(({ index, problem }) => [index, problem])).to.deep.equal([[15, 'entry 15 fails its checksum']]);
  });

  it('is not made where it is missing, and other things are left alone', async () => {
    expect(await failure(StoreInspector.open(directory))).to.include({ code: 'STORAGE_FORMAT' });
    expect(await failure(RocksStorage.open(directory, { create: false }))).to.include({ code: 'STORAGE_FORMAT' });
    expect(await failure(replaceEntry(directory, A, 1, () => NOOP))).to.include({ code: 'STORAGE_FORMAT' });
    await writeFile(path.join(folder.path, 'notes.txt'), 'x');
    for (const path of [folder.path, `${folder.path}/notes.txt`])
      expect(await failure(StoreInspector.open(path))).to.include({ code: 'STORAGE_FORMAT' });
    expect(await readdir(folder.path)).to.deep.equal(['notes.txt']);
  });

  it('takes another entry in the place of one, of the same index and term', async () => {
    await sample();
    const seen: Entry[] = [];
    await replaceEntry(directory, A, 15, async (entry) => {
      seen.push({ ...entry, payload: entry.payload.slice() });
      return NOOP;
    });
    expect(seen).to.have.length(1);
    expect(seen[0]).to.deep.include({ index: 15, term: 1, kind: EntryKind.Command, sequence: 15 });
    await using storage = disposable(await RocksStorage.open(directory, QUIET));
    const batch = await storage.read(A, 6, 30, 1 << 20);
    expect(batch.slice(21).bytes).to.deep.equal(entries(21, 10).bytes);
    expect(batch.entry(15)).to.deep.include({ ...NOOP, term: 1, time: 0, payload: new Uint8Array(0) });
    expect(batch.slice(6, 14).bytes).to.deep.equal(entries(6, 9).bytes);
    expect(batch.slice(16, 20).bytes).to.deep.equal(entries(16, 5).bytes);
    // And the log goes on: it is cut where the entry was replaced, and appended to.
    await storage.write([{ group: A, truncateFrom: 16, entries: [entries(16, 2, 2)] }]);
    expect((await storage.read(A, 15, 17, 1 << 20)).count).to.equal(3);
  });

  it('refuses to replace what is not there, or what a snapshot covers, and leaves all as it was', async () => {
    await sample();
    let storage = await RocksStorage.open(directory, QUIET);
    const before = await dump(storage);
    await storage.close();
    for (const [index, why] of [
      [5, /holds entries 6 to 30, not 5/],
      [31, /holds entries 6 to 30, not 31/],
      [Number.NaN, /not NaN/],
      [10, /snapshot at 10 covers entry 10/],
    ] as const)
      expect((await failure(replaceEntry(directory, A, index, () => NOOP))).message).to.match(why);
    expect((await failure(replaceEntry(directory, groupId('c'), 1, () => NOOP))).message).to.match(/no group c, only/);
    let stopped: unknown;
    const stop = new Error('the backup cannot be written');
    await replaceEntry(directory, A, 15, () => Promise.reject(stop)).catch((error: unknown) => (stopped = error));
    expect(stopped).to.equal(stop);
    storage = await RocksStorage.open(directory, QUIET);
    expect(await dump(storage)).to.equal(before);
    await storage.close();
  });
});
