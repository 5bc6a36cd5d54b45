import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Net } from '../support/net.js';

describe('linearizable reads', () => {
  it('R1: a fresh leader answers only after an entry of its own term is committed', () => {
    const net = new Net(['a', 'b', 'c']);
    net.hold((w) => w.message.type === 'appendReply');
    net.elect('a');
    net.step('a', { type: 'read', now: net.now, id: 1 });
    net.settle();
    net.advance(300);
    expect(net.node('a').of('readReady')).to.have.length(0);
    net.holds = [];
    net.settle();
    expect(
      net
        .node('a')
        .of('readReady')
        .map((e) => e.id),
    ).to.deep.equal([1]);
    expect(net.node('a').of('readReady')[0]?.index).to.equal(1);
  });

  for (const size of [2, 3, 4, 5, 6]) {
    it(`R2, R3: a deposed leader of ${size} answers nothing, and says so once it steps down`, () => {
      const ids = ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, size);
      const net = new Net(ids);
      net.elect('a');
      // With the leader stays one less than a majority needs.
      const near = ids.slice(1, Math.floor(size / 2));
      const far = ids.slice(Math.floor(size / 2) === 0 ? 1 : Math.max(1, Math.floor(size / 2)));
      net.cut(['a', ...near], far);
      net.step('a', { type: 'read', now: net.now, id: 7 });
      net.settle();
      expect(net.node('a').of('readReady')).to.have.length(0);
      net.advance(600);
      expect(
        net
          .node('a')
          .of('readFailed')
          .map((e) => e.id),
      ).to.deep.equal([7]);
    });
  }

  it('rule 13: an answer to a round that has not begun confirms nothing', () => {
    const net = new Net(['a', 'b', 'c']);
    const { state } = net.elect('a');
    net.advance(200);
    net.cut(['a'], ['b', 'c']);
    const message = { type: 'heartbeatReply', term: state.term, round: (state.leadership?.round ?? 0) + 5 } as const;
    net.step('a', { type: 'message', now: net.now, from: net.node('b').id, store: net.node('b').store, message });
    net.step('a', { type: 'read', now: net.now, id: 1 });
    net.settle();
    expect(net.node('a').of('readReady')).to.have.length(0);
  });

  it('rule 13: a confirmation that began before the read arrived does not count', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.advance(100);
    net.hold((w) => w.message.type === 'heartbeatReply');
    net.step('a', { type: 'read', now: net.now, id: 1 });
    net.settle();
    net.step('a', { type: 'read', now: net.now, id: 2 });
    const first = net.queue.filter((w) => w.message.type === 'heartbeatReply');
    for (const wire of first) net.deliverOne(wire);
    expect(
      net
        .node('a')
        .of('readReady')
        .map((e) => e.id),
    ).to.deep.equal([1]);
    net.holds = [];
    net.settle();
    expect(
      net
        .node('a')
        .of('readReady')
        .map((e) => e.id),
    ).to.deep.equal([1, 2]);
  });

  it('many reads share one confirmation', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.advance(150);
    const before = net.messages('heartbeat', 'a').length;
    for (let id = 1; id <= 100; id++) net.step('a', { type: 'read', now: net.now, id });
    net.settle();
    expect(net.node('a').of('readReady')).to.have.length(100);
    expect(net.messages('heartbeat', 'a').length - before).to.equal(4);
  });

  it('takes its index on arrival: writes that come later need not be waited for', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    const { committed } = net.node('a');
    net.hold((w) => w.message.type === 'append');
    net.propose('a', 'x');
    net.step('a', { type: 'read', now: net.now, id: 1 });
    net.settle();
    expect(net.node('a').of('readReady')).to.deep.include({ type: 'readReady', id: 1, index: committed });
  });

  it('a follower refuses with the hint who leads', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.advance(100);
    net.step('b', { type: 'read', now: net.now, id: 1 });
    expect(net.node('b').of('readFailed')).to.deep.equal([
      { type: 'readFailed', id: 1, leader: { id: 'a', address: 'mem:a' } },
    ]);
  });
});
