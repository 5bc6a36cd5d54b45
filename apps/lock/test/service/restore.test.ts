import { lockErrorCode } from '@lolraft/lock-client';
import { changeSnapshot, type RestoreSource } from '@lolraft/raft-core';
import { RESTORE_GAP } from '@lolraft/node-kit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { LOCK_BACKUP } from '../../src/node-app.js';
import { Cluster, type Node, sessionOf } from './support/cluster.js';

/** What the leader has applied, as `lock serve --restore` takes it from a file. */
async function backupOf(cluster: Cluster, { group }: Node): Promise<RestoreSource> {
  await cluster.done(group.takeSnapshot(), 'the snapshot', 60_000);
  const pieces: Uint8Array[] = [];
  const reading = (async () => {
    for await (const { bytes } of group.readSnapshot(new AbortController().signal)) pieces.push(bytes.slice());
  })();
  await cluster.done(reading, 'reading it', 60_000);
  async function* read(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* pieces;
  }
  return () => changeSnapshot(read(), { index: (taken) => taken + RESTORE_GAP, state: LOCK_BACKUP.restored! });
}

describe('a restored lock service', () => {
  it('grants tokens above all of the old cluster, also those after the backup; and old sessions are gone', async () => {
    let source: RestoreSource;
    let newest = 0;
    {
      await using old = await Cluster.start(1);
      const leader = await old.leader();
      await old.open(leader, 1);
      await old.open(leader, 2);
      const { token: first } = await old.done(old.acquire(leader, 1, 1, 'a'));
      const queued = await old.done(old.acquire(leader, 2, 1, 'a', { queue: true }));
      expect(queued.position).to.equal(1);
      source = await backupOf(old, leader);
      // What the backup does not know: the holder has given the lock back, and the next one holds it under a newer token.
      await old.ask(leader, 'Release', { session: sessionOf(1), request: 1 });
      const { token: second } = await old.done(old.acquire(leader, 2, 1, 'a'));
      newest = second ?? 0;
      expect(newest).to.be.above(first ?? Infinity);
      for (let n = 0; n < 50; n++) await old.open(leader, 100 + n);
    }

    await using restored = await Cluster.start(3, {}, source);
    const leader = await restored.leader();
    expect(leader.app.store.trees.sessions.size).to.equal(0);
    // Those of the backup, and that of after it: each client hears that its session is over, and is never granted what it held once.
    expect(await restored.keep(leader, 1, 2, 149)).to.deep.equal([0, 0, 0]);
    for (const n of [1, 2]) {
      const error = await restored.fails(restored.acquire(leader, n, 2, 'a'));
      expect(lockErrorCode(error)).to.equal('SESSION_GONE');
    }
    await restored.open(leader, 3);
    const { token } = await restored.done(restored.acquire(leader, 3, 1, 'a'));
    expect(token).to.be.above(newest).and.above(RESTORE_GAP);
    expect(await restored.ask(leader, 'Check', { name: 'a', token: newest })).to.include({
      current: false,
      newest: token,
    });
    await restored.clock.until(
      () => [...restored.nodes.values()].every(({ app }) => app.digest() === leader.app.digest()),
      'all have the same state',
    );
  });
});
