import type { SnapshotWriter } from '@lolraft/raft-core';
import type { ConformanceCase, ConformanceGroup } from '../../case.js';
import { check, equal } from '../../checks.js';
import { refusal } from '../../../aids/refusal.js';
import { MIB, pattern } from '../../../aids/bytes.js';
import { nextName, OWNER, PEER } from '../samples.js';
import type { SnapshotFactory, SnapshotPlace } from '../suite.js';
import { Trial, writeAll } from '../trial.js';

export function lifecycleCases(factory: SnapshotFactory): ConformanceGroup {
  const trial = (title: string, body: (trial: Trial) => Promise<void>) => Trial.case(factory, title, body);
  return {
    title: 'close and crash',
    cases: [
      trial('after close every call is refused, and close again does nothing', async (trial) => {
        const { store } = trial;
        const { tag } = await trial.put(pattern(100));
        await Promise.all([store.close(), store.close()]);
        await store.close();
        await refusal(store.create(OWNER, nextName()), 'CLOSED', 'create');
        await refusal(trial.get(tag), 'CLOSED', 'open');
        await refusal(store.adopt(PEER, nextName(), tag), 'CLOSED', 'adopt');
        await refusal(store.delete(OWNER, tag), 'CLOSED', 'delete');
        await refusal(trial.list(), 'CLOSED', 'list');
      }),

      trial('close suspends what is in the making', async (trial) => {
        const bytes = pattern(2 * MIB);
        const name = nextName();
        const saved = await trial.put(pattern(10));
        const writer = await trial.store.create(OWNER, name);
        await writeAll(writer, bytes.subarray(0, MIB + 5));
        const idle = await trial.store.create(PEER, nextName());
        await trial.store.close();
        await refusal(writer.write(pattern(10)), 'CLOSED', 'write after close');
        await refusal(writer.commit(), 'CLOSED', 'commit after close');
        await refusal(idle.commit(), 'CLOSED', 'commit after close');
        await writer.suspend();
        await writer.abort();
        await idle.abort();

        trial.store = await trial.another();
        await trial.expectWhole(OWNER, [saved], 'after close');
        const again = await trial.store.create(OWNER, name);
        check(again.offset <= MIB + 5, `offset ${again.offset}`);
        await writeAll(again, bytes.subarray(again.offset));
        const { tag } = await again.commit();
        await trial.verify(tag, bytes, 'gone on with');
      }),

      trial('close ends what is under way', async (trial) => {
        const bytes = pattern(3 * MIB);
        const { tag } = await trial.put(bytes);
        const settled: string[] = [];
        const watch = (what: string, promise: Promise<unknown>): Promise<unknown> =>
          promise.then(
            () => settled.push(`${what} done`),
            () => settled.push(`${what} refused`),
          );
        const writer = await trial.store.create(OWNER, nextName());
        const iterator = trial.store.open(tag)[Symbol.asyncIterator]();
        await iterator.next();
        const all = [
          watch('write', writeAll(writer, bytes)),
          watch('read', trial.get(tag)),
          watch('list', trial.list()),
          watch('create', trial.store.create(OWNER, nextName())),
          watch('adopt', trial.store.adopt(PEER, nextName(), tag)),
        ];
        await trial.store.close();
        await Promise.all(all);
        equal(settled.length, all.length, 'calls that were settled');
        await refusal(iterator.next(), 'CLOSED', 'the next step of a reader');
        await writer.abort();

        trial.store = await trial.another();
        await trial.expectWholeOnesAre(bytes, 'after close');
        await trial.verify(tag, bytes, 'after close');
        await trial.expectRemains(OWNER, 2, 'after close');
        await trial.expectRemains(PEER, 1, 'after close');
      }),

      trial('close during commit: whole, or not there', async (trial) => {
        const bytes = pattern(MIB + 1, 4);
        const writer = await trial.store.create(OWNER, nextName());
        await writeAll(writer, bytes);
        const commit = writer.commit().then(
          () => true,
          () => false,
        );
        await trial.store.close();
        const committed = await commit;
        trial.store = await trial.another();
        const whole = (await trial.list()).filter(({ partial }) => !partial);
        check(!committed || whole.length === 1, 'a commit that was confirmed is not there');
        await trial.expectWholeOnesAre(bytes, 'after close');
      }),

      trial('many stores come and go', async (trial) => {
        const bytes = pattern(1000);
        const { tag } = await trial.put(bytes);
        for (let i = 0; i < 10; i++) {
          await trial.reopen();
          await trial.verify(tag, bytes, 'after close and open');
        }
      }),

      ...crashCases(factory),
    ],
  };
}

function crashCases(factory: SnapshotFactory): ConformanceCase[] {
  const trial = (title: string, body: (trial: Trial, crash: NonNullable<SnapshotPlace['crash']>) => Promise<void>) =>
    Trial.case(factory, title, async (trial) => {
      const { place } = trial;
      // A place that cannot crash has nothing to show here.
      if (place.crash !== undefined) await body(trial, (store) => place.crash?.(store) ?? Promise.resolve());
    });
  return [
    trial('a crash keeps what was committed, and nothing else becomes whole', async (trial, crash) => {
      const bytes = pattern(MIB);
      const saved = [await trial.put(bytes), await trial.put(pattern(0))];
      const adopted = await trial.store.adopt(OWNER, nextName(), (saved[0] ?? { tag: new Uint8Array() }).tag);
      const open: SnapshotWriter[] = [];
      for (const size of [0, 10, 100_000, 2 * MIB]) {
        const writer = await trial.store.create(OWNER, nextName());
        await writeAll(writer, pattern(size));
        open.push(writer);
      }
      await trial.crash(crash);
      const whole = [...saved, { ...saved[0], tag: adopted, size: bytes.length, checksum: 0 }];
      await trial.expectWhole(OWNER, whole, 'after a crash');
      await trial.verify(adopted, bytes, 'after a crash');
      for (const { tag, size } of saved) await trial.verify(tag, size === 0 ? pattern(0) : bytes, 'after a crash');
      await trial.expectRemains(OWNER, open.length, 'after a crash');
      await trial.expectWhole(OWNER, whole, 'after the remains were deleted');
    }),

    trial('what a crash interrupted is gone on with, or begun again', async (trial, crash) => {
      const bytes = pattern(3 * MIB, 2);
      const name = nextName();
      let offset = 0;
      for (let life = 0; life < 4; life++) {
        const writer = await trial.store.create(OWNER, name);
        check(writer.offset <= offset + MIB, `offset ${writer.offset} of ${offset + MIB} bytes`);
        offset = writer.offset;
        await writeAll(writer, bytes.subarray(offset, offset + MIB), 50_000);
        await trial.crash(crash);
      }
      const writer = await trial.store.create(OWNER, name);
      await writeAll(writer, bytes.subarray(writer.offset));
      const { tag } = await writer.commit();
      await trial.verify(tag, bytes, 'after several crashes');
    }),

    trial('a crash during commit: whole, or not there', async (trial, crash) => {
      for (let round = 0; round < 4; round++) {
        const bytes = pattern(200_000, round + 1);
        const writer = await trial.store.create(OWNER, nextName(round));
        await writeAll(writer, bytes);
        const commit = writer.commit().then(
          () => true,
          () => false,
        );
        for (let turn = 0; turn < round; turn++) await trial.list(PEER);
        await trial.crash(crash);
        const committed = await Promise.race([commit, Promise.resolve(false)]);
        const whole = (await trial.list()).filter(({ partial }) => !partial);
        check(!committed || whole.length === 1, 'a commit that was confirmed is not there');
        await trial.expectWholeOnesAre(bytes, 'after a crash');
        for (const { tag } of await trial.list()) await trial.store.delete(OWNER, tag);
      }
    }),
  ];
}
