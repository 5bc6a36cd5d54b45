import { expect } from 'chai';
import { describe, it } from 'mocha';
import { nodeId, storeId } from '../../src/model/ids.js';
import type { ConsensusMessage } from '../../src/model/messages.js';
import { Net, storeOf, voters } from '../support/net.js';

function say(net: Net, from: string, to: string, message: ConsensusMessage, store = storeOf(from)): void {
  net.step(to, { type: 'message', now: net.now, from: nodeId(from), store, message });
}

function led(...ids: string[]): Net {
  const net = new Net(ids);
  net.elect('a');
  net.advance(300);
  return net;
}

/** Stories tell the rest: scripts/t*. */
describe('transfer of leadership (rule 12)', () => {
  it('takes TimeoutNow from nobody but the leader of the term, and blames who else sends it', () => {
    const net = led('a', 'b', 'c');
    say(net, 'b', 'c', { type: 'timeoutNow', term: 1 });
    expect(net.node('c').state).to.include({ role: 'follower', term: 1, leader: 'a' });
    expect(net.node('c').of('peerFault')).to.have.length(1);
  });

  it('ignores the TimeoutNow of a term that is over, also when it knows no leader', () => {
    const net = led('a', 'b', 'c');
    say(net, 'b', 'c', { type: 'heartbeatReply', term: 7, round: 0 });
    expect(net.node('c').state).to.include({ term: 7, leader: undefined });
    say(net, 'a', 'c', { type: 'timeoutNow', term: 1 });
    expect(net.node('c').state).to.include({ role: 'follower', term: 7 });
  });

  it('TimeoutNow of a later term teaches that term first', () => {
    const net = led('a', 'b', 'c');
    say(net, 'b', 'c', { type: 'timeoutNow', term: 4 });
    expect(net.node('c').state).to.include({ role: 'candidate', term: 5 });
  });

  it('who cannot lead does not try: a learner, a node without a state, one that knows nobody', () => {
    const net = new Net(['a', 'b', 'c', 'l'], {
      configuration: { ...voters('a', 'b', 'c'), learners: voters('l').voters },
    });
    net.elect('a');
    net.advance(300);
    net.join('d');
    net.step('c', { type: 'snapshotUnreadable', now: net.now });
    for (const id of ['l', 'c', 'd']) {
      say(net, 'a', id, { type: 'timeoutNow', term: 1 });
      expect(net.node(id).state.role, id).to.equal('follower');
    }
  });

  it('TimeoutNow leaves only when the target has acknowledged the last entry, durably', () => {
    const net = led('a', 'b', 'c');
    net.propose('a', 'x');
    net.settle(['b']);
    expect(net.node('a').committedLog, 'a and c have it').to.match(/x$/);
    net.step('a', { type: 'transfer', now: net.now, id: 1, target: nodeId('b') });
    net.settle(['b']);
    expect(net.messages('timeoutNow')).to.have.length(0);
    net.sync('b');
    net.settle(['b']);
    expect(net.messages('timeoutNow').map(({ to }) => to)).to.deep.equal(['b']);
  });

  it('what was taken on is answered first, for half an election timeout at most', () => {
    const net = led('a', 'b', 'c');
    net.propose('a', 'x');
    net.hold(({ to, message }) => to === 'a' && message.type === 'appendReply');
    net.settle();
    net.step('a', { type: 'transfer', now: net.now, id: 1, target: nodeId('b') });
    // b has it, and a alone does not know whether it is committed: an answer of b alone is enough for both.
    const [answer] = net.queue.filter(({ from, message }) => from === 'b' && message.type === 'appendReply').slice(-1);
    if (answer === undefined) throw new Error('b has answered');
    net.deliverOne(answer);
    expect(net.node('a').state.commitIndex).to.equal(3);
    const told = (): number => net.messages('timeoutNow').length;
    expect(told(), 'it is committed and not yet applied').to.equal(0);
    net.now += 249;
    net.step('a', { type: 'tick', now: net.now });
    expect(told()).to.equal(0);
    expect(net.node('a').core.deadline).to.be.at.most(net.now + 1);
    net.now += 1;
    net.step('a', { type: 'tick', now: net.now });
    expect(told()).to.equal(1);
  });

  it('marks the term as given up once TimeoutNow has left, also when the transfer comes to nothing', () => {
    const net = led('a', 'b', 'c');
    net.hold(({ message }) => message.type === 'timeoutNow');
    net.step('a', { type: 'transfer', now: net.now, id: 1, target: nodeId('b') });
    net.advance(600);
    const { leadership } = net.node('a').state;
    expect(net.node('a').of('transferFailed')).to.have.length(1);
    expect(leadership).to.include({ transfer: undefined, abdicated: true });
  });

  it('the fittest is a voter that was just heard and follows: of the highest priority, then with the most of the log', () => {
    const net = led('a', 'b', 'c', 'd');
    net.step('a', {
      type: 'changeMembership',
      now: net.now,
      id: 1,
      changes: [{ type: 'prioritize', id: nodeId('d'), priority: 9 }],
      expected: undefined,
      force: false,
    });
    net.settle();
    net.crash('d');
    net.hold(({ to, message }) => to === 'b' && message.type === 'append');
    net.propose('a', 'x');
    net.settle();
    const begun = (): string | undefined => net.node('a').of('transferBegun').at(-1)?.target;
    net.step('a', { type: 'transfer', now: net.now, id: 2, target: undefined });
    expect(begun(), 'd is down, c has more than b').to.equal('c');
  });

  it('the vote request of a transfer says so, and those of any other election do not', () => {
    const net = led('a', 'b', 'c');
    expect(net.messages('voteRequest').every(({ message }) => !message.transfer)).to.equal(true);
    net.step('a', { type: 'transfer', now: net.now, id: 1, target: nodeId('b') });
    net.settle();
    const asked = net.messages('voteRequest', 'b');
    expect(asked).to.have.length(2);
    expect(asked.every(({ message }) => message.transfer)).to.equal(true);
    expect(net.node('b').state.role).to.equal('leader');
  });

  it('a stranger`s store does not end a promise, whatever it calls a transfer', () => {
    const net = led('a', 'b', 'c');
    say(
      net,
      'c',
      'a',
      { type: 'voteRequest', term: 1, lastIndex: 9, lastTerm: 1, transfer: true },
      storeId('f'.repeat(32)),
    );
    expect(net.node('a').state).to.include({ role: 'leader', term: 1 });
  });
});
