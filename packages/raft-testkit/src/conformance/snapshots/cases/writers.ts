import { crc32c, snapshotTag, type SnapshotWriter } from '@lolraft/raft-core';
import type { ConformanceGroup } from '../../case.js';
import { check, equal } from '../../checks.js';
import { refusal } from '../../../aids/refusal.js';
import { KIB, MIB, pattern } from '../../../aids/bytes.js';
import { nextName, OWNER, PEER } from '../samples.js';
import type { SnapshotFactory } from '../suite.js';
import { Trial, writeAll } from '../trial.js';

const SIZES = [0, 1000, 3 * MIB];

export function writerCases(factory: SnapshotFactory): ConformanceGroup {
  const trial = (title: string, body: (trial: Trial) => Promise<void>) => Trial.case(factory, title, body);
  return {
    title: 'writers',
    cases: [
      trial('nothing is to be seen before commit', async (trial) => {
        for (const size of SIZES) {
          const name = nextName();
          const writer = await trial.store.create(OWNER, name);
          const hidden = async (when: string): Promise<void> => {
            await trial.expectWhole(OWNER, [], `${size} bytes, ${when}`);
            const read = trial.get(snapshotTag(OWNER, name));
            await refusal(read, 'SNAPSHOT_NOT_FOUND', `${size} bytes, ${when}: open`);
          };
          await hidden('after create');
          await writeAll(writer, pattern(size));
          await hidden('after write');
          const saved = await writer.commit();
          await trial.expectWhole(OWNER, [saved], 'after commit');
          await trial.store.delete(OWNER, saved.tag);
        }
      }),

      trial('abort leaves nothing, and may be called again', async (trial) => {
        for (const size of SIZES) {
          const name = nextName();
          const writer = await trial.store.create(OWNER, name);
          await writeAll(writer, pattern(size));
          await Promise.all([writer.abort(), writer.abort()]);
          await writer.abort();
          await writer.suspend();
          equal(await trial.list(), [], `${size} bytes, after abort`);
          await refusal(writer.write(pattern(1)), 'INVALID_ARGUMENT', 'write after abort');
          await refusal(writer.commit(), 'INVALID_ARGUMENT', 'commit after abort');
          const again = await trial.put(pattern(size, 2), { name });
          await trial.verify(again.tag, pattern(size, 2), 'the same name after abort');
          await trial.store.delete(OWNER, again.tag);
        }
      }),

      trial('abort and suspend do nothing after commit', async (trial) => {
        const bytes = pattern(100_000);
        const writer = await trial.store.create(OWNER, nextName());
        await writer.write(bytes);
        const saved = await writer.commit();
        await writer.abort();
        await writer.suspend();
        await refusal(writer.write(pattern(1)), 'INVALID_ARGUMENT', 'write after commit');
        await refusal(writer.commit(), 'INVALID_ARGUMENT', 'commit after commit');
        await trial.expectWhole(OWNER, [saved], 'after abort and suspend');
        await trial.verify(saved.tag, bytes, 'after abort and suspend');
      }),

      ...[false, true].map((reopen) =>
        trial(`a suspended one is gone on with${reopen ? ', by the next process' : ''}`, async (trial) => {
          for (const written of [0, 1, 64 * KIB, 300_000, 2 * MIB + 5]) {
            const bytes = pattern(3 * MIB, written + 1);
            const name = nextName();
            const first = await trial.store.create(OWNER, name);
            await writeAll(first, bytes.subarray(0, written));
            await Promise.all([first.suspend(), first.suspend()]);
            await refusal(first.write(pattern(1)), 'INVALID_ARGUMENT', 'write after suspend');
            await trial.expectWhole(OWNER, [], 'after suspend');
            if (reopen) await trial.reopen();

            const second = await trial.store.create(OWNER, name);
            check(second.offset <= written, `offset ${second.offset} of ${written} bytes`);
            await writeAll(second, bytes.subarray(second.offset));
            const saved = await second.commit();
            equal([saved.size, saved.checksum], [bytes.length, crc32c(bytes)], 'size and checksum');
            await trial.verify(saved.tag, bytes, `suspended after ${written} bytes`);
            await trial.expectWhole(OWNER, [saved], 'after commit');
            equal((await trial.list()).length, 1, 'resources after commit');
            await trial.store.delete(OWNER, saved.tag);
          }
        }),
      ),

      trial('one is suspended, gone on with and aborted', async (trial) => {
        const name = nextName();
        const first = await trial.store.create(OWNER, name);
        await writeAll(first, pattern(2 * MIB));
        await first.suspend();
        const second = await trial.store.create(OWNER, name);
        await second.abort();
        equal(await trial.list(), [], 'after abort');
        const third = await trial.store.create(OWNER, name);
        equal(third.offset, 0, 'the offset after abort');
        await third.abort();
      }),

      trial('a suspended one is listed as partial, and deleted', async (trial) => {
        const name = nextName();
        const writer = await trial.store.create(OWNER, name);
        await writeAll(writer, pattern(MIB));
        await writer.suspend();
        const whole = await trial.put(pattern(10));
        const isListed = (await trial.list()).some(({ partial }) => partial);
        await trial.expectRemains(OWNER, 1, 'after suspend');
        await trial.expectWhole(OWNER, [whole], 'after delete');
        const again = await trial.store.create(OWNER, name);
        equal(again.offset, 0, isListed ? 'the offset after delete' : 'the offset where nothing was listed');
        await again.abort();
      }),

      trial('a name is used once', async (trial) => {
        const name = nextName();
        const bytes = pattern(5000);
        const { tag } = await trial.put(bytes, { name });
        await refusal(trial.store.create(OWNER, name), 'SNAPSHOT_EXISTS', 'a second resource of one name');
        await trial.reopen();
        await refusal(trial.store.create(OWNER, name), 'SNAPSHOT_EXISTS', 'the same after close and open');
        await trial.verify(tag, bytes, 'the first one');
        // Under another owner it is another name.
        await trial.put(pattern(10), { name, owner: PEER });
        await trial.verify(tag, bytes, 'the first one');
      }),

      trial('a name in the making is refused to others', async (trial) => {
        const name = nextName();
        const bytes = pattern(5000);
        const outcomes = await Promise.allSettled([
          trial.store.create(OWNER, name),
          trial.store.create(OWNER, name),
          trial.store.create(OWNER, name),
        ]);
        const made: SnapshotWriter[] = [];
        for (const outcome of outcomes) {
          if (outcome.status === 'fulfilled') made.push(outcome.value);
          else await refusal(Promise.reject(outcome.reason as Error), 'SNAPSHOT_EXISTS', 'a second writer of one name');
        }
        const [writer] = made;
        check(made.length === 1 && writer !== undefined, `${made.length} writers of one name`);
        await writer.write(bytes);
        await refusal(
          trial.store.delete(OWNER, snapshotTag(OWNER, name)),
          'INVALID_ARGUMENT',
          'delete of one in the making',
        );
        const { tag } = await writer.commit();
        await trial.verify(tag, bytes, 'the one writer’s');
      }),

      trial('several writers at once', async (trial) => {
        const all = await Promise.all(
          Array.from({ length: 8 }, async (_, i) => {
            const bytes = pattern(i * 200_000, i + 1);
            const writer = await trial.store.create(i % 2 === 0 ? OWNER : PEER, nextName(i));
            await writeAll(writer, bytes, 30_000 + i);
            if (i === 5) {
              await writer.abort();
              return undefined;
            }
            return { saved: await writer.commit(), bytes };
          }),
        );
        for (const each of all)
          if (each !== undefined) await trial.verify(each.saved.tag, each.bytes, 'one of several');
        equal([(await trial.list(OWNER)).length, (await trial.list(PEER)).length], [4, 3], 'resources of each');
      }),

      trial('a signal that has fired refuses create', async (trial) => {
        const name = nextName();
        const create = trial.store.create(OWNER, name, AbortSignal.abort());
        await refusal(create, 'ABORTED', 'create with a signal that has fired');
        equal(await trial.list(), [], 'after that');
        await trial.put(pattern(10), { name });
      }),

      trial('the signal of create ends write and commit; abort and suspend work', async (trial) => {
        for (const end of ['abort', 'suspend'] as const) {
          for (const size of SIZES) {
            const controller = new AbortController();
            const name = nextName();
            const writer = await trial.store.create(OWNER, name, controller.signal);
            await writeAll(writer, pattern(size));
            controller.abort();
            await refusal(writer.write(pattern(100)), 'ABORTED', 'write after the signal');
            await writer[end]();
            await trial.expectWhole(OWNER, [], `after ${end}`);
            await trial.expectRemains(OWNER, end === 'abort' ? 0 : 1, `after ${end}`);
          }
        }
        const controller = new AbortController();
        const writer = await trial.store.create(OWNER, nextName(), controller.signal);
        await writer.write(pattern(100));
        controller.abort();
        await refusal(writer.commit(), 'ABORTED', 'commit after the signal');
        await writer.suspend();
        await trial.expectWhole(OWNER, [], 'after that');
      }),

      trial('a signal that fires during a write or a commit', async (trial) => {
        for (let round = 0; round < 6; round++) {
          const controller = new AbortController();
          const bytes = pattern(2 * MIB, round + 1);
          const writer = await trial.store.create(OWNER, nextName(round), controller.signal);
          const done = writeAll(writer, bytes).then(() => writer.commit());
          for (let turn = 0; turn < round * 3; turn++) await trial.list(PEER);
          controller.abort();
          const saved = await done.catch(() => undefined);
          await writer.suspend();
          if (saved !== undefined) await trial.verify(saved.tag, bytes, 'one that came before the signal');
          await trial.expectWholeOnesAre(bytes, 'one whose commit was cut');
          for (const { tag } of await trial.list()) await trial.store.delete(OWNER, tag);
        }
      }),
    ],
  };
}
