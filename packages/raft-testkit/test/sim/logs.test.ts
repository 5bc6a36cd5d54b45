import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type CrashPoint, SimCluster } from '../../src/sim/index.js';
import {
  agreed,
  hold,
  leaderOf,
  onlyCandidate,
  othersOf,
  settled,
  split,
  startWrite,
  stateOf,
  untilLeads,
  write,
} from './support.js';

describe('stories of logs', () => {
  it('L1: heartbeats alone never commit a divergent tail', async () => {
    const cluster = await settled({ seed: 1 });
    const old = leaderOf(cluster);
    const rest = othersOf(cluster, old);
    split(cluster, [old], rest);
    const before = stateOf(old).commitIndex;
    for (let i = 0; i < 4; i++) startWrite(cluster, old, 1, 100 + i);
    await cluster.until('a tail', () => stateOf(old).log.durableIndex === before + 4);
    await cluster.until('a new leader', () => rest.some((node) => stateOf(node).role === 'leader'));
    for (let i = 0; i < 6; i++) await write(cluster, 1, i);
    const appends = hold(cluster, ['append'], (_from, to) => to === old.id);
    cluster.network.healAll();
    await cluster.until('heartbeats arrive', () => stateOf(old).leader === leaderOf(cluster).id);
    await cluster.pass(2_000);
    expect(stateOf(old).commitIndex).to.equal(before);
    appends.drop();
    await agreed(cluster);
    expect(stateOf(old).commitIndex).to.be.greaterThan(before + 4);
  });

  it('L2: an entry of an old term that a majority has is not committed by that (Figure 8)', async () => {
    const cluster = await settled({ seed: 2, nodes: 5, consensus: { maxAppendBytes: 1 } });
    const s1 = leaderOf(cluster);
    const [s2, s3, s4, s5] = othersOf(cluster, s1) as [typeof s1, typeof s1, typeof s1, typeof s1];
    // (a) The entry reaches s2 only.
    const index = stateOf(s1).log.lastIndex + 1;
    const partial = hold(cluster, ['append'], (_from, to) => to !== s2.id);
    startWrite(cluster, s1, 1, 1);
    await cluster.until('s2 has it', () => stateOf(s2).log.durableIndex === index);
    const { term: first } = stateOf(s1);
    // (b) s5 leads the next term with the votes of s3 and s4, and keeps its first entry to itself.
    s1.crash();
    partial.drop();
    const own = hold(cluster, ['append'], (from) => from === s5.id);
    let candidate = onlyCandidate(cluster, s5);
    await untilLeads(cluster, s5);
    candidate.drop();
    await cluster.until('its own entry is synced', () => stateOf(s5).log.durableIndex === index);
    s5.crash();
    own.drop();
    // (c) s1 is back and leads; its old entry reaches s3, and so a majority, but its new one reaches nobody.
    const hasOld = (id: string) =>
      [s3, s4].some((n) => n.id === id && n.disk.group(s2.group(0)!.id)?.termAt(index) === first);
    const news = hold(cluster, ['append'], (from, to) => from === s1.id && hasOld(to));
    candidate = onlyCandidate(cluster, s1);
    s1.start();
    await cluster.until('s1 leads', () => s1.group(0) !== undefined && stateOf(s1).role === 'leader');
    candidate.drop();
    await cluster.until('s3 has the old entry', () => hasOld(s3.id));
    await cluster.pass(200);
    expect(stateOf(s1).commitIndex, 'nothing is committed by counting old entries').to.be.lessThan(index);
    // (d) s5 may still win, and replace it.
    s1.crash();
    s2.crash();
    candidate = onlyCandidate(cluster, s5);
    s5.start();
    await cluster.until('s5 leads', () => s5.group(0) !== undefined && stateOf(s5).role === 'leader');
    candidate.drop();
    news.drop();
    await cluster.until('s4 has its entry', () => stateOf(s4).commitIndex >= index);
    s1.start();
    s2.start();
    await agreed(cluster);
  });

  it('L4: late, repeated, shorter appends remove nothing', async () => {
    const cluster = await settled({ seed: 3 });
    const leader = leaderOf(cluster);
    const follower = othersOf(cluster, leader)[0]!;
    let keeping = true;
    const late = hold(cluster, ['append'], (_from, to) => keeping && to === follower.id);
    for (let i = 0; i < 3; i++) startWrite(cluster, leader, 1, i);
    await cluster.until('appends are late', () => late.count > 0);
    keeping = false;
    for (let i = 0; i < 3; i++) await write(cluster, 1, 10 + i);
    await agreed(cluster);
    const { lastIndex } = stateOf(follower).log;
    const { writes } = follower.disk;
    late.release(3);
    await cluster.pass(200);
    expect(stateOf(follower).log.lastIndex).to.equal(lastIndex);
    expect(follower.disk.writes, 'nothing to write').to.equal(writes);
    await write(cluster, 1, 99);
  });

  it('L5: a crash at the write of a higher term and its first entries loses nothing that was acknowledged', async () => {
    for (const point of ['before', 'hardState', 'after'] as CrashPoint[]) {
      for (let k = 1; k <= 3; k++) {
        const cluster = await settled({ seed: 10 + k });
        const old = leaderOf(cluster);
        const rest = othersOf(cluster, old);
        split(cluster, [old], rest);
        for (let i = 0; i < 3; i++) startWrite(cluster, old, 1, 100 + i);
        await cluster.until('a new leader', () => rest.some((node) => stateOf(node).role === 'leader'));
        await write(cluster, 2, 7);
        let crashed = false;
        old.disk.crashAtWrite(k, point, () => {
          crashed = true;
          old.crash();
          cluster.kernel.after(100, () => {
            old.start();
          });
        });
        cluster.network.healAll();
        await write(cluster, 2, 8);
        await cluster.pass(1_000);
        await agreed(cluster);
        if (k === 1) expect(crashed).to.equal(true);
      }
    }
  });

  it('L7: after a lost connection, an idle follower is streamed to again', async () => {
    const cluster = await settled({ seed: 4 });
    const leader = leaderOf(cluster);
    const follower = othersOf(cluster, leader)[0]!;
    const stateAt = () =>
      leader
        .group(0)!
        .status()
        .peers.find(({ id }) => id === follower.id)?.replication?.state;
    expect(stateAt()).to.equal('replicate');
    // The probe that a new connection brings is lost as well.
    const probe = hold(cluster, ['append']);
    cluster.network.reset(leader.index, follower.index);
    await cluster.until('it probes', () => stateAt() === 'probe' && probe.count > 0);
    probe.drop();
    await cluster.until('it streams', () => stateAt() === 'replicate', 5 * cluster.consensus.heartbeatInterval);
  });

  it('M5: a configuration that was appended and not committed is in effect after a restart', async () => {
    // A fresh cluster binds its nodes' stores.
    const fresh = new SimCluster({ seed: 6 });
    fresh.startAll();
    const pending = () => {
      const state = fresh.leader()?.group(0)?.consensusState;
      return (
        state !== undefined &&
        state.configurations.current.index > state.commitIndex &&
        state.log.durableIndex >= state.configurations.current.index
      );
    };
    await fresh.until('a configuration is synced and not committed', pending);
    const leader = leaderOf(fresh);
    const { index } = stateOf(leader).configurations.current;
    leader.crash();
    split(fresh, [leader], othersOf(fresh, leader));
    leader.start();
    await fresh.until('it is back', () => leader.group(0) !== undefined);
    expect(stateOf(leader).configurations.current.index).to.equal(index);
    expect(stateOf(leader).commitIndex).to.equal(0);
    fresh.network.healAll();
    await agreed(fresh);
  });
});
