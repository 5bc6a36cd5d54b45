import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Effect } from '../../src/consensus/effects.js';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { StorageFullError } from '../../src/model/errors.js';
import { groupId } from '../../src/model/ids.js';
import type { HardState, SnapshotRecord } from '../../src/model/state.js';
import { DiskWriter } from '../../src/node/disk-writer.js';
import { foundingRecord } from '../../src/node/founding.js';
import { PendingWrite } from '../../src/node/pending-write.js';
import { planGroupWrite } from '../../src/ports/group-write.js';
import type { GroupWrite, RaftStorage, StoredGroup } from '../../src/ports/storage.js';
import { ManualClock } from '../support/manual-clock.js';
import { command, voters } from '../support/net.js';

const GROUP = groupId('g');

interface Disk {
  term: number;
  log: string[];
}

/** What a storage does with a write, in the documented order of fields. */
function write(disk: Disk, part: Pick<GroupWrite, 'hardState' | 'truncateFrom' | 'entries'>): void {
  if (part.hardState !== undefined) disk.term = part.hardState.term;
  if (part.truncateFrom !== undefined) disk.log.length = Math.min(disk.log.length, part.truncateFrom - 1);
  for (const batch of part.entries ?? []) {
    expect(batch.firstIndex, 'no gap').to.equal(disk.log.length + 1);
    for (let i = batch.firstIndex; i <= batch.lastIndex; i++) disk.log.push(new TextDecoder().decode(batch.payload(i)));
  }
}

describe('joined writes', () => {
  it('leave the disk as their parts in order would, whatever is cut and appended again', () => {
    const steps = fc.array(fc.record({ back: fc.nat(5), count: fc.integer({ min: 0, max: 3 }), term: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.nat(6), steps, (already, script) => {
        const before = Array.from({ length: already }, (_, i) => `old${String(i)}`);
        const direct: Disk = { term: 1, log: [...before] };
        const joined: Disk = { term: 1, log: [...before] };
        const pending = new PendingWrite(GROUP);
        let number = 0;
        let label = 0;
        for (const { back, count, term } of script) {
          number++;
          const truncateFrom = back > 0 && back <= direct.log.length ? direct.log.length + 1 - back : undefined;
          const first = truncateFrom ?? direct.log.length + 1;
          const entries =
            count === 0
              ? undefined
              : EntryBatch.pack(
                  first,
                  number,
                  0,
                  Array.from({ length: count }, () => command(`new${String(label++)}`)),
                );
          const hardState = term ? { term: number, votedFor: undefined } : undefined;
          pending.add({ type: 'write', write: number, hardState, truncateFrom, entries, snapshot: undefined });
          write(direct, {
            ...(hardState === undefined ? undefined : { hardState }),
            ...(truncateFrom === undefined ? undefined : { truncateFrom }),
            ...(entries === undefined ? undefined : { entries: [entries] }),
          });
        }
        write(joined, pending.toGroupWrite());
        expect(joined).to.deep.equal(direct);
        expect(pending.last).to.equal(number);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** A group on a disk, by the arithmetic that every storage shares, with the texts of its entries. */
class Store {
  group: StoredGroup;
  texts = new Map<number, string>();

  constructor() {
    this.group = planGroupWrite(undefined, {
      group: GROUP,
      hardState: { term: 1, votedFor: undefined },
      snapshot: foundingRecord(voters('a')),
    });
  }

  write(part: GroupWrite): void {
    this.group = planGroupWrite(this.group, part);
    if (part.truncateFrom !== undefined)
      for (const index of [...this.texts.keys()]) if (index >= part.truncateFrom) this.texts.delete(index);
    for (const batch of part.entries ?? [])
      for (let i = batch.firstIndex; i <= batch.lastIndex; i++)
        this.texts.set(i, new TextDecoder().decode(batch.payload(i)));
    const { firstIndex, lastIndex } = this.group;
    for (const index of [...this.texts.keys()]) if (index < firstIndex || index > lastIndex) this.texts.delete(index);
  }

  get content(): unknown {
    return [this.group, [...this.texts].sort(([a], [b]) => a - b)];
  }
}

const record = (index: number, term: number): SnapshotRecord => ({
  ...foundingRecord(voters('a')),
  tag: new TextEncoder().encode(`${String(index)}-${String(term)}`),
  index,
  term,
});

type Change =
  | { readonly do: 'entries'; readonly back: number; readonly count: number; readonly term: boolean }
  | { readonly do: 'replace'; readonly ahead: number; readonly cut: boolean }
  | { readonly do: 'record'; readonly share: number }
  | { readonly do: 'compact'; readonly share: number }
  | { readonly do: 'disk'; readonly full: boolean };

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('entries' as const),
      back: fc.nat(4),
      count: fc.nat(3),
      term: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('replace' as const), ahead: fc.nat(4), cut: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('record' as const), share: fc.integer({ min: 30, max: 100 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('compact' as const), share: fc.integer({ min: 30, max: 100 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('disk' as const), full: fc.boolean() }) },
);

/**
 * What the core and its driver ask for, in any order that they may, to a disk that is full now and then: as it comes, and through a
 * `DiskWriter`.
 */
class Pair {
  readonly direct = new Store();
  readonly disk = new Store();
  readonly clock = new ManualClock();
  readonly writer: DiskWriter;
  /** Up to where everything is committed, on the disk, and recorded. */
  #committed = 0;
  #durable = 0;
  #recorded = 0;
  #recording = false;
  #compacted = 0;
  #write = 0;
  #written = 0;
  #term = 1;
  #label = 0;
  #last = 0;
  #terms = new Map<number, number>();
  #full = false;
  #ends: { write: number; last: number }[] = [];
  readonly overtaken: string[] = [];
  readonly #hardStates = new Map<number, HardState>();
  hardStatesFirst = 0;

  constructor() {
    const storage = {
      write: async (parts: readonly GroupWrite[]): Promise<void> => {
        if (this.#full && parts.some(({ entries }) => entries !== undefined)) throw new StorageFullError('full');
        for (const part of parts) this.disk.write(part);
      },
    } as unknown as RaftStorage;
    this.writer = new DiskWriter(storage, this.clock, Infinity, {
      onWritten: (_group, write) => {
        this.#onWritten(write);
      },
      onHardState: (_group, write) => {
        expect(write, 'it is news').to.be.above(this.#written);
        const state = this.#hardStates.get(write);
        expect(this.disk.group.hardState, 'the hard state is there when it is said to be').to.deep.equal(state);
        this.hardStatesFirst++;
      },
      onFailed: (error) => {
        throw error;
      },
      onNoRoom: () => undefined,
      onFull: () => undefined,
      onSlow: () => undefined,
      onDone: () => undefined,
      onFree: () => {
        this.clock.defer(() => {
          this.writer.kick();
        });
      },
    });
  }

  #onWritten(write: number): void {
    expect(write, 'completions come in order').to.be.above(this.#written);
    this.#written = write;
    for (const end of this.#ends.filter((each) => each.write <= write))
      this.#durable = Math.max(this.#durable, end.last);
    this.#ends = this.#ends.filter((each) => each.write > write);
    this.#committed = Math.max(this.#committed, this.#durable);
  }

  #add(part: Omit<Extract<Effect, { type: 'write' }>, 'type' | 'write'>): void {
    this.writer.add(GROUP, { type: 'write', write: ++this.#write, ...part });
    this.#ends.push({ write: this.#write, last: this.#last });
    if (part.hardState !== undefined) this.#hardStates.set(this.#write, part.hardState);
    this.direct.write({
      group: GROUP,
      ...(part.hardState === undefined ? undefined : { hardState: part.hardState }),
      ...(part.truncateFrom === undefined ? undefined : { truncateFrom: part.truncateFrom }),
      ...(part.entries === undefined ? undefined : { entries: [part.entries] }),
      ...(part.snapshot === undefined ? undefined : { snapshot: part.snapshot, compactTo: part.snapshot.index }),
    });
  }

  #entries({ back, count, term }: Extract<Change, { do: 'entries' }>): void {
    const from = Math.max(this.#committed + 1, this.#last + 1 - back);
    const truncateFrom = from <= this.#last ? from : undefined;
    const newer = term || truncateFrom !== undefined;
    if (newer) this.#term++;
    if (truncateFrom !== undefined) for (const end of this.#ends) end.last = Math.min(end.last, from - 1);
    const texts = Array.from({ length: count }, () => command(String(this.#label++)));
    const entries = count === 0 ? undefined : EntryBatch.pack(from, this.#term, 0, texts);
    this.#last = from - 1 + count;
    for (let i = from; i <= this.#last; i++) this.#terms.set(i, this.#term);
    const hardState = newer ? { term: this.#term, votedFor: undefined } : undefined;
    if (entries === undefined && truncateFrom === undefined && hardState === undefined) return;
    this.#add({ hardState, truncateFrom, entries, snapshot: undefined });
  }

  /** A snapshot from elsewhere: only when no own one is on its way. */
  #replace(ahead: number, cut: boolean): void {
    if (this.#recording) return;
    const index = this.#committed + 1 + ahead;
    const agrees = !cut && index <= this.#last;
    if (!agrees) this.#term++;
    const term = agrees ? (this.#terms.get(index) ?? 0) : this.#term;
    const truncateFrom = agrees || this.#last <= this.#committed ? undefined : this.#committed + 1;
    if (!agrees) {
      for (const end of this.#ends) end.last = Math.min(end.last, this.#committed);
      this.#last = index;
      this.#terms.set(index, term);
    }
    this.#committed = index;
    this.#recorded = index;
    const hardState = agrees ? undefined : { term, votedFor: undefined };
    if (hardState !== undefined)
      this.#add({ hardState, truncateFrom: undefined, entries: undefined, snapshot: undefined });
    this.#add({ hardState: undefined, truncateFrom, entries: undefined, snapshot: record(index, term) });
  }

  #record(share: number): void {
    const index = this.#recorded + Math.ceil(((this.#durable - this.#recorded) * share) / 100);
    if (this.#recording || index <= this.#recorded) return;
    const snapshot = record(index, this.#terms.get(index) ?? 0);
    this.#recording = true;
    this.#recorded = index;
    this.direct.write({ group: GROUP, snapshot });
    const done = (): void => {
      expect(this.disk.group.snapshot, 'the record is there when it is said to be').to.deep.equal(snapshot);
      if (this.#full && this.writer.full) this.overtaken.push(String(index));
      this.#recording = false;
    };
    this.writer.tidy(GROUP, { record: { snapshot, done } });
  }

  #compact(share: number): void {
    if (this.#recording) return;
    // It follows a record that is there already.
    const compactTo = Math.floor((this.disk.group.snapshot.index * share) / 100);
    if (compactTo < this.#compacted) return;
    this.#compacted = compactTo;
    this.direct.write({ group: GROUP, compactTo });
    this.writer.tidy(GROUP, { compactTo });
  }

  async step(step: Change): Promise<void> {
    if (step.do === 'entries') this.#entries(step);
    else if (step.do === 'replace') this.#replace(step.ahead, step.cut);
    else if (step.do === 'record') this.#record(step.share);
    else if (step.do === 'compact') this.#compact(step.share);
    else await this.#work(step.full);
  }

  async #work(full: boolean): Promise<void> {
    this.#full = full;
    this.writer.kick();
    await this.clock.settle();
    await this.clock.advance(600);
    if (full) expect(this.#recording, 'a full disk keeps no record waiting').to.equal(false);
    expect(this.disk.group.hardState, 'no hard state waits').to.deep.equal(this.direct.group.hardState);
  }

  async end(): Promise<void> {
    await this.#work(false);
    await this.#work(false);
    expect(this.#written, 'everything is written').to.equal(this.#write);
    expect(this.disk.content).to.deep.equal(this.direct.content);
  }
}

describe('writes, snapshots and compaction through the disk writer', () => {
  it('leave the disk as they would in order, also where it is full now and then', async function () {
    this.timeout(60_000);
    let overtaken = 0;
    let hardStatesFirst = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 10, maxLength: 40 }), async (steps) => {
        const pair = new Pair();
        for (const step of steps) await pair.step(step);
        await pair.end();
        overtaken += pair.overtaken.length;
        hardStatesFirst += pair.hardStatesFirst;
      }),
      { numRuns: 600 },
    );
    expect(overtaken, 'records that made room on a full disk').to.be.above(0);
    expect(hardStatesFirst, 'hard states that did not wait for entries').to.be.above(0);
  });
});
