import { expect } from 'chai';
import { describe, it } from 'mocha';
import { nodeId } from '../../src/model/ids.js';
import { Net, voters } from '../support/net.js';

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

  describe('on a node that does not lead', () => {
    const read = (net: Net, id: string, read: number): void => {
      net.step(id, { type: 'read', now: net.now, id: read });
    };

    it('asks the leader, which confirms that it leads before it tells the index', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      net.advance(100);
      net.propose('a', 'x');
      net.settle();
      const { committed } = net.node('a');
      net.hold((w) => w.message.type === 'heartbeatReply');
      read(net, 'b', 1);
      net.settle();
      expect(net.node('b').of('readReady')).to.deep.equal([]);
      net.holds = [];
      net.settle();
      expect(net.node('b').of('readReady')).to.deep.equal([{ type: 'readReady', id: 1, index: committed }]);
    });

    it('R2: a deposed leader tells nobody an index', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      net.advance(100);
      net.cut(['a', 'b'], ['c']);
      net.cut(['a'], ['b']);
      net.cutOneWay('b', 'a');
      read(net, 'b', 1);
      net.advance(3_000);
      expect(net.node('b').of('readReady')).to.deep.equal([]);
      expect(
        net
          .node('b')
          .of('readFailed')
          .map(({ id }) => id),
      ).to.deep.equal([1]);
    });

    it('asks again where the question or the answer was lost', () => {
      for (const lost of ['readIndexRequest', 'readIndexReply']) {
        const net = new Net(['a', 'b', 'c']);
        net.elect('a');
        net.advance(100);
        read(net, 'b', 1);
        net.settleUntil((w) => w.message.type === lost);
        net.queue = net.queue.filter((w) => w.message.type !== lost);
        net.advance(1_000);
        expect(
          net
            .node('b')
            .of('readReady')
            .map(({ id }) => id),
          lost,
        ).to.deep.equal([1]);
      }
    });

    it('rule 13: takes no answer to a question of its former process', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      net.advance(100);
      net.hold((w) => w.message.type === 'readIndexReply');
      read(net, 'b', 1);
      net.settle();
      const [late] = net.queue;
      if (late === undefined) throw new Error('no answer');
      net.crash('b');
      net.propose('a', 'y');
      net.settle();
      net.restart('b');
      net.advance(100);
      read(net, 'b', 1);
      net.deliverOne(late);
      expect(net.node('b').of('readReady')).to.deep.equal([]);
      net.holds = [];
      net.settle();
      expect(net.node('b').of('readReady')).to.deep.equal([
        { type: 'readReady', id: 1, index: net.node('a').committed },
      ]);
    });

    it('a fresh leader waits for its no-op before it answers others (R1)', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      net.advance(100);
      net.hold((w) => w.message.type === 'append' && w.message.term === 2);
      net.step('a', { type: 'transfer', now: net.now, id: 1, target: nodeId('b') });
      net.settle();
      net.advance(100);
      read(net, 'c', 1);
      net.settle();
      expect(net.node('b').state.role).to.equal('leader');
      expect(net.node('c').of('readReady')).to.deep.equal([]);
      net.holds = [];
      net.advance(100);
      expect(net.node('c').of('readReady')).to.deep.equal([
        { type: 'readReady', id: 1, index: net.node('b').committed },
      ]);
    });

    it('learners read as well; who is no member is not answered', () => {
      const net = new Net(['a', 'b', 'c', 'd'], {
        configuration: { ...voters('a', 'b', 'c'), learners: voters('d').voters },
      });
      net.elect('a');
      net.advance(100);
      read(net, 'd', 1);
      net.settle();
      expect(
        net
          .node('d')
          .of('readReady')
          .map(({ id }) => id),
      ).to.deep.equal([1]);
      net.join('e');
      const asked = {
        type: 'readIndexRequest',
        term: net.node('a').state.term,
        asker: 1,
        id: 1,
        lease: false,
      } as const;
      net.deliverOne({ from: nodeId('e'), to: nodeId('a'), message: asked });
      net.settle();
      expect(net.sent.filter((w) => w.to === 'e' && w.message.type === 'readIndexReply')).to.deep.equal([]);
    });

    it('fails where no leader is known, and when the leader changes', () => {
      const net = new Net(['a', 'b', 'c']);
      read(net, 'b', 1);
      expect(net.node('b').of('readFailed')).to.deep.equal([{ type: 'readFailed', id: 1, leader: undefined }]);
      net.elect('a');
      net.advance(100);
      net.hold((w) => w.message.type === 'readIndexRequest');
      read(net, 'b', 2);
      net.step('a', { type: 'transfer', now: net.now, id: 1, target: nodeId('c') });
      net.advance(100);
      expect(
        net
          .node('b')
          .of('readFailed')
          .map(({ id }) => id),
      ).to.deep.equal([1, 2]);
    });
  });
});
