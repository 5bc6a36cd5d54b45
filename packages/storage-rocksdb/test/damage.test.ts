import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type Opened, DamagedStore, openAndDump, spread } from './support/damaged-store.js';

const PAGE = 4096;

/** Mocha's default would be short for hundreds of openings on a busy machine. */
const TIMEOUT = 120_000;

describe('a damaged directory opens whole, or not at all', function () {
  this.timeout(TIMEOUT);
  let store: DamagedStore;
  before(async () => {
    store = await DamagedStore.make();
  });
  after(() => store.remove());

  const refusedForDamage = (opened: Opened): boolean => 'error' in opened && opened.error.code === 'CORRUPTION';
  const isWhole = (opened: Opened): boolean => 'state' in opened && opened.state === store.last;

  function expectRefusal(opened: Opened, what: string): void {
    expect(refusedForDamage(opened), `${what}: ${JSON.stringify(opened).slice(0, 300)}`).to.equal(true);
    if ('error' in opened) expect(opened.error.message, what).to.match(/Remove the directory|Put each back/);
  }

  it('the store file: a flipped byte anywhere', async () => {
    const { length } = await store.bytesOf('STORE');
    for (const offset of spread(50, length)) expectRefusal(await store.flip('STORE', offset), `byte ${offset}`);
    expectRefusal(await store.openWith('STORE', () => Buffer.alloc(0)), 'empty');
    expectRefusal(await store.openWith('STORE', () => Buffer.alloc(100_000)), 'large');
    expectRefusal(await store.openWith('STORE', () => undefined), 'missing');
  });

  it('the hard state file: one copy of anything, and nothing is lost', async () => {
    for (let page = 0; page < 6; page++) {
      for (const offset of [0, 4, 5, 9, 15, 20, 31, 60, 100, 255]) {
        const opened = await store.flip('hardstate', page * PAGE + offset);
        expect(isWhole(opened), `page ${page}, byte ${offset}: ${JSON.stringify(opened).slice(0, 300)}`).to.equal(true);
      }
      const zeroed = await store.openWith('hardstate', (bytes) => bytes.fill(0, page * PAGE, (page + 1) * PAGE));
      expect(isWhole(zeroed), `page ${page} zeroed`).to.equal(true);
    }
  });

  it('the hard state file: what was damaged is whole again after the next start', async () => {
    const copy = await store.copy();
    const file = path.join(copy, 'hardstate');
    // The first start raises bounds, and so writes every slot; the others write nothing unless they repair.
    expect(isWhole(await openAndDump(copy))).to.equal(true);
    for (const page of [2, 3, 4, 5, 2]) {
      const bytes = await readFile(file);
      await writeFile(file, bytes.fill(0xff, page * PAGE, page * PAGE + 64));
      expect(isWhole(await openAndDump(copy)), `page ${page}`).to.equal(true);
    }
  });

  it('the hard state file: both copies of anything, and it is refused', async () => {
    for (const pair of [0, 1, 2]) {
      const both = (damage: (page: Buffer) => void) =>
        store.openWith('hardstate', (bytes) => {
          for (const page of [2 * pair, 2 * pair + 1]) damage(bytes.subarray(page * PAGE, (page + 1) * PAGE));
          return bytes;
        });
      expectRefusal(await both((page) => page.writeUInt8(page.readUInt8(20) ^ 1, 20)), `flipped, pair ${pair}`);
      expectRefusal(await both((page) => page.fill(0)), `zeroed, pair ${pair}`);
      expectRefusal(
        await store.openWith('hardstate', (bytes) => bytes.subarray(0, 2 * pair * PAGE)),
        `cut, pair ${pair}`,
      );
    }
    expectRefusal(await store.openWith('hardstate', () => undefined), 'missing');
  });

  it('the write-ahead log: a flipped byte before its last record is found out', async () => {
    const [file = ''] = await store.files(/\d\.log$/);
    const { last, length } = await lastRecord(file);
    for (const offset of spread(100, last))
      expectRefusal(await store.flip(file, offset), `byte ${offset} of ${length}`);
    const zeroed = await store.openWith(file, (bytes) => bytes.fill(0, 4096, 8192));
    expectRefusal(zeroed, 'a page of zeros');
  });

  it('the write-ahead log: its last record may be torn, and only it is cut', async () => {
    const [file = ''] = await store.files(/\d\.log$/);
    const { last, length } = await lastRecord(file);
    const before = withHardStateOf(store.states.at(-2) ?? '', store.last);
    for (const offset of [...spread(20, length, last), length - 1]) {
      const torn = await store.openWith(file, (bytes) => bytes.subarray(0, offset));
      expect(torn, `cut at ${offset}`).to.deep.equal({ state: before });
      expect(await store.flip(file, offset), `flipped at ${offset}`).to.deep.equal({ state: before });
    }
  });

  it('tables: a flipped byte anywhere', async () => {
    for (const file of await store.files(/\.sst$/)) {
      const { length } = await store.bytesOf(file);
      for (const offset of spread(80, length)) {
        const opened = await store.flip(file, offset);
        // Some bytes are padding, or statistics that nothing depends on.
        expect(
          isWhole(opened) || refusedForDamage(opened),
          `${file}, byte ${offset}: ${JSON.stringify(opened)}`,
        ).to.equal(true);
      }
      expectRefusal(await store.openWith(file, () => undefined), 'missing');
      expectRefusal(await store.openWith(file, (bytes) => bytes.subarray(0, length / 2)), 'cut in half');
      expectRefusal(await store.openWith(file, () => Buffer.alloc(0)), 'empty');
    }
  });

  it('RocksDB’s own records of its files', async () => {
    const files = await store.files(/CURRENT|MANIFEST/);
    expect(files).to.have.length(2);
    for (const file of files) {
      const { length } = await store.bytesOf(file);
      for (const offset of spread(60, length)) {
        const opened = await store.flip(file, offset);
        expect(
          isWhole(opened) || refusedForDamage(opened),
          `${file}, byte ${offset}: ${JSON.stringify(opened)}`,
        ).to.equal(true);
      }
      expectRefusal(await store.openWith(file, () => undefined), `${file} missing`);
      expectRefusal(await store.openWith(file, () => Buffer.alloc(0)), `${file} empty`);
    }
  });

  /** Where the last record of a log begins. The sample's last write is far shorter than a block of the log. */
  async function lastRecord(file: string): Promise<{ last: number; length: number }> {
    const bytes = await store.bytesOf(file);
    let last = 0;
    for (let at = 0; at + 7 <= bytes.length; ) {
      const room = 32_768 - (at % 32_768);
      if (room < 7) {
        at += room;
        continue;
      }
      const type = bytes[at + 6];
      if (type === 1 || type === 2) last = at;
      at += 7 + bytes.readUInt16LE(at + 4);
    }
    return { last, length: bytes.length };
  }
});

/** A state with the hard states of a later one: those are written ahead. */
function withHardStateOf(state: string, later: string): string {
  const parts = JSON.parse(state) as { hardState?: unknown }[];
  const ahead = JSON.parse(later) as { hardState?: unknown }[];
  return JSON.stringify(
    parts.map((part, i) => (part.hardState === undefined ? part : { ...part, hardState: ahead[i]?.hardState })),
  );
}
