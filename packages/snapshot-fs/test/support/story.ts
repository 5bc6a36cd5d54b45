import { snapshotTag, type SnapshotStore } from '@lolraft/raft-core';
import {
  getSnapshot,
  listSnapshots,
  MIB,
  pattern,
  putSnapshot,
  SNAPSHOT_OWNER,
  SNAPSHOT_PEER,
  snapshotName,
} from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { FsSnapshots } from '../../src/index.js';

const SMALL = pattern(300_000, 3);
/** Over a checkpoint. */
const LARGE = pattern(9 * MIB, 4);

/** What has been confirmed to the caller: names of whole snapshots of SNAPSHOT_OWNER (`a`, `b`) and SNAPSHOT_PEER (`c`), and of those that may be gone. */
export type Said = 'a' | 'b' | 'c' | 'deleting a';

/** Every kind of call, in an order that leaves nothing out. */
export async function story(store: SnapshotStore, say: (said: Said) => void): Promise<void> {
  const { tag } = await putSnapshot(store, SMALL, snapshotName(1));
  say('a');
  const first = await store.create(SNAPSHOT_OWNER, snapshotName(2));
  await first.write(LARGE.subarray(0, 8 * MIB + 1000));
  await first.suspend();
  await putSnapshot(store, LARGE, snapshotName(2));
  say('b');
  await store.adopt(SNAPSHOT_PEER, snapshotName(3), tag);
  say('c');
  say('deleting a');
  await store.delete(SNAPSHOT_OWNER, tag);
  const aborted = await store.create(SNAPSHOT_OWNER, snapshotName(4));
  await aborted.write(SMALL);
  await aborted.abort();
}

/** A folder after a story that ended anywhere: what was confirmed is there, nothing half is whole, everything can be gone on with. */
export async function expectSound(folder: string, said: ReadonlySet<Said>): Promise<void> {
  const store = new FsSnapshots(folder, { reserveBytes: 0 });
  const resources = [
    { said: 'a', owner: SNAPSHOT_OWNER, name: snapshotName(1), bytes: SMALL },
    { said: 'b', owner: SNAPSHOT_OWNER, name: snapshotName(2), bytes: LARGE },
    { said: 'c', owner: SNAPSHOT_PEER, name: snapshotName(3), bytes: SMALL },
    { said: undefined, owner: SNAPSHOT_OWNER, name: snapshotName(4), bytes: SMALL },
  ] as const;
  try {
    for (const { said: expected, owner, name, bytes } of resources) {
      const tag = snapshotTag(owner, name);
      const listed = (await listSnapshots(store, owner)).find((each) => Buffer.from(each.tag).equals(tag));
      const mayBeGone = expected === 'a' && said.has('deleting a');
      if (expected !== undefined && said.has(expected) && !mayBeGone) {
        expect(listed, `${expected} was confirmed`).to.deep.include({ partial: false });
      }
      if (listed === undefined) continue;
      if (listed.partial) {
        await putSnapshot(store, bytes, name, owner);
      }
      expect((await getSnapshot(store, tag)).equals(bytes), `content of ${String(expected)}`).to.equal(true);
      await store.delete(owner, tag);
    }
    expect(
      [...(await listSnapshots(store, SNAPSHOT_OWNER)), ...(await listSnapshots(store, SNAPSHOT_PEER))],
      'what is left',
    ).to.deep.equal([]);
  } finally {
    await store.close();
  }
}
