import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { StorageFailedError, StorageFullError } from '../../src/model/errors.js';
import { groupId } from '../../src/model/ids.js';
import { DiskWriter } from '../../src/node/disk-writer.js';
import { foundingRecord } from '../../src/node/founding.js';
import type { GroupWrite, RaftStorage } from '../../src/ports/storage.js';
import { ManualClock } from '../support/manual-clock.js';
import { command, voters } from '../support/net.js';

const GROUP = groupId('g');

/** A disk whose every write ends as the test says. */
class Disk {
  readonly writes: (readonly GroupWrite[])[] = [];
  #settle: { resolve: () => void; reject: (error: Error) => void }[] = [];
  throwNow: Error | undefined;

  readonly storage = {
    write: (writes: readonly GroupWrite[]): Promise<void> => {
      this.writes.push(writes);
      const { throwNow } = this;
      this.throwNow = undefined;
      if (throwNow !== undefined) throw throwNow;
      return new Promise((resolve, reject) => this.#settle.push({ resolve, reject }));
    },
  } as unknown as RaftStorage;

  async end(error?: Error): Promise<void> {
    const settle = this.#settle.shift();
    if (error === undefined) settle?.resolve();
    else settle?.reject(error);
    await turn();
  }
}

async function turn(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

function setUp(): { disk: Disk; clock: ManualClock; writer: DiskWriter; seen: string[]; done: string[] } {
  const disk = new Disk();
  const clock = new ManualClock();
  const seen: string[] = [];
  const done: string[] = [];
  const writer = new DiskWriter(disk.storage, clock, 250, {
    onWritten: (group, write) => seen.push(`${group} ${String(write)}`),
    onHardState: (group, write) => seen.push(`hard state ${group} ${String(write)}`),
    onFailed: (error) => seen.push(error.code),
    onNoRoom: () => undefined,
    onFull: (full) => seen.push(full ? 'full' : 'room'),
    onSlow: () => seen.push('slow'),
    onDone: (batch, milliseconds) => {
      const sizes = batch.map(({ size }) => `${String(size.entries)}/${String(size.bytes > 0)}`);
      done.push(`${sizes.join(' ')} in ${String(milliseconds)}`);
    },
    onFree: () => undefined,
  });
  return { disk, clock, writer, seen, done };
}

function add(writer: DiskWriter, write: number): void {
  writer.add(GROUP, {
    type: 'write',
    write,
    hardState: { term: write, votedFor: undefined },
    truncateFrom: undefined,
    entries: undefined,
    snapshot: undefined,
  });
}

const NOTHING = { hardState: undefined, truncateFrom: undefined, entries: undefined, snapshot: undefined };

function append(writer: DiskWriter, write: number, from: number, count = 1, group = GROUP): void {
  const texts = Array.from({ length: count }, () => command('x'));
  writer.add(group, { ...NOTHING, type: 'write', write, entries: EntryBatch.pack(from, 1, 0, texts) });
}

describe('the disk writer', () => {
  it('has one write in flight and one forming, and reports what is durable', async () => {
    const { disk, writer, seen } = setUp();
    add(writer, 1);
    writer.kick();
    add(writer, 2);
    writer.kick();
    add(writer, 3);
    writer.kick();
    expect(disk.writes).to.have.length(1);
    await turn();
    expect(seen, 'nothing before the disk has answered').to.deep.equal([]);
    await disk.end();
    expect(seen).to.deep.equal(['g 1']);
    writer.kick();
    expect(disk.writes, 'two and three are one write').to.have.length(2);
    await disk.end();
    expect(seen).to.deep.equal(['g 1', 'g 3']);
  });

  it('tells of each write that ended well how long it took, and what it added to the log', async () => {
    const { disk, clock, writer, seen, done } = setUp();
    add(writer, 1);
    writer.kick();
    await clock.advance(7);
    await disk.end();
    expect(done).to.deep.equal(['0/false in 7']);
    const entries = EntryBatch.pack(1, 1, 0, [command('a'), command('b')]);
    writer.add(GROUP, {
      type: 'write',
      write: 2,
      hardState: undefined,
      truncateFrom: undefined,
      entries,
      snapshot: undefined,
    });
    writer.kick();
    await clock.advance(250);
    await disk.end();
    expect(done).to.deep.equal(['0/false in 7', '2/true in 250']);
    expect(seen).to.deep.equal(['g 1', 'slow', 'g 2']);
    add(writer, 3);
    writer.kick();
    await disk.end(new Error('EIO'));
    expect(done, 'a failure is none').to.have.length(2);
  });

  it('rule 17: a failure poisons it: nothing is written or reported any more', async () => {
    const { disk, writer, seen } = setUp();
    add(writer, 1);
    writer.kick();
    add(writer, 2);
    await disk.end(new Error('EIO'));
    writer.kick();
    await turn();
    expect(seen).to.deep.equal(['STORAGE_FAILED']);
    expect(disk.writes).to.have.length(1);
  });

  for (const how of ['rejects', 'throws']) {
    it(`tries the same write again while a full disk ${how}, and nothing overtakes it`, async () => {
      const { disk, clock, writer, seen } = setUp();
      append(writer, 1, 1);
      if (how === 'throws') disk.throwNow = new StorageFullError('full');
      writer.kick();
      if (how === 'rejects') await disk.end(new StorageFullError('full'));
      await turn();
      expect(seen).to.deep.equal(['full']);
      expect(writer.full).to.equal(true);
      append(writer, 2, 2);
      writer.kick();
      expect(disk.writes, 'waits').to.have.length(1);
      await clock.advance(300);
      await turn();
      expect(disk.writes[1]).to.deep.equal(disk.writes[0]);
      await disk.end();
      expect(seen).to.deep.equal(['full', 'room', 'g 1']);
      expect(writer.full).to.equal(false);
    });
  }

  it('waits, when it closes, for the write that is in flight', async () => {
    const { disk, writer, seen } = setUp();
    add(writer, 1);
    writer.kick();
    let closed = false;
    const closing = writer.close().then(() => {
      closed = true;
    });
    await turn();
    expect(closed).to.equal(false);
    await disk.end(new StorageFailedError('late'));
    await closing;
    expect(seen, 'a closed node hears nothing').to.deep.equal([]);
  });

  it('a full disk: what makes room overtakes the entries that found none, and they follow when there is some', async () => {
    const { disk, clock, writer, seen } = setUp();
    const end = async (error?: Error): Promise<void> => {
      await disk.end(error);
      await turn();
    };
    append(writer, 1, 1);
    writer.kick();
    await end(new StorageFullError('full'));
    const snapshot = { ...foundingRecord(voters('a')), index: 0 };
    writer.tidy(GROUP, { record: { snapshot, done: () => seen.push('recorded') } });
    writer.tidy(GROUP, { compactTo: 0 });
    append(writer, 2, 2);
    await clock.advance(300);
    expect(disk.writes[1], 'housekeeping alone').to.deep.equal([{ group: GROUP, snapshot, compactTo: 0 }]);
    await end();
    expect(seen).to.deep.equal(['full', 'recorded']);
    expect(disk.writes[2], 'then the same write again').to.deep.equal(disk.writes[0]);
    await end(new StorageFullError('full'));
    await clock.advance(300);
    await end();
    expect(seen).to.deep.equal(['full', 'recorded', 'room', 'g 1']);
    writer.kick();
    await end();
    expect(seen).to.deep.equal(['full', 'recorded', 'room', 'g 1', 'g 2']);
    expect(disk.writes).to.have.length(5);
  });

  describe('rule 17: hard states do not wait for room', () => {
    const HARD2 = { group: GROUP, hardState: { term: 2, votedFor: undefined } };
    const full = async (disk: Disk): Promise<void> => {
      await disk.end(new StorageFullError('full'));
      await turn();
    };

    it('neither those that came with the entries, nor those that come later, and the newest stays', async () => {
      const { disk, clock, writer, seen } = setUp();
      add(writer, 1);
      append(writer, 2, 1);
      writer.kick();
      await full(disk);
      expect(disk.writes[1]).to.deep.equal([{ group: GROUP, hardState: { term: 1, votedFor: undefined } }]);
      await disk.end();
      append(writer, 3, 2);
      add(writer, 4);
      writer.kick();
      expect(disk.writes[2]).to.deep.equal([{ group: GROUP, hardState: { term: 4, votedFor: undefined } }]);
      await disk.end();
      expect(seen, 'the entries are open still').to.deep.equal(['full', 'hard state g 1', 'hard state g 4']);
      writer.kick();
      expect(disk.writes, 'nothing else goes before there is room').to.have.length(3);
      await clock.advance(300);
      await disk.end();
      writer.kick();
      await disk.end();
      for (const parts of disk.writes.slice(3))
        for (const { hardState } of parts) expect(hardState, 'no older one replaces it').to.equal(undefined);
      expect(seen.slice(3)).to.deep.equal(['room', 'g 2', 'g 4']);
    });

    it('nor does anything of a group whose neighbour has entries', async () => {
      const { disk, writer, seen } = setUp();
      append(writer, 1, 1, 1, groupId('big'));
      add(writer, 2);
      writer.kick();
      await full(disk);
      expect(disk.writes[1]).to.deep.equal([HARD2]);
      await disk.end();
      expect(seen).to.deep.equal(['full', 'g 2']);
    });

    it('one in flight: what comes meanwhile, the next attempt included, waits for its end', async () => {
      const { disk, clock, writer, seen } = setUp();
      append(writer, 1, 1);
      writer.kick();
      add(writer, 2);
      await full(disk);
      expect(disk.writes[1]).to.deep.equal([HARD2]);
      await clock.advance(1000);
      writer.kick();
      expect(disk.writes).to.have.length(2);
      await disk.end();
      writer.kick();
      expect(disk.writes[2]?.[0]?.entries, 'the attempt that was due').to.have.length(1);
      await disk.end();
      writer.kick();
      await turn();
      expect(seen).to.deep.equal(['full', 'hard state g 2', 'room', 'g 1', 'g 2']);
      expect(disk.writes, 'of the last number nothing was left to write').to.have.length(3);
    });

    it('and where they fail, the store is poisoned', async () => {
      const { disk, clock, writer, seen } = setUp();
      append(writer, 1, 1);
      writer.kick();
      add(writer, 2);
      await full(disk);
      await disk.end(new Error('EIO'));
      await clock.advance(1000);
      writer.kick();
      expect(seen).to.deep.equal(['full', 'STORAGE_FAILED']);
      expect([disk.writes.length, clock.timers]).to.deep.equal([2, 0]);
    });

    it('but a storage that refuses even them is not asked at full speed', async () => {
      const { disk, clock, writer, seen } = setUp();
      add(writer, 1);
      writer.kick();
      await full(disk);
      await full(disk);
      for (let i = 0; i < 5; i++) writer.kick();
      expect(disk.writes).to.have.length(2);
      await clock.advance(300);
      expect(disk.writes).to.have.length(3);
      await disk.end();
      expect(seen).to.deep.equal(['full', 'room', 'g 1']);
    });
  });

  it('rule 17: housekeeping that fails on a full disk poisons it too', async () => {
    const { disk, clock, writer, seen } = setUp();
    append(writer, 1, 1);
    writer.kick();
    await disk.end(new StorageFullError('full'));
    writer.tidy(GROUP, { compactTo: 0 });
    await clock.advance(300);
    await disk.end(new Error('EIO'));
    await clock.advance(1000);
    expect(seen).to.deep.equal(['full', 'STORAGE_FAILED']);
    expect(disk.writes).to.have.length(2);
    expect(clock.timers).to.equal(0);
  });

  it('ends while housekeeping is under way, and leaves no timer', async () => {
    const { disk, clock, writer, seen } = setUp();
    append(writer, 1, 1);
    writer.kick();
    await disk.end(new StorageFullError('full'));
    writer.tidy(GROUP, { compactTo: 0 });
    await clock.advance(300);
    const closing = writer.close();
    await disk.end();
    await closing;
    expect(seen).to.deep.equal(['full']);
    expect([disk.writes.length, clock.timers]).to.deep.equal([2, 0]);
  });

  it('writes nothing of a group that has stopped, its housekeeping included', async () => {
    const { disk, writer, seen } = setUp();
    writer.tidy(GROUP, { compactTo: 0 });
    add(writer, 1);
    writer.drop(GROUP);
    writer.kick();
    await turn();
    expect([disk.writes.length, seen.length]).to.deep.equal([0, 0]);
  });

  it('rule 14: what follows a snapshot from elsewhere is a write of its own', async () => {
    const { disk, writer, seen } = setUp();
    const snapshot = { ...foundingRecord(voters('a')), index: 9 };
    add(writer, 1);
    writer.add(GROUP, {
      type: 'write',
      write: 2,
      hardState: undefined,
      truncateFrom: undefined,
      entries: undefined,
      snapshot,
    });
    add(writer, 3);
    add(writer, 4);
    for (const expected of ['g 2', 'g 4']) {
      writer.kick();
      await disk.end();
      expect(seen.splice(0)).to.deep.equal([expected]);
    }
    expect(disk.writes[0]?.[0]).to.deep.include({
      snapshot,
      compactTo: 9,
      hardState: { term: 1, votedFor: undefined },
    });
    expect(disk.writes[1]?.[0]).to.deep.equal({ group: GROUP, hardState: { term: 4, votedFor: undefined } });
  });

  describe('rule 17: a snapshot that takes the place of entries makes room for itself', () => {
    const replace = (writer: DiskWriter, write: number, index: number): void => {
      writer.add(GROUP, { ...NOTHING, type: 'write', write, snapshot: { ...foundingRecord(voters('a')), index } });
    };
    const shape = (writes: readonly GroupWrite[] | undefined): unknown =>
      writes?.map(({ entries, snapshot }) => [entries?.map((batch) => batch.lastIndex), snapshot?.index]);

    it('where they wait together', async () => {
      const { disk, writer, seen } = setUp();
      append(writer, 1, 1, 3);
      append(writer, 2, 4, 3);
      replace(writer, 3, 6);
      writer.kick();
      expect(shape(disk.writes[0])).to.deep.equal([[undefined, 6]]);
      await disk.end();
      expect(seen).to.deep.equal(['g 3']);
    });

    it('but what goes beyond it is written with it', () => {
      const { disk, writer } = setUp();
      append(writer, 1, 1, 3);
      append(writer, 2, 4, 4);
      replace(writer, 3, 6);
      writer.kick();
      expect(shape(disk.writes[0])).to.deep.equal([[[3, 7], 6]]);
    });

    it('where they have found the disk full already', async () => {
      const { disk, clock, writer, seen } = setUp();
      append(writer, 1, 1, 3);
      writer.kick();
      append(writer, 2, 4, 3);
      replace(writer, 3, 6);
      await disk.end(new StorageFullError('no room'));
      await clock.advance(300);
      expect(shape(disk.writes[1])).to.deep.equal([[undefined, 6]]);
      await disk.end();
      expect(seen).to.deep.equal(['full', 'room', 'g 3']);
      append(writer, 4, 7, 1);
      writer.kick();
      await disk.end();
      expect(seen).to.include('g 4');
    });
  });
});
