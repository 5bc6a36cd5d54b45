import { expect } from 'chai';
import { describe, it } from 'mocha';
import { nodeId } from '../src/model/ids.js';
import { Explorer } from './support/explorer.js';
import { Net, type NetNode } from './support/net.js';

/**
 * The claims of "In Search of an Understandable Consensus Algorithm" (Ongaro and Ousterhout, extended version, 2014), in our
 * words, each with the place where it is made.
 */
describe('the Raft paper', () => {
  const commits = (node: NetNode): string => node.committedLog.replace(/[-c]/g, '');

  describe('figure 3: the properties that hold at all times', () => {
    const properties = [
      'election safety',
      'leader append-only',
      'log matching',
      'leader completeness',
      'state machine safety',
    ];
    for (const [i, property] of properties.entries()) {
      it(`${property}, in fifty random histories of its own with crashes, cuts and lost messages`, () => {
        for (let seed = 9_000 + i * 50; seed < 9_050 + i * 50; seed++) {
          const explorer = new Explorer(seed);
          // A violation carries the name of its property; all are checked after each step.
          explorer.run(300);
          explorer.checkLogMatching();
        }
      });
    }
  });

  describe('§5.1 basics', () => {
    it('a server whose term is behind adopts the larger one that it hears of', () => {
      const net = new Net(['a', 'b', 'c']);
      net.step('a', {
        type: 'message',
        now: 0,
        from: nodeId('b'),
        store: net.node('b').store,
        message: { type: 'heartbeat', term: 7, commit: 0, round: 1 },
      });
      expect(net.node('a').state.term).to.equal(7);
    });

    it('a candidate or leader that hears of a larger term becomes a follower at once', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      const term = net.node('a').state.term + 1;
      net.step('a', {
        type: 'message',
        now: net.now,
        from: nodeId('b'),
        store: net.node('b').store,
        message: { type: 'appendReply', term, accepted: true, matchIndex: 1 },
      });
      expect(net.node('a').state).to.include({ role: 'follower', term });
    });

    it('a request with a stale term is refused', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      const { term } = net.node('b').state;
      net.step('b', {
        type: 'message',
        now: net.now,
        from: nodeId('c'),
        store: net.node('c').store,
        message: { type: 'append', term: term - 1, prevIndex: 0, prevTerm: 0, commit: 0, entries: undefined },
      });
      expect(net.messages('appendReply', 'b').at(-1)?.message).to.include({ accepted: false, term });
    });
  });

  describe('§5.2 leader election', () => {
    it('servers start as followers, and stay so while they hear from a leader', () => {
      const net = new Net(['a', 'b', 'c']);
      expect([...net.nodes.values()].map((n) => n.state.role)).to.deep.equal(['follower', 'follower', 'follower']);
      net.elect('a');
      const { term } = net.node('a').state;
      net.advance(60_000);
      expect(net.node('a').state).to.include({ role: 'leader', term });
    });

    it('a follower that hears nothing for an election timeout begins an election: it increments its term and votes for itself', () => {
      const net = new Net(['a']);
      net.advance(1);
      expect(net.node('a').hardState).to.deep.equal({ term: 1, votedFor: 'a' });
    });

    it('a candidate that loses to another leader of at least its term returns to follower', () => {
      const net = new Net(['a', 'b', 'c']);
      net.hold((w) => w.message.type === 'voteReply');
      net.now = 5_000;
      net.step('a', { type: 'tick', now: net.now });
      net.settle();
      expect(net.node('a').state.role).to.equal('candidate');
      net.step('a', {
        type: 'message',
        now: net.now,
        from: nodeId('b'),
        store: net.node('b').store,
        message: { type: 'heartbeat', term: 1, commit: 0, round: 1 },
      });
      expect(net.node('a').state).to.include({ role: 'follower', leader: 'b' });
    });

    it('split votes happen, and random timeouts resolve them soon', () => {
      for (let seed = 1; seed <= 30; seed++) {
        const net = new Net(['a', 'b', 'c', 'd'], { seed });
        net.now = 5_000;
        for (const id of ['a', 'b', 'c', 'd']) net.step(id, { type: 'tick', now: net.now });
        net.advance(5_000);
        expect(net.leaders(), `seed ${String(seed)}`).to.have.length(1);
      }
    });
  });

  describe('§5.3 log replication', () => {
    it('an entry is committed once the leader that created it has replicated it on a majority', () => {
      const net = new Net(['a', 'b', 'c', 'd', 'e']);
      net.elect('a');
      net.cut(['a', 'b'], ['c', 'd', 'e']);
      net.propose('a', 'x');
      net.settle();
      expect(commits(net.node('a'))).to.equal('');
      net.heal();
      net.cut(['a', 'b', 'c'], ['d', 'e']);
      net.settle();
      net.advance(200);
      expect(commits(net.node('a'))).to.equal('x');
    });

    it('the leader keeps the highest committed index in its messages, so that followers learn it', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      net.propose('a', 'x');
      net.settle();
      net.advance(150);
      expect(commits(net.node('b'))).to.equal('x');
      expect(commits(net.node('c'))).to.equal('x');
    });

    it('the leader retries until every follower stores every entry, also after it has answered', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      net.crash('c');
      net.propose('a', 'x');
      net.settle();
      expect(commits(net.node('a'))).to.equal('x');
      net.advance(30_000);
      net.restart('c');
      net.advance(1_000);
      expect(commits(net.node('c'))).to.equal('x');
    });

    it('a leader makes the logs of followers equal to its own, and never overwrites its own', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      net.cut(['a'], ['b', 'c']);
      net.propose('a', 'lost');
      net.settle();
      net.elect('b');
      net.propose('b', 'kept');
      net.settle();
      net.heal();
      net.advance(2_000);
      expect(net.node('a').log).to.equal(net.node('b').log);
      expect(net.node('a').log).to.include('kept').and.not.include('lost');
    });
  });

  describe('§5.4 safety', () => {
    it('§5.4.1: a candidate that lacks a committed entry cannot win', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      net.cut(['c'], ['a', 'b']);
      net.propose('a', 'x');
      net.settle();
      net.crash('a');
      net.heal();
      net.advance(20_000);
      expect(net.leaders().map((n) => n.id)).to.deep.equal(['b']);
    });

    it('§5.4.2: a leader does not commit entries of earlier terms by counting them; its own entry commits them along', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      net.hold((w) => w.message.type === 'appendReply' && w.to === 'a');
      net.propose('a', 'x');
      net.settle();
      expect(commits(net.node('a'))).to.equal('');
      net.crash('a');
      net.holds = [];
      net.elect('b');
      net.settle();
      expect(net.node('b').committedLog, 'x, and the no-op of the new term').to.match(/x-$/);
    });
  });

  describe('§5.5 crashes of followers and candidates', () => {
    it('repeating a request does no harm', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      net.propose('a', 'x', 'y');
      net.settle();
      const before = net.node('b').log;
      for (const wire of net.messages('append', 'a').filter((w) => w.to === 'b')) net.deliverOne(wire);
      net.settle();
      expect(net.node('b').log).to.equal(before);
    });
  });

  describe('§5.6 timing', () => {
    it('safety does not depend on timing: any clock gives the same promises (figure 3, above); only progress does', () => {
      const net = new Net(['a', 'b', 'c']);
      // Messages that take longer than an election timeout: nobody gets on, and nothing is broken.
      net.hold(() => true);
      net.advance(30_000);
      expect(net.leaders()).to.have.length(0);
      net.holds = [];
      net.queue = [];
      net.advance(5_000);
      expect(net.leaders()).to.have.length(1);
    });
  });

  describe('§6 membership', () => {
    it('servers ignore requests for votes while they believe that a leader exists', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      net.advance(300);
      const { term } = net.node('b').state;
      net.step('b', {
        type: 'message',
        now: net.now,
        from: nodeId('c'),
        store: net.node('c').store,
        message: { type: 'voteRequest', term: term + 9, lastIndex: 99, lastTerm: term, transfer: false },
      });
      expect(net.node('b').state.term).to.equal(term);
    });
  });

  describe('§8 clients', () => {
    it('a new leader commits a no-op at the start of its term', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      expect(net.node('a').committedLog).to.match(/^-/);
    });

    it('a leader exchanges heartbeats with a majority before it answers a read', () => {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      net.advance(100);
      net.hold((w) => w.message.type === 'heartbeatReply');
      net.step('a', { type: 'read', now: net.now, id: 1 });
      net.settle();
      expect(net.node('a').of('readReady')).to.have.length(0);
      net.holds = [];
      net.settle();
      expect(net.node('a').of('readReady')).to.have.length(1);
    });
  });
});
