import type { SavedSnapshot } from '@lolraft/raft-core';
import type { ConformanceGroup } from '../../case.js';
import { equal } from '../../checks.js';
import { refusal } from '../../../aids/refusal.js';
import { MIB, pattern } from '../../../aids/bytes.js';
import { foreignTags, NEIGHBOURS, nextName, OWNER, PEER, textOf } from '../samples.js';
import type { SnapshotFactory } from '../suite.js';
import { Trial, writeAll } from '../trial.js';

export function ownerCases(factory: SnapshotFactory): ConformanceGroup {
  const trial = (title: string, body: (trial: Trial) => Promise<void>) => Trial.case(factory, title, body);
  return {
    title: 'owners',
    cases: [
      trial('an owner without resources lists none', async (trial) => {
        equal(await trial.list(), [], 'a fresh owner');
        await trial.put(pattern(10), { owner: PEER });
        equal(await trial.list(), [], 'beside another');
      }),

      trial('each owner lists its own, whole and partial', async (trial) => {
        const saved = new Map<object, SavedSnapshot[]>();
        for (const [i, owner] of [OWNER, ...NEIGHBOURS].entries()) {
          saved.set(owner, [
            await trial.put(pattern(i + 1), { owner, name: nextName(i) }),
            await trial.put(pattern(1000 + i), { owner, name: nextName(i) }),
          ]);
          const writer = await trial.store.create(owner, nextName(i));
          await writeAll(writer, pattern(100));
          await writer.suspend();
        }
        for (const owner of [OWNER, ...NEIGHBOURS]) {
          await trial.expectWhole(owner, saved.get(owner) ?? [], `of ${owner.group} ${owner.node}`);
          await trial.expectRemains(owner, 1, `of ${owner.group} ${owner.node}`);
        }
        await trial.reopen();
        // Everything of one owner goes; the neighbours keep theirs.
        for (const { tag } of await trial.list(OWNER)) await trial.store.delete(OWNER, tag);
        equal(await trial.list(OWNER), [], 'after delete');
        for (const [i, owner] of NEIGHBOURS.entries()) {
          const [first, second] = saved.get(owner) ?? [];
          await trial.expectWhole(owner, saved.get(owner) ?? [], `of ${owner.group} ${owner.node}, afterwards`);
          if (first !== undefined) await trial.verify(first.tag, pattern(i + 2), 'a neighbour’s');
          if (second !== undefined) await trial.verify(second.tag, pattern(1001 + i), 'a neighbour’s');
        }
      }),

      trial('many resources of one owner', async (trial) => {
        const saved: SavedSnapshot[] = [];
        for (let i = 0; i < 40; i++) saved.push(await trial.put(pattern(i), { name: nextName(i, 40 - i) }));
        await trial.expectWhole(OWNER, saved, 'all');
        for await (const _ of trial.store.list(OWNER)) break;
        // Deleting while listing, as a collector of orphans does.
        for await (const { tag } of trial.store.list(OWNER)) await trial.store.delete(OWNER, tag);
        equal(await trial.list(), [], 'after all were deleted');
      }),

      trial('delete is idempotent', async (trial) => {
        const kept = await trial.put(pattern(50));
        const { tag } = await trial.put(pattern(100));
        await trial.store.delete(OWNER, tag);
        await trial.store.delete(OWNER, tag);
        await Promise.all([trial.store.delete(OWNER, tag), trial.store.delete(OWNER, tag)]);
        await trial.expectWhole(OWNER, [kept], 'after delete');
        const writer = await trial.store.create(OWNER, nextName());
        await writeAll(writer, pattern(MIB));
        await writer.suspend();
        for (const each of await trial.list()) await trial.store.delete(OWNER, each.tag);
        equal(await trial.list(), [], 'after everything was deleted');
      }),

      trial('another owner’s is not deleted', async (trial) => {
        const bytes = pattern(100);
        const { tag } = await trial.put(bytes);
        for (const owner of [PEER, ...NEIGHBOURS]) {
          const deletion = trial.store.delete(owner, tag);
          await refusal(deletion, 'INVALID_ARGUMENT', `delete for ${owner.group} ${owner.node}`);
        }
        await trial.verify(tag, bytes, 'after that');
      }),

      trial('tags that no store makes are not deleted', async (trial) => {
        const saved = await trial.put(pattern(100));
        for (const tag of foreignTags()) {
          await refusal(trial.store.delete(OWNER, tag), 'INVALID_ARGUMENT', `delete of ${JSON.stringify(textOf(tag))}`);
        }
        await trial.expectWhole(OWNER, [saved], 'after that');
      }),

      trial('owners and names that are none are refused', async (trial) => {
        const bad = { ...OWNER, node: '../b' as never };
        await refusal(trial.store.create(bad, nextName()), 'INVALID_ARGUMENT', 'create for a path');
        await refusal(trial.list(bad), 'INVALID_ARGUMENT', 'list for a path');
        for (const name of [
          { ...nextName(), nonce: '../x' },
          { ...nextName(), nonce: '' },
          { ...nextName(), index: -1 },
          { ...nextName(), term: 0.5 },
        ]) {
          await refusal(trial.store.create(OWNER, name), 'INVALID_ARGUMENT', `create of ${JSON.stringify(name)}`);
        }
        equal(await trial.list(), [], 'after that');
      }),
    ],
  };
}
