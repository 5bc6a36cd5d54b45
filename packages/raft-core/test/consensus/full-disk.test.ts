import { expect } from 'chai';
import { describe, it } from 'mocha';
import { nodeId } from '../../src/model/ids.js';
import { Net } from '../support/net.js';

/** Three nodes, led by `a`; what is proposed from now on finds no room on the disks of `full`. */
function withoutRoom(full: readonly string[], ids: readonly string[] = ['a', 'b', 'c']): Net {
  const net = new Net(ids);
  net.elect('a');
  net.propose('a', 'x');
  net.settle(full);
  for (const id of full) net.refuse(id);
  return net;
}

/** Time passes, and with each attempt the disks refuse again. */
function wait(net: Net, milliseconds: number, full: readonly string[]): void {
  for (let passed = 0; passed < milliseconds; passed += 250) {
    for (const id of full) net.refuse(id);
    net.advance(250, full);
  }
}

describe('rule 17: a full disk', () => {
  it('of a leader, where the others have room: what it cannot store is committed, and one of them takes over', () => {
    const net = withoutRoom(['a']);
    const { term } = net.node('a').state;
    wait(net, 1000, ['a']);
    const [leader] = net.leaders();
    expect(leader?.id).to.be.oneOf(['b', 'c']);
    expect(leader?.state.term).to.equal(term + 1);
    expect(leader?.committedLog).to.include('x');
    expect(net.messages('timeoutNow', 'a')).to.have.length(1);
    wait(net, 20_000, ['a']);
    expect(net.leaders(), 'the full one does not want it back').to.deep.equal([leader]);
    net.settle();
    net.advance(200);
    expect(net.node('a').log).to.equal(leader?.log);
  });

  it('of all: the leader goes on leading for the sake of reads, for as long as it takes', () => {
    const all = ['a', 'b', 'c'];
    const net = withoutRoom(all);
    const { term } = net.node('a').state;
    wait(net, 30_000, all);
    expect(net.leaders().map((n) => [n.id, n.state.term])).to.deep.equal([['a', term]]);
    net.step('a', { type: 'read', now: net.now, id: 1 });
    net.settle(all);
    expect(net.node('a').of('readReady')).to.have.length(1);
    expect(net.node('a').state.openWrites, 'the entry is not lost').to.have.length(1);
    net.settle();
    net.advance(200);
    for (const id of all) expect(net.node(id).committedLog).to.match(/x$/);
  });

  it('of a majority: the leader does not hand over to the one that has room, which could commit nothing', () => {
    const net = withoutRoom(['a', 'b']);
    const { term } = net.node('a').state;
    wait(net, 10_000, ['a', 'b']);
    expect(net.node('c').log, 'it has the entry').to.match(/x$/);
    expect(net.leaders().map((n) => [n.id, n.state.term])).to.deep.equal([['a', term]]);
  });

  it('of the only voter: it leads on', () => {
    const net = withoutRoom(['a'], ['a']);
    wait(net, 30_000, ['a']);
    expect(net.leaders()).to.have.length(1);
  });

  it('that hangs as well costs the crown like any that hangs', () => {
    const net = withoutRoom(['a', 'b', 'c']);
    wait(net, 2000, ['a', 'b', 'c']);
    net.advance(2500, ['a', 'b', 'c']);
    expect(net.node('a').state.role).not.to.equal('leader');
  });

  it('of a follower: it votes, in every term, and what it promised survives a crash that its entries do not', () => {
    const net = withoutRoom(['b']);
    net.crash('a');
    net.now += 5000;
    net.step('c', { type: 'tick', now: net.now });
    net.settle(['b']);
    expect(net.leaders(), 'its vote is not durable yet').to.deep.equal([]);
    const votes = net.messages('voteReply', 'b').filter(({ to }) => to === nodeId('c'));
    expect(votes, 'and has not left').to.deep.equal([]);
    net.refuse('b');
    net.settle(['b']);
    const c = net.node('c');
    expect([c.state.role, net.node('b').log]).to.deep.equal(['leader', '-c']);
    net.crash('b');
    net.restart('b');
    expect(net.node('b').state).to.include({ term: c.state.term, votedFor: nodeId('c') });
    net.settle();
    net.advance(200);
    expect(net.node('b').committedLog).to.equal(c.committedLog);
  });

  it('of a follower: no hard state that was written later is replaced by an older one', () => {
    const net = withoutRoom(['b']);
    net.crash('a');
    net.now += 5000;
    net.step('c', { type: 'tick', now: net.now });
    net.settle(['b']);
    net.refuse('b');
    const { hardState } = net.node('b');
    net.sync('b');
    expect(net.node('b').hardState).to.deep.equal(hardState);
  });

  it('of a follower: it neither campaigns nor takes leadership over, until there is room', () => {
    const net = withoutRoom(['b']);
    net.crash('a');
    net.crash('c');
    wait(net, 10_000, ['b']);
    expect(net.messages('preVoteRequest', 'b')).to.deep.equal([]);
    const { term } = net.node('b').state;
    net.step('b', {
      type: 'message',
      now: net.now,
      from: nodeId('a'),
      store: net.node('a').store,
      message: { type: 'timeoutNow', term },
    });
    expect(net.node('b').state).to.include({ role: 'follower', term });
    net.sync('b');
    net.advance(3000);
    expect(net.node('b').state.role).to.equal('preCandidate');
  });
});
