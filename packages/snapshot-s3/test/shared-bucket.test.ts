import { clusterId, groupId, nodeId, storeId, type SavedSnapshot, type SnapshotOwner } from '@lolraft/raft-core';
import { getSnapshot, listSnapshots, MIB, pattern, putSnapshot, snapshotName } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { PART_BYTES } from './support/place.js';
import { proxied } from './support/proxied.js';
import { servers } from './support/servers.js';

interface Member {
  readonly owner: SnapshotOwner;
  readonly bytes: Uint8Array;
}

for (const server of servers()) {
  describe(`one bucket of two clusters of three nodes, on ${server.name}`, function () {
    this.timeout(60_000);
    const world = proxied(server);
    const members: Member[] = ['c', 'd'].flatMap((cluster, i) =>
      ['n', 'n1', 'n11'].map((node, j) => ({
        owner: {
          cluster: clusterId(cluster.repeat(32)),
          group: groupId('main'),
          node: nodeId(node),
          store: storeId(String(j).repeat(32)),
        },
        bytes: pattern(i + j === 1 ? PART_BYTES + MIB : 1000 + 10 * i + j, 1 + i * 3 + j),
      })),
    );

    it('each sees, adopts and deletes what is its own, and nobody else’s', async () => {
      const { store } = world();
      const stores = members.map(() => store());
      const saved: SavedSnapshot[] = [];
      for (const [i, { owner, bytes }] of members.entries()) {
        const s3 = stores[i];
        if (s3 !== undefined) saved.push(await putSnapshot(s3, bytes, snapshotName(1), owner));
      }
      expect(new Set(stores.map(({ realm }) => realm)).size, 'realms').to.equal(1);
      // A follower of each cluster takes over what its leader has, and collects what it does not need any more.
      for (const offset of [0, 3]) {
        const [leader, follower] = [offset, offset + 1];
        const [source, own] = [saved[leader], saved[follower]];
        const s3 = stores[follower];
        const owner = members[follower]?.owner;
        if (source === undefined || own === undefined || s3 === undefined || owner === undefined) throw new Error();
        const adopted = await s3.adopt(owner, snapshotName(2), source.tag);
        for await (const { tag } of s3.list(owner)) {
          if (!Buffer.from(tag).equals(adopted)) await s3.delete(owner, tag);
        }
        expect((await getSnapshot(s3, adopted)).equals(members[leader]?.bytes ?? Buffer.of())).to.equal(true);
        saved[follower] = { ...source, tag: adopted };
      }
      for (const [i, { owner }] of members.entries()) {
        const [s3, expected] = [stores[i], saved[i]];
        if (s3 === undefined || expected === undefined) throw new Error();
        const { tag, size } = expected;
        const listed = await listSnapshots(s3, owner);
        expect(listed.map((each) => [Buffer.from(each.tag).toString(), each.size, each.partial])).to.deep.equal([
          [Buffer.from(tag).toString(), size, false],
        ]);
        // By another node's store too.
        expect((await getSnapshot(stores[(i + 1) % stores.length] ?? s3, tag)).length).to.equal(size);
      }
    });

    it('a store with another prefix sees nothing of it', async () => {
      const { store } = world();
      const first = members[0];
      if (first === undefined) throw new Error();
      const { tag } = await putSnapshot(store(), first.bytes, snapshotName(3), first.owner);
      for (const prefix of ['', 'pp', 'p/q', 'q']) {
        const other = store({ prefix });
        expect(await listSnapshots(other, first.owner)).to.deep.equal([]);
        await other.delete(first.owner, tag);
        expect(other.realm).not.to.equal(store().realm);
      }
      expect((await getSnapshot(store(), tag)).equals(first.bytes)).to.equal(true);
    });
  });
}
