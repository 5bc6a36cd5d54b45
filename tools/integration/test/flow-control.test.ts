import { expect } from 'chai';
import { describe, it } from 'mocha';
import { FlowCluster } from './support/flow-cluster.js';
import { until } from './support/wait.js';

const MIB = 1024 * 1024;
const THREE = ['n1', 'n2', 'n3'];
/** Of the log that a node restarts with. */
const LOG_MIB = Number(process.env['LOL_LOG_MIB'] ?? 256);
/** Of writes while a follower does not read. */
const STALLED_MIB = Number(process.env['LOL_STALLED_MIB'] ?? 64);

/** Writes `count` values, four at a time, so that nothing but the cluster bounds what is on its way. */
async function fill(cluster: FlowCluster, leader: string, count: number, bytes: number): Promise<void> {
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await cluster.write(leader, new Uint8Array(bytes).fill(left));
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}

async function allApplied(cluster: FlowCluster, ids = cluster.ids): Promise<void> {
  await until(
    async () => {
      const reports = await cluster.reports(ids);
      const last = Math.max(...reports.map(({ lastIndex }) => lastIndex));
      return reports.every(({ appliedIndex }) => appliedIndex === last);
    },
    'all have applied everything',
    120_000,
  );
}

describe('flow control, in processes over WebSockets and RocksDB', function () {
  this.timeout(180_000);

  it('values of 32 MiB pass while small writes go on, and nobody calls an election', async () => {
    await using cluster = await FlowCluster.start(
      THREE,
      { maxEntryBytes: 33 * MIB, maxPendingWriteBytes: 128 * MIB },
      // Three processes copy, check and sync hundreds of megabytes: on a machine that is busy otherwise the defaults are too short.
      { electionTimeoutMin: 4000, electionTimeoutMax: 12_000 },
    );
    const leader = await cluster.leader();
    const before = await cluster.reports();
    let going = true;
    let small = 0;
    const writer = (async () => {
      while (going) {
        await cluster.write(leader, new Uint8Array(100));
        small++;
      }
    })();
    const done: number[] = [];
    for (let i = 0; i < 2; i++) {
      await cluster.write(leader, new Uint8Array(32 * MIB).fill(i));
      done.push(small);
    }
    going = false;
    await writer;
    await allApplied(cluster);
    const after = await cluster.reports();
    expect(after.map(({ term, leader: of }) => [term, of])).to.deep.equal(before.map((r) => [r.term, r.leader]));
    expect(after.map(({ terms }) => terms)).to.deep.equal(before.map(({ terms }) => terms));
    // In the order of the log, so some between two of the large ones.
    expect(done[1], 'small writes that ended meanwhile').to.be.at.least(1);
  });

  it('F3: a follower that reads nothing costs the others nothing, and the leader no memory; then it catches up', async () => {
    await using cluster = await FlowCluster.start(THREE);
    const leader = await cluster.leader();
    await fill(cluster, leader, 32, MIB);
    await allApplied(cluster);
    const before = await cluster.report(leader, true);
    const [stopped, other] = cluster.ids.filter((id) => id !== leader) as [string, string];
    // Its sockets stay open, and nobody reads them.
    cluster.signal(stopped, 'SIGSTOP');
    await fill(cluster, leader, STALLED_MIB, MIB);
    await allApplied(cluster, [leader, other]);
    let after = await cluster.report(leader, true);
    // What is kept is what it was before, and what may be on its way: the window, and what it left in the transport. What was used just now
    // may take the collector another round.
    await until(async () => {
      after = await cluster.report(leader, true);
      return after.memory - before.memory < 40 * MIB;
    }, 'the leader has grown by less than 40 MiB');
    expect([after.role, after.term], 'nobody minds').to.deep.equal(['leader', before.term]);
    expect(Math.max(...after.inflight), 'maxInflightBytes, and one message').to.be.at.most(4 * MIB + 2 * MIB);
    console.log(
      `      ${STALLED_MIB} MiB were written past it: the leader grew by ${((after.memory - before.memory) / MIB).toFixed(0)} MiB`,
    );
    cluster.signal(stopped, 'SIGCONT');
    await allApplied(cluster);
    expect((await cluster.report(leader)).term).to.equal(before.term);
  });

  it('F4: a node restarts with a log much larger than its memory may be', async () => {
    await using cluster = await FlowCluster.start(['n1']);
    await cluster.leader();
    await fill(cluster, 'n1', 1, MIB);
    await cluster.stop('n1');
    cluster.start('n1');
    await cluster.leader();
    await allApplied(cluster);
    const small = await cluster.report('n1');
    await fill(cluster, 'n1', LOG_MIB, MIB);
    await cluster.stop('n1');
    cluster.start('n1', ['--max-old-space-size=64']);
    await cluster.leader();
    await allApplied(cluster);
    const large = await cluster.report('n1');
    expect(large.lastIndex).to.be.above(LOG_MIB);
    const grown = (large.peak - small.peak) / MIB;
    console.log(`      ${LOG_MIB} MiB of log: the process needed ${grown.toFixed(0)} MiB more at most`);
    // Whatever the size of the log: buffers that wait for a collection. What grew with it would come on top.
    expect(grown, 'MiB that it needed more than with a small log').to.be.below(256);
    await cluster.write('n1', new Uint8Array(1));
  });

  it('an apply of half an election timeout costs no election, one of three a few at most, and the service goes on', async () => {
    await using cluster = await FlowCluster.start(THREE);
    const leader = await cluster.leader();
    const before = await cluster.report(leader);
    await cluster.write(leader, Buffer.from('block 500'));
    await allApplied(cluster);
    expect((await cluster.reports()).map(({ term }) => term)).to.deep.equal([before.term, before.term, before.term]);
    // Each node's loop is blocked once, and each can lose leadership once by that.
    await cluster.write(leader, Buffer.from('block 3000')).catch(() => undefined);
    await allApplied(cluster);
    const next = await cluster.leader();
    await cluster.write(next, new Uint8Array(1));
    await allApplied(cluster);
    const after = await cluster.reports();
    expect(Math.max(...after.map(({ term }) => term)) - before.term, 'elections').to.be.at.most(3);
    expect(after.map(({ failure }) => failure)).to.deep.equal([undefined, undefined, undefined]);
  });
});
