import { type GroupId, type GroupWrite, EntryBatch, EntryKind, type RaftStorage } from '@lolraft/raft-core';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { FaultyStorage } from '../src/index.js';

const group = 'g' as GroupId;
const payload = new Uint8Array(3);
const entries = [EntryBatch.pack(1, 1, 0, [{ kind: EntryKind.Command, session: 0, sequence: 0, payload }])];
const append: GroupWrite[] = [{ group, entries }];
const vote: GroupWrite[] = [{ group, hardState: { term: 2, votedFor: undefined } }];

/** Counts what reaches it. */
function counting(): { store: RaftStorage; reached: GroupWrite[][]; closed: () => boolean } {
  const reached: GroupWrite[][] = [];
  let closed = false;
  const unused = () => Promise.reject(new Error('not used'));
  const store: RaftStorage = {
    capabilities: { durable: true },
    load: unused,
    bind: () => Promise.resolve(),
    write: async (writes) => {
      await Promise.resolve();
      reached.push([...writes]);
    },
    read: unused,
    removeGroup: unused,
    close: async () => {
      closed = true;
    },
  };
  return { store, reached, closed: () => closed };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** Whether a promise is still open after every microtask that is due has run. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let pending = true;
  const settle = () => {
    pending = false;
  };
  promise.then(settle, settle);
  await new Promise(setImmediate);
  return pending;
}

describe('FaultyStorage', () => {
  let inner: ReturnType<typeof counting>;
  let faulty: FaultyStorage;
  beforeEach(() => {
    inner = counting();
    faulty = new FaultyStorage(inner.store);
  });

  it('passes everything on where no fault is planned', async () => {
    await faulty.write(append);
    await faulty.write(vote);
    expect(inner.reached).to.deep.equal([append, vote]);
    expect(faulty.writes).to.equal(2);
    expect(faulty.capabilities).to.deep.equal({ durable: true });
    await faulty.close();
    expect(inner.closed()).to.equal(true);
    expect(await codeOf(faulty.write(vote))).to.equal('CLOSED');
  });

  for (const { point, reached } of [
    { point: 'before', reached: 1 },
    { point: 'after', reached: 2 },
  ] as const) {
    it(`fails the k-th write ${point} it reached the inner store, and is poisoned from then on`, async () => {
      faulty.failWrite(2, point);
      await faulty.write(vote);
      expect(await codeOf(faulty.write(append))).to.equal('STORAGE_FAILED');
      expect(inner.reached).to.have.length(reached);
      expect(await codeOf(faulty.write(vote))).to.equal('STORAGE_FAILED');
      expect(await codeOf(faulty.bind({} as never))).to.equal('STORAGE_FAILED');
      expect(inner.reached).to.have.length(reached);
      await faulty.close();
      expect(inner.closed()).to.equal(true);
    });

    it(`crashes at the k-th write ${point} it reached the inner store: nothing settles any more`, async () => {
      faulty.crashAtWrite(2, point);
      await faulty.write(vote);
      const crashed = faulty.whenCrashed();
      const write = faulty.write(append);
      await crashed;
      expect(await isPending(write)).to.equal(true);
      expect(await isPending(faulty.bind({} as never))).to.equal(true);
      expect(await isPending(faulty.close())).to.equal(true);
      expect(inner.reached).to.have.length(reached);
    });
  }

  it('holds completions of writes that the inner store has, until they are released', async () => {
    faulty.hold();
    const write = faulty.write(append);
    await faulty.whenHeld();
    expect(inner.reached).to.have.length(1);
    expect(faulty.writing).to.equal(true);
    expect(await isPending(write)).to.equal(true);
    faulty.release();
    await write;
    const next = faulty.write(vote);
    await faulty.whenHeld();
    faulty.resume();
    await next;
    await faulty.write(vote);
  });

  it('hangs before the inner store has seen the write, and lets go at close', async () => {
    faulty.hold('before');
    const write = faulty.write(append);
    await faulty.whenHeld('before');
    expect(inner.reached).to.have.length(0);
    await faulty.close();
    await write;
    expect(inner.reached).to.have.length(1);
  });

  it('a crash during a hang keeps the write from the inner store for good', async () => {
    faulty.hold('before');
    const write = faulty.write(append);
    await faulty.whenHeld('before');
    faulty.crash();
    faulty.resume();
    expect(await isPending(write)).to.equal(true);
    expect(inner.reached).to.have.length(0);
  });

  it('refuses entries while full, and nothing else', async () => {
    faulty.full = true;
    expect(await codeOf(faulty.write(append))).to.equal('STORAGE_FULL');
    await faulty.write(vote);
    faulty.full = false;
    await faulty.write(append);
    expect(inner.reached).to.deep.equal([vote, append]);
  });

  it('refuses a second write at a time', async () => {
    faulty.hold();
    const first = faulty.write(vote);
    await faulty.whenHeld();
    expect(await codeOf(faulty.write(vote))).to.equal('INTERNAL');
    faulty.resume();
    await first;
  });
});
