import { expect } from 'chai';
import { describe, it } from 'mocha';
import { findMember } from '../../src/model/configuration.js';
import { nodeId } from '../../src/model/ids.js';
import type { MemberChange } from '../../src/model/membership.js';
import type { ConsensusMessage } from '../../src/model/messages.js';
import { Net, storeOf, voters } from '../support/net.js';

let calls = 0;

function change(net: Net, at: string, ...changes: MemberChange[]): void {
  net.step(at, { type: 'changeMembership', now: net.now, id: ++calls, changes, expected: undefined, force: false });
}

const remove = (id: string): MemberChange => ({ type: 'remove', id: nodeId(id) });

function led(...ids: string[]): Net {
  const net = new Net(ids);
  net.elect('a');
  net.advance(300);
  return net;
}

/** Stories tell the rest: scripts/m02, m09, e08. */
describe('removal (rule 11)', () => {
  it('a member stops once everything that it has committed is applied', () => {
    const net = led('a', 'b', 'c');
    change(net, 'a', remove('c'));
    net.advance(300);
    const [stop] = net.node('c').of('stop');
    expect(stop?.error.code).to.equal('REMOVED');
    expect(stop?.after).to.equal(net.node('c').state.commitIndex);
    expect(net.node('c').core.deadline).to.equal(Infinity);
  });

  it('where its state is about to be replaced, it waits for nothing', () => {
    for (const how of ['fetching', 'unreadable'] as const) {
      const net = led('a', 'b', 'c', 'd');
      net.cut(['d'], ['a', 'b', 'c']);
      net.propose('a', 'x');
      net.advance(300);
      net.record('a');
      net.heal();
      net.hold(({ to, message }) => to === 'a' && message.type === 'snapshotReply');
      for (const wire of net.queue.filter(({ to }) => to === 'd')) net.deliverOne(wire);
      const d = net.node('d');
      expect(d.state.fetching, 'd fetches what a has recorded').to.not.equal(undefined);
      if (how === 'unreadable') {
        net.step('d', { type: 'snapshotFailed', now: net.now });
        net.step('d', { type: 'snapshotUnreadable', now: net.now });
      }
      net.step('d', {
        type: 'message',
        now: net.now,
        from: nodeId('a'),
        store: storeOf('a'),
        message: { type: 'memberRemoved', term: 1 },
      });
      expect(d.of('stop')[0]?.after, how).to.equal(d.state.appliedIndex);
    }
  });

  it('a leader that is removed counts neither its disk nor its vote: without a majority of the others nothing is committed', () => {
    const net = led('a', 'b', 'c');
    net.crash('c');
    // b and c are left: with c down, b alone is no majority of them, though it is one with a.
    net.step('a', {
      type: 'changeMembership',
      now: net.now,
      id: ++calls,
      changes: [remove('a')],
      expected: undefined,
      force: true,
    });
    net.settle();
    expect(net.node('a').state.log.lastIndex).to.equal(3);
    expect(net.node('a').state.commitIndex).to.equal(2);
    net.restart('c');
    net.advance(300);
    expect(net.node('a').of('stop')[0]?.error.code).to.equal('REMOVED');
  });

  it('a removed leader whose successors do not catch up leaves all the same, after an election timeout', () => {
    const net = led('a', 'b', 'c');
    net.hold(({ message }) => message.type === 'appendReply' && message.accepted && message.matchIndex >= 4);
    change(net, 'a', remove('a'));
    net.settle();
    net.propose('a', 'x');
    net.holds = [({ message }) => message.type === 'append' && (message.entries?.lastIndex ?? 0) >= 5];
    net.settle();
    const a = net.node('a');
    expect(a.state.commitIndex).to.equal(4);
    expect(a.state.leadership?.transfer, 'it waits for one of them').to.not.equal(undefined);
    net.advance(499);
    expect(a.state.role).to.equal('leader');
    net.advance(1);
    expect(a.state.stopped).to.equal(true);
    expect(net.messages('timeoutNow')).to.have.length(0);
  });

  it('is told of a removal only where that is committed', () => {
    const net = led('a', 'b', 'c', 'd');
    net.hold(({ message }) => message.type === 'appendReply');
    change(net, 'a', remove('d'));
    net.settle();
    net.down('a', 'd');
    net.up('a', 'd');
    expect(net.messages('memberRemoved')).to.have.length(0);
    net.holds = [];
    net.settle();
    expect(net.node('a').state.configuration.removed).to.deep.equal(['d']);
  });

  it('nothing that a removed node says counts, and its term disturbs nobody', () => {
    const net = led('a', 'b', 'c', 'd');
    net.cut(['d'], ['a', 'b', 'c']);
    change(net, 'a', remove('d'));
    net.advance(25_000);
    expect(net.node('a').state.leadership?.peers.has(nodeId('d')), 'it was given up').to.equal(false);
    const sent = net.messages('memberRemoved').length;
    for (const message of [
      { type: 'voteRequest', term: 99, lastIndex: 99, lastTerm: 98, transfer: true },
      { type: 'appendReply', term: 99, accepted: true, matchIndex: 3 },
      { type: 'heartbeat', term: 99, commit: 0, round: 1 },
    ] as const)
      net.step('a', { type: 'message', now: net.now, from: nodeId('d'), store: storeOf('d'), message });
    expect(net.node('a').state).to.include({ role: 'leader', term: 1 });
    expect(net.messages('memberRemoved')).to.have.length(sent + 3);
  });

  it('tells a removed node that is connected once in a leadership, not with each heartbeat', () => {
    const net = led('a', 'b', 'c', 'd');
    net.cut(['d'], ['a', 'b', 'c']);
    change(net, 'a', remove('d'));
    net.advance(25_000);
    net.advance(5_000);
    expect(net.messages('memberRemoved', 'a')).to.have.length(1);
  });

  it('while it is served as one that leaves, it hears by the log', () => {
    const net = led('a', 'b', 'c', 'd');
    net.hold(({ to }) => to === 'd');
    change(net, 'a', remove('d'));
    net.settle();
    expect(net.node('a').state.leadership?.peers.get(nodeId('d'))?.leaving?.index).to.equal(4);
    net.step('a', {
      type: 'message',
      now: net.now,
      from: nodeId('d'),
      store: storeOf('d'),
      message: { type: 'heartbeatReply', term: 1, round: 1 },
    });
    expect(net.messages('memberRemoved')).to.have.length(0);
    net.holds = [];
    net.advance(300);
    expect(net.node('d').of('stop')[0]?.error.code).to.equal('REMOVED');
    expect(net.messages('memberRemoved')).to.have.length(0);
  });

  it('one that leaves is served until it has the entry, however often it answers heartbeats', () => {
    const net = led('a', 'b', 'c', 'd');
    net.hold(({ to, message }) => to === 'd' && message.type === 'append');
    change(net, 'a', remove('d'));
    net.advance(2_000);
    expect(net.node('a').state.leadership?.peers.get(nodeId('d'))).to.include({ matchIndex: 2 });
    expect(net.node('d').state.stopped).to.equal(false);
    net.holds = [];
    net.advance(300);
    expect(net.node('d').of('stop')[0]?.error.code).to.equal('REMOVED');
  });

  it('contacts hold the leaving as long as they are served, and no longer', () => {
    const net = led('a', 'b', 'c', 'd');
    net.crash('d');
    change(net, 'a', remove('d'));
    net.settle();
    const contacts = (): string =>
      (net.node('a').of('contacts').at(-1)?.members ?? [])
        .map(({ id }) => id)
        .sort()
        .join('');
    expect(contacts()).to.equal('abcd');
    net.advance(19_000);
    expect(contacts()).to.equal('abcd');
    net.advance(2_000);
    expect(contacts()).to.equal('abc');
  });
});

describe('a node that joins (rule 19)', () => {
  it('knows nobody: it grants no vote and no pre-vote, whatever it is asked', () => {
    const net = new Net(['a', 'b', 'c']);
    net.join('d');
    net.now += 5_000;
    const ask = (type: 'preVoteRequest' | 'voteRequest'): boolean => {
      const question = { term: 5, lastIndex: 9, lastTerm: 4 };
      const message =
        type === 'voteRequest' ? { type, ...question, transfer: false } : ({ type, ...question } as const);
      net.step('d', { type: 'message', now: net.now, from: nodeId('b'), store: storeOf('b'), message });
      net.sync('d');
      const replies = net.queue.filter(({ from, to }) => from === 'd' && to === 'b');
      const { message: last } = replies.at(-1) ?? {};
      if (last?.type !== 'voteReply' && last?.type !== 'preVoteReply') throw new Error('d answers');
      return last.granted;
    };
    expect(ask('preVoteRequest')).to.equal(false);
    expect(ask('voteRequest')).to.equal(false);
  });

  it('a store that runs is not lost: its member is not renewed', () => {
    const net = led('a', 'b', 'c');
    for (const id of ['a', 'b']) change(net, 'a', { type: 'renew', id: nodeId(id) });
    const refused = net.node('a').of('membershipRefused');
    expect(refused.map(({ error }) => error.code)).to.deep.equal(['INVALID_ARGUMENT', 'INVALID_ARGUMENT']);
  });

  it('a lost store is not bound again while its member is renewed', () => {
    const net = led('a', 'b', 'c');
    net.crash('c');
    change(net, 'a', { type: 'renew', id: nodeId('c') });
    net.settle();
    const bound = (): string | undefined => findMember(net.node('a').state.configuration, nodeId('c'))?.store;
    expect(bound()).to.equal(undefined);
    // The lost directory turns up again: it is not what was asked for.
    net.restart('c');
    net.advance(500);
    expect(bound()).to.equal(undefined);
    expect(net.node('a').state.configuration.voters.map(({ id }) => id)).to.deep.equal(['a', 'b']);
    net.crash('c');
    net.wipe('c', 1, 'joins');
    net.restart('c');
    net.advance(500);
    expect(bound()).to.equal(storeOf('c', 1));
    expect(net.node('a').state.configuration.voters.map(({ id }) => id)).to.deep.equal(['a', 'b', 'c']);
  });

  it('is ready by what its own store holds, not the one before', () => {
    const net = led('a', 'b', 'c');
    net.propose('a', 'x');
    net.advance(300);
    net.crash('c');
    net.wipe('c', 1, 'joins');
    change(net, 'a', { type: 'renew', id: nodeId('c') });
    net.settle();
    net.hold(({ from, to }) => from === 'a' && to === 'c');
    net.restart('c');
    net.advance(300);
    const progress = net.node('a').state.leadership?.peers.get(nodeId('c'));
    expect(progress).to.include({ store: storeOf('c', 1), matchIndex: 0 });
    expect(
      net.node('a').state.configuration.voters.map(({ id }) => id),
      'no seat yet',
    ).to.deep.equal(['a', 'b']);
  });
});

describe('a change of membership (rule 7)', () => {
  it('is refused by a follower, with a hint', () => {
    const net = led('a', 'b', 'c');
    change(net, 'b', remove('c'));
    const [refused] = net.node('b').of('membershipRefused');
    expect(refused?.error.code).to.equal('NOT_LEADER');
  });

  it('ends with the leadership', () => {
    const net = led('a', 'b', 'c');
    net.cut(['a'], ['b', 'c']);
    change(net, 'a', remove('c'));
    net.advance(1_000);
    expect(net.node('a').state.role).to.not.equal('leader');
    const [refused] = net.node('a').of('membershipRefused');
    expect(refused?.error).to.include({ code: 'LEADERSHIP_LOST', outcome: 'unknown' });
  });

  it('forced, takes who knows of its membership, however far behind, and never who has nothing', () => {
    const net = new Net(['a', 'b', 'c'], { options: { maxAppendBytes: 1, maxInflightMessages: 1 } });
    net.elect('a');
    net.advance(300);
    net.join('d');
    net.hold(({ to, message }) => to === 'd' && message.type === 'append');
    net.step('a', {
      type: 'changeMembership',
      now: net.now,
      id: ++calls,
      changes: [{ type: 'add', id: nodeId('d'), address: 'mem:d', role: 'voter' }],
      expected: undefined,
      force: true,
    });
    net.advance(3_000);
    expect(net.node('a').state.configuration.voters.map(({ id }) => id)).to.deep.equal(['a', 'b', 'c']);
    // The log has grown meanwhile: a change that is not forced would want it to come near the end.
    for (let i = 0; i < 20; i++) net.propose('a', `${String(i)};`);
    let behind = 0;
    net.trace = (node, effect) => {
      if (node.id !== 'a' || effect.type !== 'configuration' || effect.configuration.outgoing.length === 0) return;
      const { log, leadership } = node.state;
      behind = log.lastIndex - (leadership?.peers.get(nodeId('d'))?.matchIndex ?? 0);
    };
    net.holds = [];
    net.settle();
    expect(behind, 'entries that it lacked when it got its vote').to.be.above(10);
    expect(net.node('a').of('membershipChanged')).to.have.length(1);
    expect(net.node('a').state.configuration.voters.map(({ id }) => id)).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('who learns by a snapshot that it votes watches for a leader from then on', () => {
    const net = new Net(['a', 'b', 'c', 'd'], {
      configuration: { ...voters('a', 'b', 'c'), learners: voters('d').voters },
    });
    net.elect('a');
    net.advance(300);
    net.hold(({ to, message }) => to === 'd' && message.type === 'append');
    const promote: MemberChange = { type: 'promote', id: nodeId('d') };
    change(net, 'a', promote);
    net.settle();
    net.record('a');
    net.queue = net.queue.filter(({ to }) => to !== 'd');
    net.holds = [];
    net.down('a', 'd');
    net.up('a', 'd');
    const d = net.node('d');
    for (let i = 0; i < 10 && d.state.fetching === undefined; i++)
      for (const wire of net.queue.splice(0)) net.deliverOne(wire);
    net.crash('a');
    net.hold(({ to }) => to === 'd');
    net.advance(10_000);
    expect(d.core.deadline, 'a learner waits for ever').to.equal(Infinity);
    d.fetch = { from: nodeId('a'), record: net.node('a').snapshot };
    net.endFetch('d');
    expect(d.state.configuration.voters.map(({ id }) => id)).to.include('d');
    expect(d.core.deadline).to.be.below(Infinity);
  });

  it('a learner that fetches a large snapshot is getting on: its one long round is no reason to give up', () => {
    const net = new Net(['a', 'b', 'c'], {
      configuration: voters('a', 'b', 'c'),
      options: { snapshotPatience: 3_000 },
    });
    net.elect('a');
    net.advance(300);
    net.propose('a', 'x', 'y', 'z');
    net.advance(300);
    net.record('a');
    net.join('d');
    net.hold(({ from, to }) => from === 'd' || to === 'd');
    change(net, 'a', { type: 'add', id: nodeId('d'), address: 'mem:d', role: 'voter' });
    net.settle();
    const say = (message: ConsensusMessage): void => {
      net.step('a', { type: 'message', now: net.now, from: nodeId('d'), store: storeOf('d'), message });
    };
    const { prevIndex } = net.messages('append', 'a').filter(({ to }) => to === 'd')[0]?.message ?? { prevIndex: 0 };
    say({ type: 'appendReply', term: 1, accepted: false, prevIndex, hintIndex: 0, hintTerm: 0 });
    const { index } = net.node('a').state.snapshot;
    // Every two seconds a little more has come.
    for (let received = 1; received <= 5; received++) {
      say({ type: 'snapshotReply', term: 1, index, status: 'fetching', received });
      net.advance(2_000);
    }
    expect(net.node('a').of('membershipRefused')).to.have.length(0);
    net.advance(2_000);
    expect(net.node('a').of('membershipRefused')[0]?.error.code).to.equal('LEARNER_BEHIND');
  });
});
