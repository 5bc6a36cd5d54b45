import { refusal } from '@lolraft/raft-testkit';
import path from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { HardStateFile } from '../src/files/hard-state-file.js';
import { RocksStorage } from '../src/index.js';
import { GroupLog, type WritePlan } from '../src/log/group-log.js';
import { LowerBounds } from '../src/lower-bounds.js';
import { Database } from '../src/native/database.js';
import { QUIET } from './support/damaged-store.js';
import { copyFolder, temporaryFolder } from './support/folder.js';
import { A, dump, entries, founding } from './support/sample.js';

const STORE = '0123456789abcdef'.repeat(2) as never;

/** Orders of events that chance would bring about too rarely. */
describe('what meets in the middle of a write', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const getAsIs = Reflect.get(Database.prototype, 'get');
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    Database.prototype.get = getAsIs;
    await folder.remove();
  });

  it('a read whose block is cut in two before it is fetched finds its entries where they are now', async () => {
    const storage = await RocksStorage.open(folder.path, QUIET);
    await storage.write([founding(A)]);
    await storage.write([{ group: A, entries: [entries(1, 10)] }]);
    let fetch = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      fetch = resolve;
    });
    Database.prototype.get = async function (key) {
      Database.prototype.get = getAsIs;
      await held;
      return getAsIs.call(this, key);
    };
    const read = storage.read(A, 2, 4, 10_000);
    await storage.write([{ group: A, truncateFrom: 6, entries: [entries(6, 1)] }]);
    fetch();
    const batch = await read;
    expect([batch.firstIndex, batch.lastIndex]).to.deep.equal([2, 4]);
    await storage.close();
  });

  it('a bound is not raised over a truncation that is under way', async () => {
    const file = path.join(folder.path, 'hardstate');
    await HardStateFile.create(file, STORE);
    const hardStates = await HardStateFile.open(file, STORE);
    const hardState = { term: 1, votedFor: undefined };
    await hardStates.commit([{ group: A, state: 'live', hardState, bound: { index: 20, term: 1 } }]);
    const log = new GroupLog(A);
    log.last = { index: 30, term: 1 };
    const bounds = new LowerBounds(hardStates, new Map([[A, log]]), 1000, () => undefined);
    const plan = { log, next: { hardState }, cut: { index: 7, term: 1 }, hasNewHardState: false } as WritePlan;
    bounds.beginCut([plan]);
    const change = bounds.changeFor(plan);
    expect(change?.bound).to.deep.equal({ index: 7, term: 1 });
    await hardStates.commit(change === undefined ? [] : [change]);
    await bounds.raise();
    expect(hardStates.get(A)?.bound).to.deep.equal({ index: 7, term: 1 });
    bounds.endCut();
    log.last = { index: 9, term: 1 };
    await bounds.raise();
    expect(hardStates.get(A)?.bound).to.deep.equal({ index: 9, term: 1 });
    await hardStates.close();
  });

  it('a second write at a time is refused, and harms the first in nothing', async () => {
    const storage = await RocksStorage.open(folder.path, QUIET);
    await storage.write([founding(A)]);
    const first = storage.write([{ group: A, entries: [entries(1, 10)] }]);
    await refusal(storage.write([{ group: A, entries: [entries(11, 10)] }]), 'INTERNAL');
    await refusal(storage.removeGroup(A), 'INTERNAL');
    await first;
    await storage.write([{ group: A, entries: [entries(11, 10)] }]);
    expect((await storage.load()).groups[0]?.lastIndex).to.equal(20);
    await storage.close();
  });

  it('a compaction of more blocks than one write deletes is whole at once, and after a crash', async () => {
    const live = path.join(folder.path, 'live');
    const storage = await RocksStorage.open(live, QUIET);
    await storage.write([founding(A)]);
    const { snapshot } = founding(A);
    for (let index = 1; index <= 2500; index++) await storage.write([{ group: A, entries: [entries(index, 1, 1, 0)] }]);
    if (snapshot === undefined) throw new Error('no record');
    await storage.write([{ group: A, snapshot: { ...snapshot, index: 2450, term: 1 }, compactTo: 2400 }]);
    const state = await dump(storage);
    await refusal(storage.read(A, 2400, 2401, 1000), 'CORRUPTION');
    const copy = path.join(folder.path, 'copy');
    await copyFolder(live, copy);
    const blocks = async (at: string): Promise<number> => {
      const database = await Database.open(path.join(at, 'db'), { createIfMissing: false, writeBufferBytes: 1 << 20 });
      let count = 0;
      for await (const page of database.scan(Buffer.from([1]), Buffer.from([2]))) count += page.length - 1;
      await database.close();
      return count;
    };
    const after = await RocksStorage.open(copy, QUIET);
    expect(await dump(after)).to.equal(state);
    await after.close();
    expect(await blocks(copy)).to.be.above(1000);
    // Two further writes take the rest along.
    const again = await RocksStorage.open(copy, QUIET);
    for (const index of [2501, 2502]) await again.write([{ group: A, entries: [entries(index, 1, 1, 0)] }]);
    await again.close();
    expect(await blocks(copy)).to.be.at.most(110);
    await storage.close();
  }).timeout(60_000);
});
