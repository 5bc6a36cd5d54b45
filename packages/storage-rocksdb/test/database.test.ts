import { refusal } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ALL_KEYS } from '../src/log/keys.js';
import { Database } from '../src/native/database.js';
import { temporaryFolder } from './support/folder.js';

/** Each of these would end the process, or corrupt it, without the counting. */
describe('the door to RocksDB', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  const open = () => Database.open(folder.path, { createIfMissing: true, writeBufferBytes: 1024 * 1024 });
  const key = (i: number) => Buffer.from(`key ${String(i).padStart(5, '0')}`);
  const fill = (database: Database, count: number, bytes = 100) =>
    database.batch(
      Array.from({ length: count }, (_, i) => ({ type: 'put', key: key(i), value: Buffer.alloc(bytes, i) })),
    );

  it('close waits for everything that is under way, and nothing follows it', async () => {
    const database = await open();
    await fill(database, 500);
    const gets = Array.from({ length: 50 }, (_, i) => database.get(key(i)));
    const write = database.batch([{ type: 'put', key: key(9999), value: Buffer.from('last') }]);
    const scan = countAll(database);
    const compaction = database.compact(key(0), key(9999));
    const closed = Promise.all([database.close(), database.close()]);
    expect((await Promise.all(gets)).every((value) => value?.length === 100)).to.equal(true);
    expect(await scan).to.be.at.least(500);
    await Promise.all([write, compaction, closed]);
    await refusal(database.get(key(1)), 'CLOSED');
    await refusal(database.batch([{ type: 'del', key: key(1) }]), 'CLOSED');
    await refusal(database.scan(ALL_KEYS.gte, ALL_KEYS.lt).next(), 'CLOSED');
    await refusal(database.compact(key(0), key(1)), 'CLOSED');
    await database.close();
    const again = await open();
    expect((await again.get(key(9999)))?.toString()).to.equal('last');
    await again.close();
  });

  it('a walk that is left early holds nothing up', async () => {
    const database = await open();
    await fill(database, 3000, 1000);
    for await (const page of database.scan(ALL_KEYS.gte, ALL_KEYS.lt)) {
      expect(page.length).to.be.within(1, 1000);
      break;
    }
    await database.close();
  });

  it('a walk goes in pages, in order, within its range', async () => {
    const database = await open();
    await fill(database, 2500);
    const found: string[] = [];
    for await (const page of database.scan(key(10), key(2400)))
      found.push(...page.map((record) => record.key.toString()));
    expect(found).to.deep.equal(Array.from({ length: 2390 }, (_, i) => key(i + 10).toString()));
    await database.close();
  });

  it('a second opening is refused, harms the first one in nothing, and is not used', async () => {
    const database = await open();
    for (let i = 0; i < 5; i++) await refusal(open(), 'STORAGE_LOCKED');
    await fill(database, 10);
    expect(await database.get(Buffer.from('nothing'))).to.equal(undefined);
    await database.close();
    await (await open()).close();
  });
});

async function countAll(database: Database): Promise<number> {
  let count = 0;
  for await (const page of database.scan(ALL_KEYS.gte, ALL_KEYS.lt)) count += page.length;
  return count;
}
