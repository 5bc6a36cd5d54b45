import { expect } from 'chai';
import { describe, it } from 'mocha';
import { nodeId } from '../../src/model/ids.js';
import type { ConsensusMessage } from '../../src/model/messages.js';
import { Net, voters } from '../support/net.js';

const vote = (term: number, lastIndex: number, lastTerm: number): ConsensusMessage => ({
  type: 'voteRequest',
  term,
  lastIndex,
  lastTerm,
  transfer: false,
});

describe('election', () => {
  it('elects one leader of three, which commits its no-op', () => {
    const net = new Net(['a', 'b', 'c']);
    net.advance(3_000);
    expect(net.leaders()).to.have.length(1);
    const [leader] = net.leaders();
    expect(leader?.committedLog).to.match(/^-c?$/);
    for (const node of net.nodes.values()) expect(node.committed).to.equal(leader?.committed);
  });

  it('a sole voter leads at once, but not before its vote is durable', () => {
    const net = new Net(['a']);
    net.step('a', { type: 'tick', now: 0 });
    expect(net.node('a').state.role).to.equal('candidate');
    net.sync('a', 1);
    expect(net.node('a').state.role).to.equal('leader');
    expect(net.node('a').committed).to.equal(0);
    net.settle();
    expect(net.node('a').committedLog).to.equal('-c');
  });

  it('rule 1: no vote request and no vote reply leaves before (term, votedFor) is durable', () => {
    const net = new Net(['a', 'b', 'c']);
    net.now = 5_000;
    net.step('a', { type: 'tick', now: net.now });
    net.settle(['a', 'b', 'c']);
    expect(net.node('a').state.role).to.equal('candidate');
    expect(net.messages('voteRequest')).to.have.length(0);
    net.sync('a');
    expect(net.messages('voteRequest')).to.have.length(2);
    net.settle(['b', 'c']);
    expect(net.messages('voteReply')).to.have.length(0);
    expect(net.node('b').writes.map((w) => w.hardState)).to.deep.equal([
      { term: 1, votedFor: undefined },
      { term: 1, votedFor: 'a' },
    ]);
    net.sync('b', 1);
    expect(net.messages('voteReply'), 'the term alone is not the vote').to.have.length(0);
    net.sync('b');
    expect(net.messages('voteReply')).to.have.length(1);
  });

  it('a message that waited for its write until its term had passed does not leave at all', () => {
    const net = new Net(['a', 'b', 'c']);
    net.now = 5_000;
    net.step('b', {
      type: 'message',
      now: net.now,
      from: nodeId('a'),
      store: net.node('a').store,
      message: vote(3, 0, 0),
    });
    net.step('b', {
      type: 'message',
      now: net.now,
      from: nodeId('c'),
      store: net.node('c').store,
      message: vote(4, 0, 0),
    });
    net.sync('b');
    expect(net.messages('voteReply', 'b').map(({ to, message }) => ({ to, ...message }))).to.deep.equal([
      { to: 'c', type: 'voteReply', term: 4, granted: true },
    ]);
  });

  it('E1: a crash at any write boundary of an election never lets a node grant two votes of one term', () => {
    for (let boundary = 0; boundary < 4; boundary++) {
      const net = new Net(['a', 'b', 'c']);
      net.now = 5_000;
      net.step('b', {
        type: 'message',
        now: net.now,
        from: nodeId('a'),
        store: net.node('a').store,
        message: vote(7, 0, 0),
      });
      net.sync('b', boundary);
      net.crash('b');
      net.restart('b');
      net.now += 5_000;
      net.step('b', {
        type: 'message',
        now: net.now,
        from: nodeId('c'),
        store: net.node('c').store,
        message: vote(7, 0, 0),
      });
      net.sync('b');
      const granted = new Set(
        net
          .messages('voteReply', 'b')
          .filter((w) => w.message.granted && w.message.term === 7)
          .map((w) => w.to),
      );
      expect(granted.size).to.be.at.most(1);
    }
  });

  it('E2: the vote of a term is not forgotten when a leader of that same term appears', () => {
    const net = new Net(['a', 'b', 'c']);
    net.now = 5_000;
    net.cut(['a'], ['b', 'c']);
    net.step('a', { type: 'tick', now: net.now });
    // Pre-votes are lost: force the candidacy by answers.
    net.step('a', {
      type: 'message',
      now: net.now,
      from: nodeId('b'),
      store: net.node('b').store,
      message: { type: 'preVoteReply', term: 1, granted: true },
    });
    net.sync('a');
    expect(net.node('a').state).to.include({ role: 'candidate', term: 1, votedFor: 'a' });
    net.step('a', {
      type: 'message',
      now: net.now,
      from: nodeId('b'),
      store: net.node('b').store,
      message: { type: 'heartbeat', term: 1, commit: 0, round: 1 },
    });
    expect(net.node('a').state).to.include({ role: 'follower', leader: 'b', votedFor: 'a' });
    net.now += 10_000;
    net.step('a', {
      type: 'message',
      now: net.now,
      from: nodeId('c'),
      store: net.node('c').store,
      message: vote(1, 9, 9),
    });
    const replies = net.messages('voteReply', 'a');
    expect(replies.map((w) => w.message.granted)).to.deep.equal([false]);
  });

  it('E3: replies of an older term do not count, and a voter counts once', () => {
    const net = new Net(['a', 'b', 'c', 'd', 'e']);
    net.now = 5_000;
    net.hold((w) => w.message.type === 'voteReply');
    net.step('a', { type: 'tick', now: net.now });
    net.settle();
    expect(net.node('a').state).to.include({ role: 'candidate', term: 1 });
    const old = net.queue.filter((w) => w.message.type === 'voteReply');
    expect(old).to.have.length(4);
    net.now += 5_000;
    net.step('a', { type: 'tick', now: net.now });
    net.settle();
    expect(net.node('a').state).to.include({ role: 'candidate', term: 2 });
    for (const wire of old) net.deliverOne(wire);
    expect(net.node('a').state.role).to.equal('candidate');
    const fresh = net.queue.find((w) => w.message.type === 'voteReply' && w.message.term === 2);
    expect(fresh).to.not.equal(undefined);
    for (let i = 0; i < 5; i++) if (fresh !== undefined) net.deliverOne(fresh);
    expect(net.node('a').state.role, 'one grant five times is one vote').to.equal('candidate');
  });

  it('E4: a pre-vote round writes nothing and changes nothing at its voters', () => {
    const net = new Net(['a', 'b', 'c']);
    net.now = 5_000;
    net.hold((w) => w.message.type === 'preVoteReply');
    const before = { ...net.node('b').state, effects: undefined, now: undefined };
    const electionAt = net.node('b').state.electionAt;
    net.step('a', { type: 'tick', now: net.now });
    net.settle();
    expect([...net.nodes.values()].flatMap((n) => n.of('write'))).to.have.length(0);
    expect(net.node('b').state).to.include({
      term: before.term,
      votedFor: before.votedFor,
      role: 'follower',
      electionAt,
    });
    // A grant of the pre-election that comes late is no vote in the real one.
    const grants = net.queue.filter((w) => w.message.type === 'preVoteReply');
    expect(grants).to.have.length(2);
    net.hold((w) => w.message.type === 'voteRequest');
    if (grants[0] !== undefined) net.deliverOne(grants[0]);
    net.settle();
    expect(net.node('a').state).to.include({ role: 'candidate', term: 1 });
    for (const wire of grants) net.deliverOne(wire);
    net.settle();
    expect(net.node('a').state.role).to.equal('candidate');
  });

  it('E4: a pre-vote grant for another term than the one asked for now does not count', () => {
    const net = new Net(['a', 'b', 'c']);
    net.now = 5_000;
    net.hold((w) => w.message.type === 'preVoteReply' || w.message.type === 'preVoteRequest');
    net.step('a', { type: 'tick', now: net.now });
    const old = { type: 'preVoteReply', term: 1, granted: true } as const;
    net.step('a', {
      type: 'message',
      now: net.now,
      from: nodeId('b'),
      store: net.node('b').store,
      message: { type: 'heartbeat', term: 3, commit: 0, round: 1 },
    });
    net.settle();
    net.now += 5_000;
    for (let tries = 0; tries < 3 && net.node('a').state.role !== 'preCandidate'; tries++) {
      net.now += 5_000;
      net.step('a', { type: 'tick', now: net.now });
    }
    expect(net.node('a').state).to.include({ role: 'preCandidate', term: 3 });
    for (const from of ['b', 'c'])
      net.step('a', { type: 'message', now: net.now, from: nodeId(from), store: net.node(from).store, message: old });
    expect(net.node('a').state).to.include({ role: 'preCandidate', term: 3 });
  });

  it('E5: any connected majority elects a leader, whatever the terms of its members', () => {
    for (const terms of [
      [1, 5],
      [5, 1],
      [1, 9],
      [4, 4],
    ] as const) {
      const net = new Net(['a', 'b', 'c']);
      net.crash('c');
      for (const [i, id] of ['a', 'b'].entries()) {
        net.crash(id);
        net.node(id).hardState = { term: terms[i] as number, votedFor: undefined };
        net.restart(id);
      }
      net.advance(10_000);
      expect(net.leaders(), `terms ${terms.join()}`).to.have.length(1);
    }
  });

  it('E7, rule 8: a node votes although its own configuration does not name it', () => {
    const net = new Net(['a', 'b', 'c'], {
      configuration: { ...voters('a', 'b'), learners: [{ id: nodeId('c'), address: 'mem:c' }] },
    });
    net.now = 5_000;
    net.step('c', {
      type: 'message',
      now: net.now,
      from: nodeId('a'),
      store: net.node('a').store,
      message: vote(3, 0, 0),
    });
    net.sync('c');
    expect(net.messages('voteReply', 'c').map((w) => w.message)).to.deep.equal([
      { type: 'voteReply', term: 3, granted: true },
    ]);
  });

  it('a learner does not campaign', () => {
    const net = new Net(['a', 'b'], {
      configuration: { ...voters('a'), learners: [{ id: nodeId('b'), address: 'mem:b' }] },
    });
    net.crash('a');
    net.advance(20_000);
    expect(net.messages('preVoteRequest', 'b')).to.have.length(0);
  });

  it('E8: a node that was cut off for long disturbs nobody when it comes back', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    const { term } = net.node('a').state;
    net.cut(['c'], ['a', 'b']);
    net.advance(100 * 500);
    expect(net.node('c').state.term, 'pre-vote keeps the term').to.equal(term);
    net.heal();
    net.advance(5_000);
    expect(net.node('a').state).to.include({ role: 'leader', term });
    expect(net.node('c').state.leader).to.equal('a');
  });

  it('E10: logs are compared by (last term, last index), lexicographically', () => {
    for (const lastTerm of [1, 2, 3]) {
      for (const lastIndex of [1, 2, 3]) {
        const net = new Net(['a', 'b', 'c']);
        const node = net.node('b');
        net.crash('b');
        node.hardState = { term: 3, votedFor: undefined };
        node.disk = [
          { index: 1, term: 1, kind: 1, time: 0, session: 0, sequence: 0, window: 0, payload: new Uint8Array(0) },
          { index: 2, term: 2, kind: 1, time: 0, session: 0, sequence: 0, window: 0, payload: new Uint8Array(0) },
        ];
        net.restart('b');
        net.now += 5_000;
        net.step('b', {
          type: 'message',
          now: net.now,
          from: nodeId('a'),
          store: net.node('a').store,
          message: vote(4, lastIndex, lastTerm),
        });
        net.sync('b');
        const [reply] = net.messages('voteReply', 'b');
        const expected = lastTerm > 2 || (lastTerm === 2 && lastIndex >= 2);
        expect(reply?.message.granted, `(${lastTerm}, ${lastIndex})`).to.equal(expected);
      }
    }
  });

  it('rule 9: a voter that has heard a live leader, or has just started, refuses votes and pre-votes', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    const { term } = net.node('a').state;
    net.now += 100;
    net.step('b', {
      type: 'message',
      now: net.now,
      from: nodeId('c'),
      store: net.node('c').store,
      message: vote(term + 5, 99, term + 1),
    });
    expect(net.node('b').state.term).to.equal(term);
    net.crash('b');
    net.restart('b');
    net.now += 499;
    net.step('b', {
      type: 'message',
      now: net.now,
      from: nodeId('c'),
      store: net.node('c').store,
      message: vote(term + 5, 99, term + 1),
    });
    expect(net.node('b').state.term, 'a restart forgets no promise').to.equal(term);
    net.now += 1;
    net.step('b', {
      type: 'message',
      now: net.now,
      from: nodeId('c'),
      store: net.node('c').store,
      message: vote(term + 5, 99, term + 1),
    });
    expect(net.node('b').state.term).to.equal(term + 5);
  });

  it('rule 9: a closed connection to the leader starts a pre-vote at once, and the next leader is there fast', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.advance(1_000);
    net.crash('a');
    const before = net.now;
    net.settle();
    while (net.leaders().length === 0 && net.now - before < 1_000) net.advance(1);
    expect(net.leaders()).to.have.length(1);
    expect(net.now - before).to.be.at.most(100);
  });

  it('rule 9: where only one node lost its connection, the others keep the leader', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    const { term } = net.node('a').state;
    net.cut(['a'], ['c']);
    net.down('c', 'a');
    net.down('a', 'c');
    net.advance(20_000);
    expect(net.node('a').state).to.include({ role: 'leader', term });
  });

  it('rule 10: a leader without a quorum steps down within an election timeout', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.cut(['a'], ['b', 'c']);
    net.propose('a', 'x');
    net.advance(501);
    expect(net.node('a').state.role).to.not.equal('leader');
  });

  it('D5, rule 10: a leader whose disk stalls for an election timeout steps down, and another leads', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.propose('a', 'x');
    net.advance(1_990, ['a']);
    expect(net.node('a').state.role, 'a disk may pause').to.equal('leader');
    net.advance(20, ['a']);
    expect(net.node('a').state.role).to.not.equal('leader');
    net.advance(5_000, ['a']);
    expect(net.leaders().map((n) => n.id)).to.not.include('a');
    expect(net.leaders()).to.have.length(1);
  });

  it('D5: much to write takes its time, and a disk that finishes something has not stalled', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.advance(300);
    // 8 MiB, for which half a second more is granted; and a small write behind them.
    net.propose('a', 'x'.repeat(8 * 1024 * 1024));
    net.propose('a', 'y');
    net.advance(2_400, ['a']);
    expect(net.node('a').state.role, 'still writing').to.equal('leader');
    net.sync('a', 1);
    net.advance(1_900, ['a']);
    expect(net.node('a').state.role, 'alive a moment ago').to.equal('leader');
    net.advance(200, ['a']);
    expect(net.node('a').state.role, 'nothing more comes').to.equal('follower');
  });

  it('D5: a node whose disk hangs does not climb in terms, and asks nobody for votes', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('b');
    net.advance(300);
    net.crash('b');
    net.advance(100, ['a']);
    const before = net.messages('preVoteRequest', 'a').length;
    const { term } = net.node('a').state;
    net.propose('a', 'x');
    net.step('a', {
      type: 'message',
      now: net.now,
      from: nodeId('c'),
      store: net.node('c').store,
      message: { type: 'heartbeat', term: term + 1, commit: 0, round: 1 },
    });
    net.crash('c');
    net.advance(20_000, ['a']);
    expect(net.node('a').state.term).to.equal(term + 1);
    expect(net.messages('preVoteRequest', 'a').length).to.equal(before);
    expect(net.node('a').state.held.length).to.be.at.most(1024);
  });

  it('J3: a node that was blocked itself gives the leader one more heartbeat interval, once', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.advance(1_000);
    net.now += 1_500;
    net.step('b', { type: 'tick', now: net.now });
    expect(net.node('b').state).to.include({ role: 'follower', leader: 'a' });
    expect(net.messages('preVoteRequest', 'b')).to.have.length(0);
    expect(net.node('b').core.deadline).to.equal(net.now + 100);
    net.now += 1_500;
    net.step('b', { type: 'tick', now: net.now });
    expect(net.node('b').state.role).to.equal('preCandidate');
  });

  it('J3: a leader that was blocked itself waits half a timeout for its quorum, once', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.advance(1_000);
    const { round } = net.node('a').state.leadership ?? { round: 0 };
    net.now += 1_500;
    net.step('a', { type: 'tick', now: net.now });
    expect(net.node('a').state.role, 'still leads').to.equal('leader');
    expect(net.node('a').state.leadership?.round, 'asks at once').to.equal(round + 1);
    net.now += 1_500;
    net.step('a', { type: 'tick', now: net.now });
    expect(net.node('a').state.role, 'nobody has answered').to.equal('follower');
  });

  it('J3: a leader that was blocked and is answered goes on; one that is not, steps down in time', () => {
    for (const answered of [true, false]) {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      net.advance(1_000);
      net.now += 1_500;
      if (!answered) for (const id of ['b', 'c']) net.crash(id);
      net.step('a', { type: 'tick', now: net.now });
      net.advance(300, ['a']);
      expect(net.node('a').state.role).to.equal(answered ? 'leader' : 'follower');
    }
  });

  it('is deterministic: the same seed gives the same messages', () => {
    const run = (): string => {
      const net = new Net(['a', 'b', 'c', 'd', 'e'], { seed: 42 });
      net.advance(2_000);
      net.propose(net.leaders()[0]?.id ?? '', 'x', 'y');
      net.advance(1_000);
      return JSON.stringify(net.sent);
    };
    expect(run()).to.equal(run());
  });
});
