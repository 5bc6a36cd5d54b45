import { expect } from 'chai';
import { describe, it } from 'mocha';
import { termOf } from '../../src/sim/copy-envelope.js';
import { SimCluster, type CrashPoint } from '../../src/sim/index.js';
import { agreed, hold, leaderOf, onlyCandidate, othersOf, settled, split, stateOf, untilLeads } from './support.js';

describe('stories of elections', () => {
  it('E1: a crash at every write of an election never lets a node vote twice', async () => {
    let crashes = 0;
    for (const point of ['before', 'hardState', 'after'] as CrashPoint[]) {
      for (let k = 1; k <= 5; k++) {
        const cluster = new SimCluster({ seed: k });
        cluster.startAll();
        await cluster.pass(30);
        for (const node of cluster.nodes) {
          node.disk.crashAtWrite(k, point, () => {
            crashes++;
            node.crash();
            cluster.kernel.after(50, () => {
              node.start();
            });
          });
        }
        await agreed(cluster);
      }
    }
    expect(crashes).to.be.greaterThan(20);
  });

  it('E2: a candidate that yields to the leader of its own term does not vote again in it', async () => {
    const cluster = new SimCluster({ seed: 3 });
    // Whoever is refused would hear of the other's term, and ask for the next one.
    const refusals = hold(cluster, ['preVoteReply'], (_from, _to, m) => m.type === 'preVoteReply' && !m.granted);
    const requests = cluster.nodes.map((node) => hold(cluster, ['voteRequest'], (from) => from === node.id));
    cluster.startAll();
    const candidates = () =>
      cluster.nodes.filter((node) => node.group(0) !== undefined && stateOf(node).role === 'candidate');
    await cluster.until(
      'two candidates of term 1',
      () => candidates().length >= 2 && candidates().every((n) => stateOf(n).term === 1),
    );
    refusals.drop();
    const [winner, loser] = candidates();
    requests[winner!.index]!.release();
    await cluster.until('one leads', () => cluster.leader() !== undefined);
    const leader = leaderOf(cluster);
    expect(leader).to.equal(winner);
    await cluster.until('the other follows', () => stateOf(loser!).leader === leader.id);
    expect(stateOf(loser!).votedFor).to.equal(loser!.id);
    requests[loser!.index]!.release(3);
    await cluster.pass(1_000);
    expect(cluster.leader()).to.equal(leader);
    expect(stateOf(leader).term).to.equal(1);
  });

  it('E3: grants of an older term do not count, and one voter counts once', async () => {
    const cluster = new SimCluster({ seed: 4, nodes: 5 });
    const first = hold(cluster, ['voteReply'], (_from, _to, m) => termOf(m) === 1);
    const later = hold(cluster, ['voteReply'], (_from, _to, m) => termOf(m) > 1);
    cluster.startAll();
    await cluster.until('a candidate of term 2', () =>
      cluster.nodes.some((n) => n.group(0) !== undefined && stateOf(n).role === 'candidate' && stateOf(n).term === 2),
    );
    expect(first.count).to.be.greaterThan(0);
    first.release(5);
    await cluster.pass(100);
    expect(cluster.leader()).to.equal(undefined);
    later.release();
    await agreed(cluster);
  });

  it('E3: one grant, five times over, is one vote', async () => {
    const cluster = new SimCluster({ seed: 4, nodes: 5 });
    const all = hold(cluster, ['voteReply']);
    const one = hold(cluster, ['voteReply'], (from) => from === 'n1');
    cluster.startAll();
    const candidate = () =>
      cluster.nodes.find((n) => n.index > 0 && n.group(0) !== undefined && stateOf(n).role === 'candidate');
    await cluster.until('a candidate that n1 votes for', () => candidate() !== undefined && all.count + one.count >= 4);
    one.release(5);
    await cluster.pass(50);
    expect(cluster.leader()).to.equal(undefined);
  });

  it('E4: a pre-vote writes nothing anywhere, and its grant is no vote', async () => {
    const cluster = await settled({ seed: 5 });
    const old = leaderOf(cluster);
    const { term } = stateOf(old);
    const rest = othersOf(cluster, old);
    split(cluster, [old], rest);
    const grants = hold(cluster, ['preVoteReply']);
    const writes = rest.map((node) => node.disk.writes);
    await cluster.until('pre-votes are asked', () => grants.count >= 4);
    expect(rest.map((node) => node.disk.writes)).to.deep.equal(writes);
    expect(rest.map((node) => stateOf(node).term)).to.deep.equal([term, term]);
    const votes = hold(cluster, ['voteReply']);
    grants.release(3);
    await cluster.until('a real candidate', () => rest.some((node) => stateOf(node).role === 'candidate'));
    await cluster.pass(100);
    expect(cluster.leader()).to.equal(undefined);
    votes.release();
    await cluster.until('a new leader', () => rest.some((node) => stateOf(node).role === 'leader'));
  });

  it('E5: two of four with the terms apart still elect', async () => {
    const cluster = await settled({ seed: 6, nodes: 4 });
    const leader = leaderOf(cluster);
    const [early, ...rest] = othersOf(cluster, leader);
    early!.crash();
    leader.crash();
    await cluster.pass(40 * cluster.consensus.electionTimeoutMax);
    for (const node of rest) expect(stateOf(node).role).to.not.equal('leader');
    early!.start();
    await cluster.until('a leader', () => cluster.leader() !== undefined, 5 * cluster.consensus.electionTimeoutMax);
    leader.start();
    await agreed(cluster);
  });

  it('E8: a node that was cut off for a hundred timeouts disturbs nobody', async () => {
    const cluster = await settled({ seed: 7 });
    const leader = leaderOf(cluster);
    const { term } = stateOf(leader);
    const [lost, other] = othersOf(cluster, leader);
    split(cluster, [lost!], [leader, other!]);
    await cluster.pass(100 * cluster.consensus.electionTimeoutMax);
    cluster.network.healAll();
    expect(await agreed(cluster)).to.equal(leader);
    expect(stateOf(leader).term).to.equal(term);
  });

  it('a busy or paused follower starts no election when it wakes (J3)', async () => {
    const cluster = await settled({ seed: 8 });
    const leader = leaderOf(cluster);
    const { term } = stateOf(leader);
    const [sleeper] = othersOf(cluster, leader);
    for (let i = 0; i < 5; i++) {
      sleeper!.process!.block(3 * cluster.consensus.electionTimeoutMax);
      await cluster.pass(4 * cluster.consensus.electionTimeoutMax);
    }
    expect(cluster.leader()).to.equal(leader);
    expect(stateOf(leader).term).to.equal(term);
  });

  it('only the candidate that may ask is elected', async () => {
    const cluster = await settled({ seed: 9, nodes: 5 });
    const old = leaderOf(cluster);
    const wanted = othersOf(cluster, old)[2]!;
    const others = onlyCandidate(cluster, wanted);
    old.crash();
    await untilLeads(cluster, wanted);
    others.drop();
  });
});
