import { type MemberChange, nodeId } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { NumberedWrites } from '../../src/local-cluster/numbered-writes.js';
import { readNode } from '../../src/local-cluster/store-calls.js';
import { Fleet } from './support/fleet.js';
import { RecordedLoad } from './support/recorded-load.js';

const OLD = ['n1', 'n2', 'n3'];
const NEW = ['m1', 'm2', 'm3'];
const BETWEEN = 50;

/** Each old node is to be replaced by a new one, which runs already and waits for that. */
async function replacements(fleet: Fleet): Promise<MemberChange[]> {
  await Promise.all(NEW.map((id) => fleet.join(id, OLD)));
  return OLD.map((id, i): MemberChange => {
    const by = fleet.node(NEW[i] ?? '');
    return { type: 'replace', id: nodeId(id), by: { id: nodeId(by.id), address: by.address } };
  });
}

describe('a cluster of three processes moves to three other ones under load', function () {
  this.timeout(180_000);

  for (const [how, together] of [
    ['one node at a time', false],
    ['all at once', true],
  ] as const) {
    it(`${how}: nothing acknowledged is lost, clients follow, and the old processes end by themselves`, async () => {
      await using fleet = await Fleet.found(OLD);
      // All that these two know are the old nodes.
      await using load = new RecordedLoad(fleet, OLD);
      const writes = new NumberedWrites(fleet.client(...OLD));
      const streaming = new AbortController();
      const stream = writes.until(streaming.signal);
      try {
        await load.more(BETWEEN);
        const changes = await replacements(fleet);
        expect(fleet.log('m1')).to.include(
          `waits to be added to the cluster: raftctl add m1 ${fleet.node('m1').address}`,
        );
        const administrator = fleet.client(...OLD);
        for (const step of together ? [changes] : changes.map((change) => [change])) {
          await administrator.changeMembership(step);
          await load.more(BETWEEN);
        }
        await Promise.all(OLD.map((id) => fleet.removed(id)));
        await load.more(BETWEEN);
      } finally {
        streaming.abort();
        await stream;
      }
      await load.check();
      for (const id of NEW) {
        const keys = await readNode(fleet.transport, fleet.node(id).address, writes.lastIndex);
        expect(writes.problemWith(keys), id).to.equal(undefined);
      }
      expect(writes.acknowledged).to.be.above(0);
      const { membership } = await fleet.client(...NEW).status();
      expect(membership.members.map(({ id, role }) => `${id} ${role}`)).to.deep.equal(NEW.map((id) => `${id} voter`));
      expect(membership.joint).to.equal(false);

      // One that was removed says so, when it is started again, although nobody of its time runs any more.
      const again = await fleet.launch('n1');
      expect(await again.exited).to.deep.equal({ code: 3, signal: null });
      expect(again.logTail(1)[0]).to.match(/^kvs: n1 was removed from the cluster/);
    });
  }
});
