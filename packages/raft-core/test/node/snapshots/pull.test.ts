import { expect } from 'chai';
import { describe, it } from 'mocha';
import { crc32c } from '../../../src/model/crc32c.js';
import { CorruptionError, SnapshotNotFoundError, SnapshotStoreError } from '../../../src/model/errors.js';
import { clusterId, groupId, nodeId, storeId } from '../../../src/model/ids.js';
import { MAX_CHUNK_BYTES, type SnapshotChunk, type SnapshotPull } from '../../../src/model/messages.js';
import { Pull } from '../../../src/node/snapshots/pull.js';
import { ManualClock } from '../../support/manual-clock.js';
import { TestSnapshots } from '../../support/test-snapshots.js';

const OWNER = {
  cluster: clusterId('c'.repeat(32)),
  group: groupId('main'),
  node: nodeId('b'),
  store: storeId('b'.repeat(32)),
};
const NAME = { index: 7, term: 1, nonce: '0'.repeat(32) };
const TAG = Uint8Array.of(1, 2, 3);
const CHUNKS = 10;
/** Ten chunks, of which the last is not full. */
const RESOURCE = Uint8Array.from({ length: CHUNKS * MAX_CHUNK_BYTES - 100 }, (_, i) => (i * 7 + (i >> 13)) & 0xff);

function chunkFor({ offset, length }: SnapshotPull): SnapshotChunk {
  const bytes = RESOURCE.slice(offset, offset + length);
  return { type: 'snapshotChunk', tag: TAG, offset, bytes, checksum: crc32c(bytes) };
}

/** A pull from a holder that is the test. */
class Rig {
  readonly clock = new ManualClock();
  readonly place = new TestSnapshots();
  readonly asked: (SnapshotPull & { at: number })[] = [];
  readonly progress: number[] = [];
  /** Pulls that were not looked at yet. */
  inbox: SnapshotPull[] = [];
  /** Chunks that were asked for and are not written. */
  most = 0;
  ending = 'open';
  pull: Pull | undefined;
  readonly stop = new AbortController();
  readonly size: number;
  readonly rate: number;
  readonly silenceLimit: number;

  constructor({
    size = RESOURCE.length,
    rate = Infinity,
    silenceLimit = Infinity,
  }: { size?: number; rate?: number; silenceLimit?: number } = {}) {
    this.size = size;
    this.rate = rate;
    this.silenceLimit = silenceLimit;
  }

  async start(): Promise<void> {
    const writer = await this.place.open().create(OWNER, NAME, this.stop.signal);
    const source = { from: nodeId('a'), tag: TAG, size: this.size };
    this.pull = new Pull(source, writer, this.rate, {
      clock: this.clock,
      silenceLimit: this.silenceLimit,
      send: (_to, message) => {
        if (message.type !== 'snapshotPull') throw new Error('only pulls are sent');
        this.inbox.push(message);
        this.asked.push({ ...message, at: this.clock.now() });
        const ahead = new Set(this.asked.map(({ offset }) => offset).filter((offset) => offset >= this.written));
        this.most = Math.max(this.most, ahead.size);
      },
      onProgress: (received) => {
        this.progress.push(received);
      },
    });
    this.pull
      .run(this.stop.signal)
      .then(() => writer.commit())
      .then(
        () => {
          this.ending = 'done';
        },
        async (error: unknown) => {
          await writer.suspend();
          this.ending = (error as { code?: string }).code ?? String(error);
        },
      );
    await this.clock.settle();
  }

  get written(): number {
    return this.progress[this.progress.length - 1] ?? 0;
  }

  async deliver(...chunks: SnapshotChunk[]): Promise<void> {
    for (const chunk of chunks) this.pull?.received(chunk);
    await this.clock.settle();
  }

  /** Answers by `answer` until the pull has ended; where nothing is asked, time passes. */
  async run(answer: (pull: SnapshotPull, time: number) => readonly SnapshotChunk[], rounds = 200): Promise<void> {
    const times = new Map<number, number>();
    for (let round = 0; this.ending === 'open' && round < rounds; round++) {
      const pulls = this.inbox.splice(0);
      if (pulls.length === 0) await this.clock.advance(250);
      for (const pull of pulls) {
        const time = (times.get(pull.offset) ?? 0) + 1;
        times.set(pull.offset, time);
        await this.deliver(...answer(pull, time));
      }
    }
    await this.clock.settle();
  }

  expectWhole(): void {
    expect(this.ending).to.equal('done');
    const [bytes] = [...this.place.whole.values()];
    expect(Buffer.from(bytes ?? []).equals(Buffer.from(RESOURCE)), 'the bytes are those').to.equal(true);
    expect(this.most, 'the window').to.be.at.most(8);
    expect(this.clock.timers, 'timers left').to.equal(0);
    expect(this.place.violations).to.deep.equal([]);
    expect(this.progress).to.deep.equal([...this.progress].sort((a, b) => a - b));
  }
}

describe('pulling a resource', () => {
  it('asks for each chunk once where nothing is lost', async () => {
    const rig = new Rig();
    await rig.start();
    await rig.run((pull) => [chunkFor(pull)]);
    rig.expectWhole();
    expect(rig.asked.map(({ offset }) => offset)).to.deep.equal(
      Array.from({ length: CHUNKS }, (_, i) => i * MAX_CHUNK_BYTES),
    );
  });

  const faults: readonly (readonly [string, (chunk: SnapshotChunk, held: SnapshotChunk[]) => SnapshotChunk[]])[] = [
    ['lost', () => []],
    ['repeated', (chunk) => [chunk, chunk, chunk]],
    ['damaged', (chunk) => [{ ...chunk, bytes: chunk.bytes.map((byte, i) => (i === 50 ? byte ^ 1 : byte)) }]],
    ['given a wrong checksum', (chunk) => [{ ...chunk, checksum: chunk.checksum ^ 1 }]],
    ['answered with another place', (chunk) => [{ ...chunk, offset: chunk.offset + 1 }]],
    ['answered with too much', (chunk) => [{ ...chunk, bytes: new Uint8Array(chunk.bytes.length + 1) }]],
    [
      'late',
      (chunk, held) => {
        held.push(chunk);
        return [];
      },
    ],
  ];
  for (const [what, fault] of faults) {
    it(`S4: completes with at most a chunk more when any one of ten is ${what}`, async () => {
      for (let k = 0; k < CHUNKS; k++) {
        const rig = new Rig();
        const held: SnapshotChunk[] = [];
        await rig.start();
        await rig.run((pull, time) => {
          const chunk = chunkFor(pull);
          if (pull.offset === k * MAX_CHUNK_BYTES && time === 1) return fault(chunk, held);
          // What was late comes twice then: once late, once asked for again.
          return [...held.splice(0), chunk];
        });
        rig.expectWhole();
        expect(rig.asked.length, `chunk ${String(k)}`).to.be.at.most(CHUNKS + 1);
      }
    });
  }

  it('S4: takes chunks in any order, and writes them in theirs', async () => {
    const rig = new Rig();
    await rig.start();
    while (rig.ending === 'open') {
      const pulls = rig.inbox.splice(0).reverse();
      expect(pulls).to.not.have.length(0);
      await rig.deliver(...pulls.map(chunkFor));
    }
    rig.expectWhole();
    expect(rig.asked).to.have.length(CHUNKS);
  });

  it('S4: takes nothing after its end, and nothing that was not asked for', async () => {
    const rig = new Rig();
    await rig.start();
    const far = chunkFor({ type: 'snapshotPull', tag: TAG, offset: 9 * MAX_CHUNK_BYTES, length: MAX_CHUNK_BYTES });
    await rig.deliver(far);
    await rig.run((pull) => [chunkFor(pull)]);
    rig.expectWhole();
    await rig.deliver(far, far);
    rig.expectWhole();
  });

  it('S10: never holds more than its window while the disk is slow', async () => {
    const rig = new Rig();
    const writes: (() => void)[] = [];
    rig.place.before = (call) => (call === 'write' ? new Promise((resolve) => writes.push(resolve)) : undefined);
    await rig.start();
    for (let i = 0; i < 4; i++) {
      await rig.deliver(...rig.inbox.splice(0).map(chunkFor));
      await rig.clock.advance(5_000);
    }
    expect(writes, 'one write at a time').to.have.length(1);
    expect(rig.asked, 'what has come is not asked for again').to.have.length(8);
    while (rig.ending === 'open') {
      writes.shift()?.();
      await rig.clock.settle();
      await rig.deliver(...rig.inbox.splice(0).map(chunkFor));
    }
    rig.expectWhole();
  });

  it('S10: a link that is slower than its patience carries its window three times too often at most, at the beginning', async () => {
    for (const perChunk of [600, 1_500, 2_500, 4_000]) {
      const rig = new Rig();
      await rig.start();
      let carried = 0;
      for (; rig.ending === 'open' && carried < 100; carried++) {
        // The holder answers in order, one chunk after the other.
        await rig.clock.advance(perChunk);
        const next = rig.inbox.shift();
        if (next !== undefined) await rig.deliver(chunkFor(next));
      }
      rig.expectWhole();
      expect(carried, `${String(perChunk)} ms a chunk`).to.be.at.most(CHUNKS + 3 * 8);
    }
  });

  it('keeps to its rate, with a second of it in one go at most', async () => {
    const rate = 2 * MAX_CHUNK_BYTES;
    const rig = new Rig({ rate });
    await rig.start();
    const begun = rig.clock.now();
    while (rig.ending === 'open') {
      await rig.deliver(...rig.inbox.splice(0).map(chunkFor));
      await rig.clock.advance(10);
    }
    rig.expectWhole();
    for (const [i, { at }] of rig.asked.entries())
      expect((i + 1) * MAX_CHUNK_BYTES, `after ${String(at - begun)} ms`).to.be.at.most(
        rate * (1 + (at - begun) / 1000) + MAX_CHUNK_BYTES,
      );
    expect(rig.clock.now() - begun).to.be.within(3_000, 6_000);
  });

  it('asks again, and does not spin, while nobody answers', async () => {
    const rig = new Rig();
    await rig.start();
    await rig.clock.advance(60_000);
    expect(rig.ending).to.equal('open');
    expect(rig.asked.length).to.be.within(2 * 8, 20 * 8);
    expect(rig.clock.timers).to.equal(1);
    await rig.run((pull) => [chunkFor(pull)]);
    rig.expectWhole();
  });

  it('S7: ends where its holder has been silent for too long, so that others have its place', async () => {
    const rig = new Rig({ silenceLimit: 30_000 });
    await rig.start();
    await rig.clock.advance(20_000);
    const [first] = rig.inbox.splice(0);
    if (first === undefined) throw new Error('nothing is asked for');
    await rig.deliver(chunkFor(first));
    await rig.clock.advance(29_000);
    expect(rig.ending, 'it has said something since').to.equal('open');
    await rig.clock.advance(2_000);
    expect(rig.ending).to.equal('UNAVAILABLE');
    expect(rig.clock.timers, 'timers left').to.equal(0);
  });

  it('S7: is not silent that nothing is asked of: a slow disk, or a low rate, is no fault of the holder', async () => {
    const rig = new Rig({ silenceLimit: 2_000, rate: MAX_CHUNK_BYTES / 10 });
    await rig.start();
    await rig.run((pull) => [chunkFor(pull)], 2_000);
    rig.expectWhole();
    const slow = new Rig({ silenceLimit: 2_000 });
    await slow.start();
    slow.place.before = (call) =>
      call === 'write'
        ? new Promise((resolve) => {
            slow.clock.setTimer(5_000, resolve);
          })
        : undefined;
    await slow.run((pull) => [chunkFor(pull)], 2_000);
    slow.expectWhole();
  });

  it('S4: goes on where it was suspended, and not from 0', async () => {
    const rig = new Rig();
    await rig.start();
    for (const pull of rig.inbox.splice(0, 3)) await rig.deliver(chunkFor(pull));
    rig.stop.abort();
    await rig.clock.settle();
    expect([rig.ending, rig.clock.timers]).to.deep.equal(['ABORTED', 0]);
    const again = new Rig();
    for (const [path, bytes] of rig.place.partial) again.place.partial.set(path, bytes);
    await again.start();
    expect(again.asked[0]?.offset).to.equal(3 * MAX_CHUNK_BYTES);
    await again.run((pull) => [chunkFor(pull)]);
    again.expectWhole();
  });

  it('ends at once where all is there already', async () => {
    const rig = new Rig();
    await rig.start();
    await rig.run((pull) => [chunkFor(pull)]);
    const again = new Rig();
    again.place.partial.set([...rig.place.whole.keys()][0] ?? '', RESOURCE);
    await again.start();
    again.expectWhole();
    expect(again.asked).to.have.length(0);
  });

  for (const [what, end, code] of [
    ['is given up', (rig: Rig) => rig.stop.abort(), 'ABORTED'],
    ['is gone at its holder', (rig: Rig) => rig.pull?.gone(new SnapshotNotFoundError('gone')), 'SNAPSHOT_NOT_FOUND'],
  ] as const) {
    it(`ends where it ${what}, after the write that is under way`, async () => {
      const rig = new Rig();
      let finish: (() => void) | undefined;
      rig.place.before = (call) =>
        call === 'write'
          ? new Promise((resolve) => {
              finish = resolve;
            })
          : undefined;
      await rig.start();
      await rig.deliver(...rig.inbox.splice(0, 2).map(chunkFor));
      end(rig);
      await rig.clock.settle();
      finish?.();
      await rig.clock.settle();
      expect(rig.ending).to.equal(code);
      expect(rig.place.violations, 'one call at a time').to.deep.equal([]);
      expect(rig.clock.timers).to.equal(0);
      await rig.deliver(...rig.inbox.splice(0).map(chunkFor));
      expect(rig.written).to.be.at.most(MAX_CHUNK_BYTES);
    });
  }

  it('fails with the writer', async () => {
    const rig = new Rig();
    rig.place.before = (call) =>
      call === 'write' ? Promise.reject(new SnapshotStoreError('full', { retryable: true })) : undefined;
    await rig.start();
    await rig.run((pull) => [chunkFor(pull)]);
    expect([rig.ending, rig.clock.timers, rig.place.violations]).to.deep.equal(['SNAPSHOT_STORE', 0, []]);
  });

  it('S4: a resource that is shorter than was said is damaged: nobody asks for its end for ever', async () => {
    for (const more of [1, MAX_CHUNK_BYTES, 5 * MAX_CHUNK_BYTES]) {
      const rig = new Rig({ size: RESOURCE.length + more });
      await rig.start();
      await rig.run((pull) => [chunkFor(pull)]);
      expect(rig.ending, `${String(more)} bytes too few`).to.equal(new CorruptionError('').code);
      expect(rig.clock.timers).to.equal(0);
    }
  });
});
