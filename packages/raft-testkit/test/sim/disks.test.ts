import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { CrashPoint } from '../../src/sim/index.js';
import {
  agreed,
  hold,
  leaderOf,
  onlyCandidate,
  othersOf,
  read,
  settled,
  split,
  startWrite,
  stateOf,
  untilLeads,
  write,
} from './support.js';

describe('stories of disks', () => {
  for (const nodes of [1, 3]) {
    it(`D1: of ${nodes} node${nodes === 1 ? '' : 's'}, a crash at any write loses nothing that was acknowledged`, async () => {
      for (const point of ['before', 'hardState', 'after'] as CrashPoint[]) {
        for (let k = 1; k <= 6; k++) {
          const cluster = await settled({ seed: k, nodes });
          const leader = leaderOf(cluster);
          let crashed = false;
          leader.disk.crashAtWrite(k, point, () => {
            crashed = true;
            leader.crash();
            cluster.kernel.after(20, () => {
              leader.start();
            });
          });
          for (let i = 1; i <= 12; i++) await write(cluster, 1, i);
          expect(crashed).to.equal(true);
          await agreed(cluster);
          expect(await read(cluster, leaderOf(cluster), 1)).to.include({ type: 'ok', value: 12 });
        }
      }
    });
  }

  for (const point of ['before', 'after'] as const) {
    it(`D4: a leader whose write fails (${point} it took effect) acknowledges nothing and stops; the others go on`, async () => {
      const cluster = await settled({ seed: 2 });
      const leader = leaderOf(cluster);
      leader.disk.failWrite(1, point);
      const ends = startWrite(cluster, leader, 1, 1);
      await cluster.until('an answer', () => ends.length > 0);
      expect(ends[0]).to.have.property('type', 'unknown');
      expect(leader.group(0)?.failure).to.have.property('code', 'STORAGE_FAILED');
      const rest = othersOf(cluster, leader);
      await cluster.until('a new leader', () => rest.some((node) => stateOf(node).role === 'leader'));
      await write(cluster, 1, 2);
      leader.crash();
      leader.start();
      await agreed(cluster);
    });
  }

  it('D5: a leader whose disk hangs gives up within its timeout, and the others serve', async () => {
    const cluster = await settled({ seed: 3 });
    const leader = leaderOf(cluster);
    leader.disk.hang();
    const ends = startWrite(cluster, leader, 1, 1);
    const rest = othersOf(cluster, leader);
    await cluster.until(
      'a new leader',
      () => rest.some((node) => stateOf(node).role === 'leader'),
      3 * cluster.consensus.electionTimeoutMax,
    );
    expect(stateOf(leader).role).to.not.equal('leader');
    expect(ends.map(({ type }) => type)).to.not.include('notApplied');
    await write(cluster, 1, 2);
    leader.disk.resume();
    await agreed(cluster);
  });

  it('a write is never answered by the entry that took its place', async () => {
    const cluster = await settled({ seed: 4 });
    const old = leaderOf(cluster);
    const [next, third] = othersOf(cluster, old) as [typeof old, typeof old];
    let keeping = true;
    const kept = hold(
      cluster,
      ['append', 'heartbeat', 'voteRequest', 'preVoteRequest'],
      (_from, to) => keeping && to === old.id,
    );
    const away = hold(cluster, ['append'], (from) => from === old.id);
    const ends = startWrite(cluster, old, 1, 1);
    await cluster.until('it is appended', () => away.count > 0);
    const candidate = onlyCandidate(cluster, next);
    old.process!.block(20_000);
    await untilLeads(cluster, next);
    candidate.drop();
    await write(cluster, 2, 2);
    await write(cluster, 2, 3);
    // The old leader learns of the new one by an append that replaces its entry and commits the replacement.
    keeping = false;
    const beats = hold(cluster, ['heartbeat'], (_from, to) => to === old.id);
    cluster.network.reset(old.index, next.index);
    await cluster.pass(100);
    old.process!.resume();
    await cluster.until('an answer', () => ends.length > 0);
    expect(ends[0]).to.have.property('type', 'unknown');
    kept.drop();
    away.drop();
    beats.drop();
    expect(third.healthy).to.equal(true);
    await agreed(cluster);
  });

  it('a log read that another leader has overtaken stops nothing', async () => {
    const cluster = await settled({
      seed: 5,
      nodes: 5,
      consensus: { logCacheBytes: 0, maxAppendBytes: 1, maxInflightMessages: 1 },
    });
    const old = leaderOf(cluster);
    const [near, ...far] = othersOf(cluster, old) as [typeof old, ...(typeof old)[]];
    const away = hold(cluster, ['append'], (_from, to) => to !== near.id);
    old.disk.settings = { ...old.disk.settings, readMin: 5_000, readMax: 5_000 };
    const { lastIndex } = stateOf(old).log;
    for (let i = 0; i < 3; i++) startWrite(cluster, old, 1, i);
    // The first entry is acknowledged by the near node; the next one, synced and no longer cached, is read for it.
    const isReading = (): boolean => [...(stateOf(old).leadership?.peers.values() ?? [])].some((p) => p.reading);
    await cluster.until('it reads', () => isReading() && stateOf(old).log.durableIndex === lastIndex + 3);
    away.drop();
    split(cluster, [old, near], far);
    await cluster.until('a new leader', () => far.some((node) => stateOf(node).role === 'leader'));
    cluster.network.healAll();
    const { log } = stateOf(old);
    await cluster.until('its tail is replaced by a shorter one', () => log.durableIndex === lastIndex + 1);
    await cluster.pass(6_000);
    expect(old.healthy).to.equal(true);
    await write(cluster, 1, 9);
    await agreed(cluster);
  });
});
