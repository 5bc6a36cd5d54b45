import { snapshotTag } from '@lolraft/raft-core';
import type { ConformanceGroup } from '../../case.js';
import { check, equal } from '../../checks.js';
import { refusal } from '../../../aids/refusal.js';
import { MIB, pattern } from '../../../aids/bytes.js';
import { foreignTags, nextName, OWNER, PEER, textOf } from '../samples.js';
import type { SnapshotFactory } from '../suite.js';
import { Trial } from '../trial.js';

export function adoptionCases(factory: SnapshotFactory): ConformanceGroup {
  const trial = (title: string, body: (trial: Trial) => Promise<void>) => Trial.case(factory, title, body);
  return {
    title: 'adoption',
    cases: [
      trial('stores of one place agree on their realm', async (trial) => {
        const other = await trial.another();
        equal(other.realm, trial.store.realm, 'realm');
        if (other.realm !== undefined) check(other.realm.length > 0, 'an empty realm');
      }),

      trial('a copy is the adopter’s own, and outlives its source', async (trial) => {
        for (const size of [0, 1, 1000, 2 * MIB + 3, ...(factory.borders ?? []).flatMap((n) => [n, n + 1])]) {
          const bytes = pattern(size, size + 1);
          const source = await trial.put(bytes);
          const adopter = trial.store.realm === undefined ? trial.store : await trial.another();
          const name = nextName();
          const tag = await adopter.adopt(PEER, name, source.tag);
          check(textOf(tag) !== textOf(source.tag), 'the copy has its source’s tag');
          await trial.expectWhole(OWNER, [source], 'the source’s owner');
          await trial.expectWhole(PEER, [{ ...source, tag }], 'the adopter');
          await refusal(adopter.delete(PEER, source.tag), 'INVALID_ARGUMENT', 'delete of the source by the adopter');
          await refusal(adopter.create(PEER, name), 'SNAPSHOT_EXISTS', 'a second resource of the copy’s name');
          await refusal(adopter.adopt(PEER, name, source.tag), 'SNAPSHOT_EXISTS', 'a second copy of one name');
          await trial.store.delete(OWNER, source.tag);
          await trial.verify(tag, bytes, `a copy of ${size} bytes`, adopter);
          await trial.verify(tag, bytes, `a copy of ${size} bytes, read by another`);
          await adopter.delete(PEER, tag);
          equal([await trial.list(OWNER), await trial.list(PEER)], [[], []], 'after both were deleted');
        }
      }),

      trial('a copy that is deleted leaves its source', async (trial) => {
        const bytes = pattern(100_000);
        const source = await trial.put(bytes);
        const tag = await trial.store.adopt(PEER, nextName(), source.tag);
        await trial.store.delete(PEER, tag);
        await trial.verify(source.tag, bytes, 'the source');
      }),

      trial('a copy of a copy, and within one owner', async (trial) => {
        const bytes = pattern(10_000);
        const { tag } = await trial.put(bytes);
        const second = await trial.store.adopt(PEER, nextName(), tag);
        const third = await trial.store.adopt(PEER, nextName(), second);
        await trial.store.delete(OWNER, tag);
        await trial.store.delete(PEER, second);
        await trial.verify(third, bytes, 'the copy of the copy');
      }),

      trial('the copy survives a restart', async (trial) => {
        const bytes = pattern(10_000, 2);
        const { tag } = await trial.put(bytes);
        const copy = await trial.store.adopt(PEER, nextName(), tag);
        await trial.reopen();
        await trial.verify(copy, bytes, 'after close and open');
      }),

      trial('a source that is not there is not found', async (trial) => {
        const missing = snapshotTag(OWNER, nextName());
        await refusal(trial.store.adopt(PEER, nextName(), missing), 'SNAPSHOT_NOT_FOUND', 'a missing source');
        const writer = await trial.store.create(OWNER, nextName());
        await writer.write(pattern(10));
        await writer.suspend();
        for (const { tag } of await trial.list(OWNER)) {
          await refusal(trial.store.adopt(PEER, nextName(), tag), 'SNAPSHOT_NOT_FOUND', 'a partial source');
        }
        for (const tag of foreignTags()) {
          const adoption = trial.store.adopt(PEER, nextName(), tag);
          await refusal(adoption, 'SNAPSHOT_NOT_FOUND', `adopt of ${JSON.stringify(textOf(tag))}`);
        }
        equal(await trial.list(PEER), [], 'after that');
      }),

      trial('a signal that has fired refuses it', async (trial) => {
        const { tag } = await trial.put(pattern(1000));
        const adoption = trial.store.adopt(PEER, nextName(), tag, AbortSignal.abort());
        await refusal(adoption, 'ABORTED', 'adopt with a signal that has fired');
        equal(await trial.list(PEER), [], 'after that');
      }),

      trial('several copies at once', async (trial) => {
        const bytes = pattern(MIB, 3);
        const { tag } = await trial.put(bytes);
        const copies = await Promise.all(Array.from({ length: 5 }, () => trial.store.adopt(PEER, nextName(), tag)));
        for (const copy of copies) await trial.verify(copy, bytes, 'one of several copies');
        equal((await trial.list(PEER)).length, copies.length, 'copies that are listed');
      }),
    ],
  };
}
