import { KvsClient } from '@lolraft/kvs-client';
import { type MemberChange, nodeId, type NodeStatus, RaftError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { NumberedWrites } from '../../src/local-cluster/numbered-writes.js';
import { readNode } from '../../src/local-cluster/store-calls.js';
import { Fleet } from './support/fleet.js';
import { until } from './support/processes.js';
import { RecordedLoad } from './support/recorded-load.js';

const FOUNDERS = ['n1', 'n2', 'n3'];
const BETWEEN = 30;
const decoder = new TextDecoder();

/** Every acknowledged write is on each of these nodes, once. */
async function expectAll(fleet: Fleet, writes: NumberedWrites, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const keys = await readNode(fleet.transport, fleet.node(id).address, writes.lastIndex);
    expect(writes.problemWith(keys, false), id).to.equal(undefined);
  }
}

/** The member that leads, once one does, as all of `ids` see it. */
async function leaderOf(fleet: Fleet, ids: readonly string[]): Promise<string> {
  let statuses: (NodeStatus | undefined)[] = [];
  await until(async () => {
    statuses = await Promise.all(ids.map((id) => fleet.status(id)));
    const [first] = statuses;
    return first?.leader !== undefined && statuses.every((s) => s?.leader === first.leader && s?.term === first.term);
  }, 'all follow one leader');
  return statuses[0]?.leader ?? '';
}

describe('restarts one after the other', function () {
  this.timeout(180_000);

  it('lose no call of a client that tries again', async () => {
    await using fleet = await Fleet.found(FOUNDERS);
    await using client = new KvsClient({
      transport: fleet.transport,
      endpoints: fleet.addressesOf(...FOUNDERS),
      timeout: 60_000,
    });
    const failures: unknown[] = [];
    const written: number[] = [];
    let next = 0;
    let stopped = false;
    const worker = async (): Promise<void> => {
      while (!stopped) {
        const n = next++;
        try {
          await client.put(`r${n}`, `${n}`, { idempotent: true });
          written.push(n);
          const read = await client.get(`r${n}`);
          if (read === undefined || decoder.decode(read.value) !== `${n}`) failures.push(`r${n} is not there`);
        } catch (error) {
          failures.push(error);
        }
      }
    };
    const workers = [worker(), worker(), worker()];
    try {
      const first = await leaderOf(fleet, FOUNDERS);
      // The leader goes first, so that at least once somebody has to take over.
      for (const id of [first, ...FOUNDERS.filter((each) => each !== first)]) {
        const before = await leaderOf(fleet, FOUNDERS);
        expect(await fleet.terminate(id)).to.deep.equal({ code: 0, signal: null });
        const rest = FOUNDERS.filter((each) => each !== id);
        const after = await leaderOf(fleet, rest);
        if (before === id) expect(rest).to.include(after);
        const goal = written.length + BETWEEN;
        await until(() => written.length >= goal || failures.length > 0, 'calls while it is away');
        const { commitIndex } = await fleet.says(after, 'answers', () => true);
        await fleet.start(id);
        await fleet.says(id, 'has caught up', ({ appliedIndex }) => appliedIndex >= commitIndex);
      }
    } finally {
      stopped = true;
      await Promise.all(workers);
    }
    expect(failures).to.deep.equal([]);
    for (const n of written) expect(decoder.decode((await client.get(`r${n}`))?.value), `r${n}`).to.equal(`${n}`);
  });
});

describe('a cluster', function () {
  this.timeout(180_000);

  it('shrinks to one node and grows to three again, under load', async () => {
    await using fleet = await Fleet.found(FOUNDERS);
    await using load = new RecordedLoad(fleet, FOUNDERS);
    const writes = new NumberedWrites(fleet.client(...FOUNDERS));
    const administrator = fleet.client(...FOUNDERS);
    await writes.many(BETWEEN, 3);
    const left = [...FOUNDERS];
    while (left.length > 1) {
      // Of two the leader, of three a follower.
      const leader = await leaderOf(fleet, left);
      const id = left.length === 2 ? leader : (left.find((each) => each !== leader) ?? '');
      await administrator.changeMembership([{ type: 'remove', id: nodeId(id) }]);
      left.splice(left.indexOf(id), 1);
      await fleet.removed(id);
      await writes.many(BETWEEN, 3);
      await load.more(BETWEEN);
    }
    for (const id of ['m1', 'm2']) {
      const { address } = await fleet.join(id, left);
      await administrator.changeMembership([{ type: 'add', id: nodeId(id), address, role: 'voter' }]);
      left.push(id);
      await writes.many(BETWEEN, 3);
      await load.more(BETWEEN);
    }
    // Each of the three can be missed again.
    await fleet.kill(await leaderOf(fleet, left));
    await writes.untilServed();
    await load.more(BETWEEN);
    await load.check();
    await expectAll(
      fleet,
      writes,
      left.filter((id) => fleet.node(id).process?.exit === undefined),
    );
  });

  it('whose leader is killed in a joint configuration ends the change, and loses nothing acknowledged', async () => {
    await using fleet = await Fleet.found(FOUNDERS);
    await using load = new RecordedLoad(fleet, FOUNDERS);
    const joining = ['m1', 'm2', 'm3'];
    await Promise.all(joining.map((id) => fleet.join(id, FOUNDERS)));
    const writes = new NumberedWrites(fleet.client(...FOUNDERS));
    await writes.many(BETWEEN, 3);
    await load.more(BETWEEN);
    const learn = joining.map((id): MemberChange => {
      const { address } = fleet.node(id);
      return { type: 'add', id: nodeId(id), address, role: 'learner' };
    });
    await fleet.client(...FOUNDERS).changeMembership(learn);
    for (const id of joining) await fleet.says(id, 'learns', ({ appliedIndex }) => appliedIndex >= writes.lastIndex);
    const changes = [
      ...joining.map((id): MemberChange => ({ type: 'promote', id: nodeId(id) })),
      ...FOUNDERS.map((id): MemberChange => ({ type: 'remove', id: nodeId(id) })),
    ];
    const leader = await leaderOf(fleet, FOUNDERS);
    // No majority of the new half answers, so the joint configuration stays until they go on.
    const paused = joining.slice(1).map((id) => fleet.node(id).process);
    for (const process of paused) process?.kill('SIGSTOP');
    try {
      const change = fleet.client(...FOUNDERS).changeMembership(changes, { force: true });
      const ended = change.catch((error: unknown) => error);
      await fleet.says(leader, 'is in a joint configuration', ({ membership }) => membership.joint);
      await fleet.kill(leader);
      const error = await ended;
      expect(error).to.be.instanceOf(RaftError).and.to.have.property('outcome', 'unknown');
    } finally {
      for (const process of paused) process?.kill('SIGCONT');
    }

    // A later leader ends what it inherits; where none has it, the change is asked for again.
    const administrator = fleet.client(...FOUNDERS, ...joining);
    const isNew = ({ membership }: NodeStatus): boolean =>
      membership.committed && !membership.joint && membership.members.every(({ id }) => joining.includes(id));
    await until(async () => {
      const status = await administrator.status();
      if (isNew(status)) return true;
      if (status.membership.committed && !status.membership.joint)
        await administrator.changeMembership(changes, { expected: status.membership.index });
      return false;
    }, 'the change is made');
    await Promise.all(FOUNDERS.filter((id) => id !== leader).map((id) => fleet.removed(id)));
    // It did not live to see it, and is told.
    await fleet.launch(leader);
    await fleet.removed(leader);
    await writes.untilServed();
    await load.more(BETWEEN);
    await load.check();
    await expectAll(fleet, writes, joining);
  });
});
