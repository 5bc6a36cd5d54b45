import { snapshotTag } from '@lolraft/raft-core';
import type { ConformanceGroup } from '../../case.js';
import { check, equal, sameBytes } from '../../checks.js';
import { Random } from '../../random.js';
import { refusal } from '../../../aids/refusal.js';
import { KIB, MIB, pattern } from '../../../aids/bytes.js';
import { foreignTags, join, nextName, OWNER, textOf } from '../samples.js';
import type { SnapshotFactory } from '../suite.js';
import { Trial } from '../trial.js';

const EDGES = [0, 1, 4095, 4096, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 256 * KIB, MIB - 1, MIB, MIB + 1];

export function readingCases(factory: SnapshotFactory): ConformanceGroup {
  const trial = (title: string, body: (trial: Trial) => Promise<void>) => Trial.case(factory, title, body);
  return {
    title: 'readers',
    cases: [
      trial('ranges at every border', async (trial) => {
        const bytes = pattern(MIB + 777);
        const { tag } = await trial.put(bytes);
        const ends = [...EDGES, bytes.length - 1, bytes.length];
        for (const from of ends) {
          await expectRange(trial, tag, bytes, from, undefined);
          for (const length of [0, 1, 64 * KIB, bytes.length - from, bytes.length]) {
            await expectRange(trial, tag, bytes, from, length);
          }
        }
        for (const end of ends) await expectRange(trial, tag, bytes, 0, end);
      }),

      trial('ranges anywhere', async (trial) => {
        const bytes = pattern(200_000);
        const { tag } = await trial.put(bytes);
        const random = new Random(11);
        for (let i = 0; i < 40; i++) {
          await expectRange(trial, tag, bytes, random.between(0, bytes.length), random.between(0, bytes.length));
        }
      }),

      trial('ranges of an empty one', async (trial) => {
        const { tag } = await trial.put(new Uint8Array(0));
        for (const length of [undefined, 0, 1]) await expectRange(trial, tag, new Uint8Array(0), 0, length);
        await refusal(trial.get(tag, { from: 1 }), 'INVALID_ARGUMENT', 'a byte behind the end');
      }),

      trial('a range beyond the end, or that is none, is refused', async (trial) => {
        const { tag } = await trial.put(pattern(1000));
        for (const from of [1001, 5000, Number.MAX_SAFE_INTEGER, -1, 0.5, Number.NaN]) {
          await refusal(trial.get(tag, { from }), 'INVALID_ARGUMENT', `from ${from}`);
        }
        for (const length of [-1, 0.5, Number.NaN]) {
          await refusal(trial.get(tag, { length }), 'INVALID_ARGUMENT', `length ${length}`);
        }
        equal((await trial.get(tag, { from: 1000 })).length, 0, 'bytes from the end on');
        equal((await trial.get(tag, { from: 10, length: Number.MAX_SAFE_INTEGER })).length, 990, 'bytes to the end');
      }),

      trial('a reader may leave at any point', async (trial) => {
        const bytes = pattern(3 * MIB);
        const { tag } = await trial.put(bytes);
        for (let leaveAfter = 0; leaveAfter < 4; leaveAfter++) {
          let seen = 0;
          for await (const chunk of trial.store.open(tag)) {
            check(chunk.length > 0, 'an empty chunk');
            if (seen++ === leaveAfter) break;
          }
        }
        // Never begun, and left before the first step.
        trial.store.open(tag);
        const iterator = trial.store.open(tag)[Symbol.asyncIterator]();
        await iterator.return?.();
        for (let i = 0; i < 200; i++) for await (const _ of trial.store.open(tag, { length: 10 })) break;
        await trial.verify(tag, bytes, 'after readers that left');
        await trial.store.delete(OWNER, tag);
      }),

      trial('many readers at once', async (trial) => {
        const bytes = pattern(MIB);
        const { tag } = await trial.put(bytes);
        const writing = trial.put(pattern(MIB, 3));
        await Promise.all(
          Array.from({ length: 12 }, (_, i) =>
            i % 3 === 0
              ? trial.verify(tag, bytes, 'one of many readers')
              : expectRange(trial, tag, bytes, i * 10_000, 64 * KIB),
          ),
        );
        const other = await writing;
        await trial.verify(other.tag, pattern(MIB, 3), 'one that was written meanwhile');
      }),

      trial('a slow reader gets everything', async (trial) => {
        const bytes = pattern(2 * MIB, 8);
        const { tag } = await trial.put(bytes);
        const chunks: Uint8Array[] = [];
        for await (const chunk of trial.store.open(tag)) {
          chunks.push(chunk);
          await trial.list();
        }
        check(sameBytes(join(chunks), bytes), 'a slow reader got other bytes');
      }),

      trial('what is not there is not found', async (trial) => {
        const { tag } = await trial.put(pattern(100));
        await refusal(trial.get(snapshotTag(OWNER, nextName())), 'SNAPSHOT_NOT_FOUND', 'one that never was');
        for (const options of [{ from: 0, length: 0 }, { from: 5 }, { from: 5, length: 5 }]) {
          const read = trial.get(snapshotTag(OWNER, nextName()), options);
          await refusal(read, 'SNAPSHOT_NOT_FOUND', `a range of one that never was: ${JSON.stringify(options)}`);
        }
        await trial.store.delete(OWNER, tag);
        await refusal(trial.get(tag), 'SNAPSHOT_NOT_FOUND', 'one that was deleted');
        await trial.reopen();
        await refusal(trial.get(tag), 'SNAPSHOT_NOT_FOUND', 'one that was deleted, after close and open');
      }),

      trial('tags that no store makes name nothing', async (trial) => {
        for (const tag of foreignTags()) {
          await refusal(trial.get(tag), 'SNAPSHOT_NOT_FOUND', `open of ${JSON.stringify(textOf(tag))}`);
        }
      }),

      trial('a resource that is deleted during reading: its bytes, or an error', async (trial) => {
        const bytes = pattern(4 * MIB, 6);
        const { tag } = await trial.put(bytes);
        const chunks: Uint8Array[] = [];
        const reading = (async () => {
          for await (const chunk of trial.store.open(tag)) {
            chunks.push(chunk);
            if (chunks.length === 1) await trial.store.delete(OWNER, tag);
          }
          return 'to the end';
        })();
        const end = await reading.catch(() => 'an error');
        const read = join(chunks);
        check(sameBytes(read, bytes.subarray(0, read.length)), 'other bytes than were written');
        check(end === 'an error' || read.length === bytes.length, `${read.length} bytes, and then a quiet end`);
        await refusal(trial.get(tag), 'SNAPSHOT_NOT_FOUND', 'open after delete');
      }),

      trial('a signal ends reading', async (trial) => {
        const { tag } = await trial.put(pattern(3 * MIB));
        await refusal(trial.get(tag, { signal: AbortSignal.abort() }), 'ABORTED', 'a signal that has fired');
        const controller = new AbortController();
        const reading = (async () => {
          for await (const _ of trial.store.open(tag, { signal: controller.signal })) controller.abort();
        })();
        await refusal(reading, 'ABORTED', 'a signal that fires between two steps');
        const during = new AbortController();
        const cut = trial.get(tag, { signal: during.signal });
        during.abort();
        await refusal(cut, 'ABORTED', 'a signal that fires during the first step');
      }),
    ],
  };
}

async function expectRange(
  trial: Trial,
  tag: Uint8Array,
  bytes: Uint8Array,
  from: number,
  length: number | undefined,
): Promise<void> {
  const read = await trial.get(tag, { from, ...(length === undefined ? {} : { length }) });
  const expected = bytes.subarray(from, length === undefined ? undefined : from + length);
  const what = `from ${from}, length ${String(length)}`;
  check(read.length === expected.length, `${what}: ${read.length} bytes instead of ${expected.length}`);
  check(sameBytes(read, expected), `${what}: other bytes`);
}
