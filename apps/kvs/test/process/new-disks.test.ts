import { type MemberChange, nodeId } from '@lolraft/raft-core';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { NumberedWrites } from '../../src/local-cluster/numbered-writes.js';
import { put, readNode } from '../../src/local-cluster/store-calls.js';
import { withBucket } from './support/bucket.js';
import { Fleet } from './support/fleet.js';
import { answered, LARGE_VALUE, until } from './support/processes.js';
import { bytesServed, bytesWritten, withEnvironment } from './support/resources.js';

const LARGE_COUNT = 40;
const FOUNDERS = ['n1', 'n2', 'n3'];

/** What the others did while one caught up that had nothing. */
interface CatchUp {
  readonly what: string;
  /** Bytes that they wrote to all of their files and sockets, where the system counts them. */
  readonly written: number | undefined;
  /** Bytes of snapshots that they say that they sent. */
  readonly served: number;
  /** Of the snapshot that was installed. */
  readonly size: number;
}

/** A cluster with a large state, whose log begins at a snapshot. */
class Scene {
  readonly fleet: Fleet;
  readonly writes: NumberedWrites;

  private constructor(fleet: Fleet) {
    this.fleet = fleet;
    this.writes = new NumberedWrites(fleet.client(...FOUNDERS));
  }

  static async create(): Promise<Scene> {
    const scene = new Scene(await Fleet.found(FOUNDERS));
    const { fleet, writes } = scene;
    const client = fleet.client(...FOUNDERS);
    for (let n = 0; n < LARGE_COUNT; n++) await put(client, `large${n}`, LARGE_VALUE, { idempotent: true });
    await writes.many(50, 5);
    for (const id of FOUNDERS) {
      await fleet.says(id, 'has all', (status) => status.appliedIndex >= writes.lastIndex);
      await answered(() => client.takeSnapshot(fleet.node(id).address));
      await fleet.says(id, 'has compacted', (status) => status.firstIndex > LARGE_COUNT);
    }
    return scene;
  }

  /** Has a node without anything take part by this change, and tells what that cost the others. */
  async admit(what: string, id: string, others: readonly string[], change: MemberChange): Promise<CatchUp> {
    const { fleet, writes } = this;
    const processes = others.map((other) => fleet.node(other).process?.pid);
    const served = (): number => others.reduce((sum, other) => sum + bytesServed(fleet.log(other)), 0);
    const before = { written: processes.map(bytesWritten), served: served() };
    await fleet.client(...others).changeMembership([change]);
    const status = await fleet.says(id, 'has caught up', ({ appliedIndex }) => appliedIndex >= writes.lastIndex);
    expect(status.firstIndex, 'its log begins at a snapshot').to.be.above(LARGE_COUNT);
    expect(status.membership.members.find((member) => member.id === id)).to.include({
      role: 'voter',
      store: status.storeId,
    });
    const after = processes.map(bytesWritten);
    const problem = writes.problemWith(
      await readNode(fleet.transport, fleet.node(id).address, writes.lastIndex),
      false,
    );
    expect(problem, what).to.equal(undefined);
    const size = Number([...fleet.log(id).matchAll(/"size":(\d+),"msg":"snapshot installed"/g)].at(-1)?.[1]);
    expect(size, 'it has installed the large state').to.be.above(LARGE_COUNT * LARGE_VALUE.length);
    const deltas = after.map((end, i) => (end ?? NaN) - (before.written[i] ?? NaN));
    return {
      what,
      written: after.includes(undefined) ? undefined : deltas.reduce((sum, delta) => sum + delta),
      served: served() - before.served,
      size,
    };
  }
}

/** One loses its disk and comes back under its id, then another is replaced under a new one, then a fourth joins. */
async function admitThree(): Promise<CatchUp[]> {
  const scene = await Scene.create();
  await using fleet = scene.fleet;
  const { leader } = await fleet.client(...FOUNDERS).status();
  const [lost = '', replaced = ''] = FOUNDERS.filter((id) => id !== leader);

  await fleet.terminate(lost);
  fleet.wipe(lost);
  // It is not taken for the one that it was: whoever has its id and not its disk has to be let in.
  const refused = await fleet.launch(lost);
  expect(await refused.exited).to.deep.equal({ code: 1, signal: null });
  expect(fleet.log(lost)).to.match(/kvs: the cluster knows another data directory under the id/);
  fleet.wipe(lost);
  const rest = FOUNDERS.filter((id) => id !== lost);
  const renewal = scene.admit('renewed', lost, rest, { type: 'renew', id: nodeId(lost) });
  await until(
    async () =>
      (await fleet.status(leader ?? ''))?.membership.members.some(
        ({ id, role }) => id === lost && role === 'learner',
      ) === true,
    'the renewal has begun',
  );
  await fleet.start(lost);
  const catchUps = [await renewal];

  const next = await fleet.join('m1', rest);
  const by = { id: nodeId('m1'), address: next.address };
  catchUps.push(await scene.admit('replaced', 'm1', FOUNDERS, { type: 'replace', id: nodeId(replaced), by }));
  await fleet.removed(replaced);

  const { address } = await fleet.join('m2', ['m1']);
  const now = [...FOUNDERS.filter((id) => id !== replaced), 'm1'];
  const add: MemberChange = { type: 'add', id: nodeId('m2'), address, role: 'voter' };
  catchUps.push(await scene.admit('joined', 'm2', now, add));
  return catchUps;
}

describe('nodes without anything, in a cluster whose log begins at a snapshot', function () {
  this.timeout(180_000);
  let restore: () => void;
  beforeEach(() => {
    restore = withEnvironment({ KVS_SNAPSHOT_TRAILING: '10', KVS_LOG_LEVEL: 'debug' });
  });
  afterEach(() => {
    restore();
  });

  it('read the snapshot from the bucket that all share, and nobody sends any of it', async () => {
    for (const { what, served, size, written } of await withBucket(admitThree)) {
      expect(served, what).to.equal(0);
      if (written !== undefined) expect(written, `${what}, with ${size} bytes`).to.be.below(size / 4);
    }
  });

  it('get it from the leader where each has a folder of its own', async () => {
    for (const { what, served, size } of await admitThree()) expect(served, what).to.be.at.least(size);
  });
});
