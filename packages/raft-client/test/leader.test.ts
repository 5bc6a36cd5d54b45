import { NotLeaderError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { FakeCluster, payload, text } from './support/fake-cluster.js';
import { start, watch } from './support/fixture.js';

describe('finding the leader', () => {
  it('asks for it before it sends anything, and stays with it', async () => {
    const { clock, cluster, client } = start({ endpoints: ['b', 'c', 'a'] });
    const writes = [1, 2, 3].map((i) => watch(client.write(payload(String(i)))));
    await clock.settle();
    expect(writes.map((w) => w.value && text(w.value.value))).to.deep.equal([
      'a answers 1',
      'a answers 2',
      'a answers 3',
    ]);
    expect(cluster.node('b').requests).to.deep.equal([]);
    expect(cluster.node('c').requests).to.deep.equal([]);
    const asked = cluster.nodes.map((node) => node.statusRequests);
    await client.write(payload('4'));
    expect(cluster.nodes.map((node) => node.statusRequests)).to.deep.equal(asked);
    expect(cluster.nodes.map((node) => node.dials)).to.deep.equal([1, 1, 1]);
  });

  it('sends calls in the order in which they are made, all of a turn at once', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('first'));
    const numbers = Array.from({ length: 500 }, (_, i) => String(i));
    const writes = numbers.map((number) => client.write(payload(number)));
    expect(cluster.node('a').writes).to.deep.equal(['first', ...numbers]);
    await clock.settle();
    expect((await Promise.all(writes)).map(({ value }) => text(value))).to.deep.equal(
      numbers.map((n) => `a answers ${n}`),
    );
  });

  it('follows a hint to a node that it does not know', async () => {
    const cluster = new FakeCluster('a', 'b', 'c', 'd');
    cluster.elect('d');
    const { clock, client } = start({ endpoints: ['a'] }, cluster);
    const write = watch(client.write(payload('x')));
    await clock.settle();
    expect(write.value && text(write.value.value)).to.equal('d answers x');
    expect(client.addresses).to.include.members(['a', 'b', 'c', 'd']);
  });

  it('follows the hint of a leader that has become a follower', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('1'));
    await clock.settle();
    cluster.elect('b');
    const writes = ['2', '3', '4'].map((i) => watch(client.write(payload(i))));
    await clock.settle();
    expect(writes.map((w) => w.value && text(w.value.value))).to.deep.equal([
      'b answers 2',
      'b answers 3',
      'b answers 4',
    ]);
    expect(cluster.node('b').writes).to.deep.equal(['2', '3', '4']);
  });

  it('finds the leader in spite of a hint that leads nowhere', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('1'));
    await clock.settle();
    cluster.elect('b');
    for (const node of cluster.nodes) node.leader = 'a-name-of-another-network';
    const write = watch(client.write(payload('2')));
    await clock.settle();
    expect(write.value && text(write.value.value)).to.equal('b answers 2');
  });

  it('does not go in circles between two nodes that believe in each other', async () => {
    const { clock, cluster, client } = start();
    cluster.depose();
    cluster.node('a').leader = 'b';
    cluster.node('b').leader = 'a';
    const write = watch(client.write(payload('1')));
    await clock.advance(2_000);
    expect(write.isOpen).to.equal(true);
    const asked = cluster.node('a').statusRequests;
    expect(asked).to.be.within(3, 15);
    cluster.elect('c');
    await clock.advance(1_100);
    expect(write.value && text(write.value.value)).to.equal('c answers 1');
  });

  it('does not go in circles with a node that says that it leads and refuses all the same', async () => {
    const { clock, cluster, client } = start();
    const a = cluster.node('a');
    a.script = (request) => {
      if (request.type === 'status') return a.play(request);
      throw new NotLeaderError(undefined);
    };
    const write = watch(client.write(payload('1')));
    await clock.advance(9_900);
    expect(a.writes.length).to.be.within(5, 25);
    expect(write.isOpen).to.equal(true);
    await clock.advance(200);
    expect(write.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied' });
    expect(write.error?.message).to.include('not the leader');
  });

  it('waits for an election, asking at growing intervals, and goes on when it is over', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('1'));
    await clock.settle();
    cluster.depose();
    cluster.node('a').kill();
    const write = watch(client.write(payload('2')));
    await clock.advance(300);
    const early = cluster.node('b').statusRequests;
    await clock.advance(3_000);
    expect(cluster.node('b').statusRequests - early).to.be.below(early + 6);
    cluster.elect('c', [cluster.node('b'), cluster.node('c')]);
    await clock.advance(1_000);
    expect(write.value && text(write.value.value)).to.equal('c answers 2');
  });

  it('finds the next leader within milliseconds where it is elected at once', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('1'));
    await clock.settle();
    cluster.node('a').kill();
    cluster.elect('b', [cluster.node('b'), cluster.node('c')]);
    const write = watch(client.write(payload('2')));
    await clock.settle();
    expect(write.value && text(write.value.value)).to.equal('b answers 2');
  });

  it('does not believe a node that was left behind and thinks that it still leads', async () => {
    const { clock, cluster, client } = start({ endpoints: ['b', 'a', 'c'] });
    const left = cluster.node('a');
    cluster.elect('c', [cluster.node('b'), cluster.node('c')]);
    expect(left.role).to.equal('leader');
    const slow = cluster.node('c');
    let answer = () => {};
    slow.script = (request) => new Promise((resolve) => (answer = () => resolve(slow.play(request))));
    const write = watch(client.write(payload('x')));
    await clock.settle();
    slow.script = undefined;
    answer();
    await clock.advance(100);
    expect(write.value && text(write.value.value)).to.equal('c answers x');
    expect(left.writes).to.deep.equal([]);
  });

  it('moves on when it hears of a later leader, though the one it has still answers', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('1'));
    await clock.settle();
    const a = cluster.node('a');
    cluster.elect('b', [cluster.node('b'), cluster.node('c')]);
    a.paused = true;
    const lost = watch(client.write(payload('2')));
    await clock.advance(1_100);
    // Whoever answers first is believed, until the other is heard.
    a.paused = false;
    const either = watch(client.write(payload('3')));
    await clock.settle();
    expect(either.isOpen).to.equal(false);
    const write = watch(client.write(payload('4')));
    await clock.settle();
    expect(write.value && text(write.value.value)).to.equal('b answers 4');
    expect(lost.value && text(lost.value.value)).to.equal('a answers 2');
  });

  it('refuses to mix two clusters', async () => {
    const cluster = new FakeCluster('a', 'b', 'c');
    cluster.depose();
    cluster.node('b').clusterId = 'd'.repeat(32);
    const { clock, client } = start({ endpoints: ['a', 'b'] }, cluster);
    cluster.depose();
    const write = watch(client.write(payload('x'), { timeout: 500 }));
    await clock.advance(100);
    Object.assign(cluster.node('b'), { role: 'leader', term: 9 });
    await clock.advance(500);
    expect(write.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'not_applied' });
    expect(cluster.node('b').writes).to.deep.equal([]);
  });
});
