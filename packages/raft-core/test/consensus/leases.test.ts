import { expect } from 'chai';
import { describe, it } from 'mocha';
import { holdsLease, leaseEnd } from '../../src/consensus/lease.js';
import { encodeConfiguration, type Configuration } from '../../src/model/configuration.js';
import { EntryKind } from '../../src/model/entry.js';
import type { GroupSettings } from '../../src/model/group-settings.js';
import { nodeId } from '../../src/model/ids.js';
import type { ConsensusMessage } from '../../src/model/messages.js';
import { Net, voters, type Wire } from '../support/net.js';

const MIN = 500;
/** At the default drift of 100 thousandths. */
const LEASE = MIN / 1.1;
const ON: Partial<GroupSettings> = { leases: true };

/** A net whose groups are founded with leases, and whose leader `a` has committed a configuration that says so. */
function leased(ids = ['a', 'b', 'c'], change: Partial<Configuration> = {}, settings = ON): Net {
  const net = new Net(ids, { configuration: { ...voters(...ids), settings, ...change } });
  net.elect('a');
  net.advance(100);
  return net;
}

function lease(net: Net, id = 'a'): number {
  const { state } = net.node(id);
  if (state.leadership === undefined) throw new Error(`${id} does not lead`);
  return leaseEnd(state, state.leadership, net.now);
}

function holds(net: Net, id = 'a'): boolean {
  const { state } = net.node(id);
  return state.leadership !== undefined && holdsLease(state, state.leadership, net.now);
}

/** Appends the leader's configuration with other settings. */
function setSettings(net: Net, id: string, settings: Partial<GroupSettings>): void {
  const payload = encodeConfiguration({ ...net.node(id).state.configuration, settings });
  const proposals = [{ kind: EntryKind.Configuration, session: 0, sequence: 0, payload }];
  net.step(id, { type: 'propose', now: net.now, proposals });
}

function read(net: Net, id: string, number: number): void {
  net.step(id, { type: 'read', now: net.now, id: number, lease: true });
}

function answered(net: Net, id: string): number[] {
  return net
    .node(id)
    .of('readReady')
    .map((e) => e.id);
}

const between =
  (type: ConsensusMessage['type'], from: readonly string[], to: readonly string[]) =>
  (w: Wire): boolean =>
    w.message.type === type && from.includes(w.from) && to.includes(w.to);

describe('leases', () => {
  it('answer a read at once, at what is committed, without a message', () => {
    const net = leased();
    net.propose('a', 'x');
    net.settle();
    const before = net.sent.length;
    read(net, 'a', 1);
    expect(net.node('a').of('readReady')).to.deep.equal([{ type: 'readReady', id: 1, index: net.node('a').committed }]);
    expect(net.sent.length).to.equal(before);
  });

  it('are for reads that ask for them: any other is confirmed by a round', () => {
    const net = leased();
    net.step('a', { type: 'read', now: net.now, id: 1 });
    expect(answered(net, 'a')).to.deep.equal([]);
    net.settle();
    expect(answered(net, 'a')).to.deep.equal([1]);
  });

  it('are off by default: such a read is confirmed like any other', () => {
    const net = leased(['a', 'b', 'c'], {}, {});
    read(net, 'a', 1);
    expect(answered(net, 'a')).to.deep.equal([]);
    net.settle();
    expect(answered(net, 'a')).to.deep.equal([1]);
  });

  it('R5: run from when a round was begun, not from when it was answered, and are shorter by the drift', () => {
    const net = leased();
    net.advance(50);
    net.hold((w) => w.message.type === 'heartbeatReply');
    const before = lease(net);
    net.advance(100);
    const began = net.messages('heartbeat', 'a').at(-1)?.message.round;
    const at = net.now;
    net.now += 200;
    net.holds = [];
    for (const wire of net.queue.filter((w) => w.message.type === 'heartbeatReply' && w.message.round === began))
      net.deliverOne(wire);
    expect(lease(net)).to.be.within(before + 50, at + LEASE);
  });

  for (const [drift, length] of [
    [0, MIN],
    [100, LEASE],
    [1_000, MIN / 2],
  ] as const) {
    it(`last for the promise of a voter, less a drift of ${drift} thousandths`, () => {
      const net = leased(['a', 'b', 'c'], {}, { ...ON, maxClockDrift: drift });
      net.step('a', { type: 'tick', now: net.now });
      net.settle();
      const { leadership: l } = net.node('a').state;
      const began = l?.roundTimes.of(l.round) ?? NaN;
      expect(lease(net)).to.be.closeTo(began + length, 1e-6);
    });
  }

  it('end without news of a majority, and with them reads at once', () => {
    const net = leased(['a', 'b', 'c', 'd', 'e']);
    net.cut(['a', 'b'], ['c', 'd', 'e']);
    net.now += LEASE / 2;
    expect(holds(net)).to.equal(true);
    net.step('a', { type: 'tick', now: net.now });
    net.settle();
    net.now += LEASE / 2 + 1;
    net.step('a', { type: 'tick', now: net.now });
    net.settle();
    expect(holds(net), 'one of four has answered').to.equal(false);
    read(net, 'a', 1);
    net.settle();
    expect(answered(net, 'a')).to.deep.equal([]);
  });

  it('a learner is no help', () => {
    const net = leased(['a', 'b', 'c', 'd'], {
      voters: voters('a', 'b').voters,
      learners: voters('c', 'd').voters,
    });
    net.cut(['a'], ['b']);
    net.advance(LEASE + 10);
    expect(net.node('a').state.role).to.equal('leader');
    expect(holds(net)).to.equal(false);
  });

  it('need both halves of a joint configuration', () => {
    const net = leased(['a', 'b', 'c', 'd', 'e']);
    expect(holds(net)).to.equal(true);
    net.hold((w) => w.message.type === 'append' && w.to !== 'b' && w.to !== 'c');
    const { configuration } = net.node('a').state;
    const payload = encodeConfiguration({
      ...configuration,
      voters: configuration.voters.filter(({ id }) => 'abc'.includes(id)),
      outgoing: configuration.voters.filter(({ id }) => 'ade'.includes(id)),
    });
    const proposals = [{ kind: EntryKind.Configuration, session: 0, sequence: 0, payload }];
    net.step('a', { type: 'propose', now: net.now, proposals });
    net.settle();
    net.cut(['a'], ['d', 'e']);
    net.advance(LEASE + 10);
    expect(net.node('a').state.leadership, 'it leads').to.not.equal(undefined);
    expect(holds(net), 'of the old half only a itself has answered').to.equal(false);
  });

  it('R1: a fresh leader holds none before an entry of its term is committed', () => {
    const net = leased();
    net.hold((w) => w.message.type === 'appendReply' && w.message.term === 2);
    net.step('a', { type: 'transfer', now: net.now, id: 1, target: nodeId('b') });
    net.advance(150);
    expect(net.node('b').state.role).to.equal('leader');
    read(net, 'b', 1);
    net.advance(150);
    expect([holds(net, 'b'), answered(net, 'b')]).to.deep.equal([false, []]);
    net.holds = [];
    net.settle();
    expect([holds(net, 'b'), answered(net, 'b')]).to.deep.equal([true, [1]]);
  });

  it('rule 12: TimeoutNow ends them for its term, even if the transfer comes to nothing', () => {
    const net = leased();
    net.hold((w) => w.message.type === 'timeoutNow');
    net.step('a', { type: 'transfer', now: net.now, id: 1, target: nodeId('b') });
    net.settle();
    expect(net.queue.some((w) => w.message.type === 'timeoutNow')).to.equal(true);
    expect(holds(net)).to.equal(false);
    net.advance(2 * MIN);
    expect(net.node('a').of('transferFailed')).to.have.length(1);
    expect(net.node('a').state.role).to.equal('leader');
    expect(holds(net)).to.equal(false);
    read(net, 'a', 1);
    expect(answered(net, 'a')).to.deep.equal([]);
    net.settle();
    expect(answered(net, 'a'), 'a round confirms it').to.deep.equal([1]);
  });

  it('J3: a leader that was away for three timeouts answers nothing from its lease', () => {
    const net = leased();
    net.now += 3 * MIN;
    read(net, 'a', 1);
    expect(answered(net, 'a')).to.deep.equal([]);
    net.settle();
    expect(answered(net, 'a'), 'it is still the leader, as a round says').to.deep.equal([1]);
  });

  it('a leader whose own vote does not count holds none', () => {
    const net = leased(['a', 'b', 'c', 'd']);
    expect(holds(net)).to.equal(true);
    net.hold((w) => w.message.type === 'append');
    const { configuration } = net.node('a').state;
    const payload = encodeConfiguration({ ...configuration, voters: configuration.voters.slice(1) });
    const proposals = [{ kind: EntryKind.Configuration, session: 0, sequence: 0, payload }];
    net.step('a', { type: 'propose', now: net.now, proposals });
    expect(net.node('a').state.role).to.equal('leader');
    expect(holds(net)).to.equal(false);
  });

  it('rest on no configuration that only its founders know', () => {
    const net = new Net(['a', 'b', 'c'], { configuration: { ...voters('a', 'b', 'c'), settings: ON } });
    net.hold((w) => w.message.type === 'append' && (w.message.entries?.lastIndex ?? 0) > 1);
    net.elect('a');
    net.advance(100);
    expect(net.node('a').committed).to.equal(1);
    expect(holds(net), 'another founder may have been given other settings').to.equal(false);
    net.holds = [];
    net.advance(100);
    expect(holds(net)).to.equal(true);
  });

  it('of a cluster of one always hold', () => {
    const net = leased(['a']);
    net.now += 10 * MIN;
    read(net, 'a', 1);
    expect(answered(net, 'a')).to.deep.equal([1]);
  });

  describe('count only voters that are known to keep their promise', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];

    it('which have the entry that has switched leases on', () => {
      const net = leased(ids, {}, {});
      net.hold(between('append', ['a'], ['d', 'e']));
      setSettings(net, 'a', ON);
      net.settle();
      expect(net.node('a').committed, 'committed by three').to.equal(net.node('a').state.log.lastIndex);
      net.hold(between('heartbeatReply', ['b', 'c'], ['a']));
      net.advance(LEASE);
      expect(holds(net), 'd and e may end their promise').to.equal(false);
      net.holds = [];
      net.advance(100);
      expect(holds(net)).to.equal(true);
    });

    it('and whose log agrees up to this term: a former leader may have left them another configuration', () => {
      const net = leased(ids);
      net.hold(between('append', ['b'], ['d', 'e']));
      net.step('a', { type: 'transfer', now: net.now, id: 1, target: nodeId('b') });
      net.advance(100);
      expect(net.node('b').state.role).to.equal('leader');
      expect(net.node('b').committed).to.equal(net.node('b').state.log.lastIndex);
      net.hold(between('heartbeatReply', ['a', 'c'], ['b']));
      net.advance(LEASE);
      expect(holds(net, 'b')).to.equal(false);
      net.holds = [];
      net.advance(100);
      expect(holds(net, 'b')).to.equal(true);
    });

    it('and not before that entry is committed', () => {
      const net = leased(ids, {}, {});
      net.hold(between('appendReply', ['b', 'c', 'd', 'e'], ['a']));
      setSettings(net, 'a', ON);
      net.advance(200);
      expect(holds(net)).to.equal(false);
      net.holds = [];
      net.settle();
      expect(holds(net)).to.equal(true);
    });

    it('and not while the own disk is needed for that, and has not got it', () => {
      const net = leased(['a', 'b', 'c'], {}, {});
      net.hold(between('appendReply', ['c'], ['a']));
      setSettings(net, 'a', ON);
      net.advance(200, ['a']);
      expect(net.node('a').committed).to.be.below(net.node('a').state.log.lastIndex);
      expect(holds(net)).to.equal(false);
      net.advance(100);
      expect(holds(net)).to.equal(true);
    });

    it('and not those that lack the first entry of the term, though they have all before', () => {
      const net = new Net(ids, {
        configuration: { ...voters(...ids), settings: ON },
        options: { maxAppendBytes: 1, maxInflightMessages: 1 },
      });
      net.elect('a');
      net.advance(100);
      net.cut(['a'], ['d', 'e']);
      net.propose('a', 'x');
      net.settle();
      net.step('a', { type: 'transfer', now: net.now, id: 1, target: nodeId('b') });
      const first = net.node('a').state.log.lastIndex + 1;
      // What they have of it is not told.
      net.hold(
        ({ from, message }) =>
          ['d', 'e'].includes(from) &&
          message.type === 'appendReply' &&
          message.accepted &&
          message.matchIndex >= first,
      );
      net.advance(100);
      const { leadership } = net.node('b').state;
      expect(leadership?.peers.get(nodeId('d'))?.matchIndex).to.equal(first - 1);
      net.hold(between('heartbeatReply', ['a', 'c'], ['b']));
      net.advance(LEASE);
      expect(holds(net, 'b')).to.equal(false);
      net.holds = [];
      net.advance(100);
      expect(holds(net, 'b')).to.equal(true);
    });

    it('and the leader that switches them off holds none any more', () => {
      const net = leased(ids);
      net.hold(between('append', ['a'], ids));
      setSettings(net, 'a', { leases: false });
      expect(holds(net)).to.equal(false);
      setSettings(net, 'a', ON);
      net.settle();
      expect(holds(net), 'somebody may have the one entry without the other').to.equal(false);
      net.holds = [];
      net.advance(300);
      expect(holds(net)).to.equal(true);
    });
  });

  describe('what voters promise', () => {
    for (const on of [true, false]) {
      it(`rule 9: a closed connection to the leader ${on ? 'ends no' : 'ends the'} promise where leases are ${on ? 'on' : 'off'}`, () => {
        const net = leased(['a', 'b', 'c'], {}, { leases: on });
        const heard = net.node('b').state.leaderContact ?? NaN;
        net.cut(['a'], ['b', 'c']);
        net.down('b', 'a');
        net.down('c', 'a');
        const deadline = net.node('b').core.deadline;
        if (on) expect(deadline).to.be.at.least(heard + MIN);
        else expect(deadline).to.be.below(heard + MIN);
        // Another one asks within the promise, and is right to do so for all that b knows.
        const asks = { type: 'preVoteRequest', term: 2, lastIndex: 99, lastTerm: 1 } as const;
        net.deliverOne({ from: nodeId('c'), to: nodeId('b'), message: asks });
        net.deliverOne({
          from: nodeId('c'),
          to: nodeId('b'),
          message: { ...asks, type: 'voteRequest', transfer: false },
        });
        expect(net.messages('preVoteReply', 'b').at(-1)?.message.granted).to.equal(!on);
        expect(net.node('b').state.votedFor === 'c').to.equal(!on);
        net.advance(MIN + 100);
        expect(net.leaders().some(({ id }) => id !== 'a')).to.equal(true);
      });

      it(`a voter that has heard of the candidate's term from a third ${on ? 'keeps' : 'ends'} its promise where leases are ${on ? 'on' : 'off'}`, () => {
        const net = leased(['a', 'b', 'c'], {}, { leases: on });
        const late = { type: 'preVoteReply', term: 5, granted: false } as const;
        net.deliverOne({ from: nodeId('c'), to: nodeId('b'), message: late });
        expect(net.node('b').state.term).to.equal(5);
        const asks = { type: 'voteRequest', term: 5, lastIndex: 99, lastTerm: 1, transfer: false } as const;
        net.deliverOne({ from: nodeId('c'), to: nodeId('b'), message: asks });
        expect(net.node('b').state.votedFor).to.equal(on ? undefined : 'c');
        // Later it is free.
        net.now += MIN;
        net.deliverOne({ from: nodeId('c'), to: nodeId('b'), message: asks });
        expect(net.node('b').state.votedFor).to.equal('c');
      });
    }

    it('E11: a restarted voter, which has forgotten its promise, keeps one in its own term too', () => {
      const net = leased();
      const late = { type: 'preVoteReply', term: 5, granted: false } as const;
      net.deliverOne({ from: nodeId('c'), to: nodeId('b'), message: late });
      net.sync('b');
      net.crash('b');
      net.restart('b');
      const asks = { type: 'voteRequest', term: 5, lastIndex: 99, lastTerm: 1, transfer: false } as const;
      net.now += MIN - 1;
      net.deliverOne({ from: nodeId('c'), to: nodeId('b'), message: asks });
      expect(net.node('b').state.votedFor).to.equal(undefined);
      net.now += 1;
      net.deliverOne({ from: nodeId('c'), to: nodeId('b'), message: asks });
      expect(net.node('b').state.votedFor).to.equal('c');
    });
  });

  describe('at others than the leader', () => {
    it('the leader tells the index from its lease, to followers and learners', () => {
      const net = leased(['a', 'b', 'c', 'd'], {
        voters: voters('a', 'b', 'c').voters,
        learners: voters('d').voters,
      });
      const rounds = net.messages('heartbeat', 'a').length;
      read(net, 'b', 1);
      read(net, 'd', 2);
      net.settle();
      expect([answered(net, 'b'), answered(net, 'd')]).to.deep.equal([[1], [2]]);
      expect(net.messages('heartbeat', 'a').length).to.equal(rounds);
      expect(net.node('b').of('readReady')[0]?.index).to.equal(net.node('a').committed);
    });

    it('where it holds none, it is confirmed first; a question that was lost is asked again as it was', () => {
      const net = leased();
      net.now += LEASE + 1;
      read(net, 'b', 1);
      net.settleUntil((w) => w.message.type === 'readIndexRequest');
      net.queue = net.queue.filter((w) => w.message.type !== 'readIndexRequest');
      net.hold((w) => w.message.type === 'heartbeatReply');
      net.step('a', { type: 'tick', now: net.now });
      net.settle();
      net.now += 250;
      net.step('a', { type: 'tick', now: net.now });
      net.settle();
      expect(net.messages('readIndexRequest', 'b').map(({ message }) => message.lease)).to.deep.equal([true, true]);
      expect(answered(net, 'b')).to.deep.equal([]);
      net.holds = [];
      net.settle();
      expect(answered(net, 'b')).to.deep.equal([1]);
    });
  });
});
