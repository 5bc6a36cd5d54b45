import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { UncommittedTail } from '../../src/consensus/uncommitted-tail.js';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { InternalError } from '../../src/model/errors.js';
import { nodeId } from '../../src/model/ids.js';
import { BUILD_VERSIONS } from '../../src/model/versions.js';
import type { ConsensusMessage } from '../../src/model/messages.js';
import { command, Net, type NetNode } from '../support/net.js';

function append(
  term: number,
  prevIndex: number,
  prevTerm: number,
  commit: number,
  entries: readonly (readonly [number, string])[],
): ConsensusMessage {
  const batches = entries.map(([t, text], i) => EntryBatch.pack(prevIndex + 1 + i, t, 0, [command(text)]));
  return {
    type: 'append',
    term,
    prevIndex,
    prevTerm,
    commit,
    entries: batches.length === 0 ? undefined : EntryBatch.concat(batches),
  };
}

function tell(net: Net, to: string, from: string, message: ConsensusMessage): void {
  net.step(to, { type: 'message', now: net.now, from: nodeId(from), store: net.node(from).store, message });
}

/** A follower whose synced log is given as [term, text]. */
function withLog(net: Net, id: string, term: number, entries: readonly (readonly [number, string])[]): NetNode {
  net.crash(id);
  const node = net.node(id);
  node.hardState = { term, votedFor: undefined };
  node.disk = entries.map(([t, text], i) => ({ ...command(text), window: 0, index: i + 1, term: t, time: 0 }));
  return net.restart(id);
}

describe('replication', () => {
  it('replicates and commits in order on every node', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    for (const text of 'wxyz') net.propose('a', text);
    net.settle();
    net.advance(200);
    for (const node of net.nodes.values()) expect(node.committedLog).to.equal('-cwxyz');
  });

  it('rule 2, D1: the leader counts its own entries only once they are synced, also alone', () => {
    for (const ids of [['a'], ['a', 'b']]) {
      const net = new Net(ids);
      net.elect('a');
      const { committed } = net.node('a');
      net.propose('a', 'x');
      net.settle(['a']);
      expect(net.node('a').committed).to.equal(committed);
      net.settle();
      expect(net.node('a').committed).to.equal(committed + 1);
    }
  });

  it('rule 2: a follower acknowledges only what is synced', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    const before = net.messages('appendReply').length;
    net.propose('a', 'x');
    net.settle(['b', 'c']);
    expect(net.messages('appendReply')).to.have.length(before);
    expect(net.node('a').committedLog).to.not.include('x');
    net.settle();
    expect(net.node('a').committedLog).to.include('x');
  });

  it('§5.1: an acknowledgement that was sent to the leader of an older term does not count for the same node later', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.advance(200);
    const { term, committed } = { term: net.node('a').state.term, committed: net.node('a').committed };
    net.elect('b');
    net.elect('a');
    net.cut(['a'], ['b', 'c']);
    net.propose('a', 'x');
    net.settle();
    // What the follower held then may have been replaced since: this says nothing about what it holds now.
    const { lastIndex } = net.node('a').state.log;
    tell(net, 'a', 'b', { type: 'appendReply', term, accepted: true, matchIndex: lastIndex });
    expect(net.node('a').state.leadership?.peers.get(nodeId('b'))?.matchIndex).to.be.below(lastIndex);
    expect(net.node('a').committedLog).to.not.include('x');
    expect(net.node('a').committed).to.be.above(committed);
  });

  it('F3: a window that was lost on a connection that lives is sent again after an election timeout', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.advance(200);
    net.propose('a', 'x');
    net.propose('a', 'y');
    net.queue = net.queue.filter(({ to, message }) => !(to === 'b' && message.type === 'append'));
    net.settle();
    net.advance(1500);
    expect(net.node('b').log, 'too early to give it up').to.not.include('x');
    net.advance(1000);
    expect(net.node('b').committedLog).to.include('xy');
  });

  it('rule 3, L5: a higher term is durable before, or with, the first entry accepted under it', () => {
    const net = new Net(['a', 'b', 'c']);
    tell(net, 'b', 'a', append(5, 0, 0, 0, [[5, 'x']]));
    const { writes } = net.node('b');
    const term = writes.findIndex((w) => w.hardState?.term === 5);
    const entry = writes.findIndex((w) => w.entries !== undefined);
    expect(term).to.be.at.least(0).and.at.most(entry);
    expect(net.messages('appendReply', 'b')).to.have.length(0);
    net.sync('b');
    tell(net, 'b', 'c', append(1, 0, 0, 1, [[1, 'o']]));
    net.sync('b');
    expect(net.node('b').log).to.equal('x');
    expect(net.messages('appendReply', 'b').at(-1)?.message).to.include({ accepted: false, term: 5 });
  });

  it('rule 18: while the disk hangs, no more than a bound of messages waits for it, and the oldest go first', () => {
    const net = new Net(['a', 'b', 'c']);
    tell(net, 'b', 'a', append(5, 0, 0, 0, []));
    for (let round = 1; round <= 2000; round++) tell(net, 'b', 'a', { type: 'heartbeat', term: 5, commit: 0, round });
    expect(net.node('b').state.held).to.have.length(1024);
    net.sync('b');
    expect(net.messages('heartbeatReply', 'b').map(({ message }) => message.round)).to.deep.equal(
      Array.from({ length: 1024 }, (_, i) => 977 + i),
    );
  });

  it('a late rejection, of what the follower has acknowledged since, does not interrupt the stream', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.propose('a', 'x');
    net.settle();
    const { term, leadership } = net.node('a').state;
    const progress = leadership?.peers.get(nodeId('b'));
    expect(progress).to.include({ state: 'replicate' });
    tell(net, 'a', 'b', { type: 'appendReply', term, accepted: false, prevIndex: 1, hintIndex: 0, hintTerm: 0 });
    expect(progress).to.include({ state: 'replicate' });
  });

  it('entries that were read from the disk in a former leadership are not sent in this one', () => {
    const net = new Net(['a', 'b', 'c'], { options: { logCacheBytes: 1 } });
    net.elect('a');
    net.elect('b');
    const { core } = net.elect('a');
    net.cut(['a'], ['b']);
    for (const text of 'wxyz') net.propose('a', text);
    net.settle();
    const reads = core
      .step({
        type: 'peerUp',
        now: net.now,
        peer: nodeId('b'),
        store: net.node('b').store,
        build: BUILD_VERSIONS,
      })
      .filter((effect) => effect.type === 'readLog');
    expect(reads).to.have.length(1);
    const from = reads[0]?.from ?? 0;
    // The answer to an earlier question for the same place, which only comes now.
    const batch = EntryBatch.pack(from, 1, 0, [command('o')]);
    const effects = core.step({ type: 'logRead', now: net.now, peer: nodeId('b'), batch });
    expect(effects.filter((effect) => effect.type === 'send' && effect.message.type === 'append')).to.have.length(0);
    expect(effects, 'asks again').to.deep.include({ ...reads[0] });
  });

  it('a completed write credits only the entries that it still owns', () => {
    const net = new Net(['a', 'b', 'c']);
    tell(
      net,
      'b',
      'a',
      append(1, 0, 0, 0, [
        [1, 'x'],
        [1, 'y'],
      ]),
    );
    tell(net, 'b', 'c', append(2, 1, 1, 0, [[2, 'z']]));
    const node = net.node('b');
    // The writes of term 1 complete: entry 2 is another one by now, and the leader of term 1 must not hear of it.
    const firstEntries = node.writes.findIndex((w) => w.entries !== undefined);
    net.sync('b', firstEntries + 1);
    expect(node.state.log.durableIndex).to.equal(1);
    expect(
      net.messages('appendReply', 'b').filter((w) => w.message.accepted && w.message.matchIndex > 1),
    ).to.have.length(0);
    net.sync('b');
    expect(node.log).to.equal('xz');
    expect(net.messages('appendReply', 'b').at(-1)).to.deep.include({
      to: 'c',
      message: { type: 'appendReply', term: 2, accepted: true, matchIndex: 2 },
    });
    expect(net.messages('appendReply', 'b').every((w) => w.to === 'c' || !w.message.accepted)).to.equal(true);
  });

  it('L1, rule 5: a heartbeat commits nothing that is not verified against this leader in this term', () => {
    const net = new Net(['a', 'b', 'c']);
    const node = withLog(net, 'b', 1, [
      [1, 'x'],
      [1, 'y'],
      [1, 'z'],
    ]);
    tell(net, 'b', 'a', { type: 'heartbeat', term: 2, commit: 3, round: 1 });
    expect(node.committed).to.equal(0);
    tell(net, 'b', 'a', append(2, 1, 1, 3, []));
    expect(node.committed, 'verified up to 1').to.equal(1);
    tell(net, 'b', 'a', { type: 'heartbeat', term: 2, commit: 3, round: 2 });
    expect(node.committed).to.equal(1);
  });

  it('L1, rule 5: what was verified against a leader is not verified against the next one', () => {
    const net = new Net(['a', 'b', 'c']);
    tell(
      net,
      'b',
      'a',
      append(1, 0, 0, 0, [
        [1, 'x'],
        [1, 'y'],
        [1, 'z'],
      ]),
    );
    net.sync('b');
    tell(net, 'b', 'c', { type: 'heartbeat', term: 2, commit: 3, round: 1 });
    expect(net.node('b').committed).to.equal(0);
  });

  it('L1: a leader tells in heartbeats only what the receiver is known to hold', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.hold((w) => w.to === 'c' && w.message.type === 'append');
    net.propose('a', 'x');
    net.settle();
    const { committed } = net.node('a');
    net.advance(300);
    const toC = net
      .messages('heartbeat', 'a')
      .filter((w) => w.to === 'c')
      .map((w) => w.message.commit);
    expect(Math.max(...toC)).to.be.below(committed);
    const toB = net
      .messages('heartbeat', 'a')
      .filter((w) => w.to === 'b')
      .map((w) => w.message.commit);
    expect(Math.max(...toB)).to.equal(committed);
  });

  it('L2, rule 4: entries of an older term commit only together with one of the own term (figure 8)', () => {
    const net = new Net(['a', 'b', 'c']);
    withLog(net, 'a', 3, [
      [1, 'x'],
      [2, 'y'],
    ]);
    withLog(net, 'b', 3, [
      [1, 'x'],
      [2, 'y'],
    ]);
    withLog(net, 'c', 3, [
      [1, 'x'],
      [3, 'z'],
    ]);
    net.crash('c');
    // Entry by entry: the no-op of the new term comes after the old entry, in a message of its own.
    net.hold((w) => w.message.type === 'append' && (w.message.entries?.lastIndex ?? 0) >= 3);
    const a = net.node('a');
    net.now += 5_000;
    net.step('a', { type: 'tick', now: net.now });
    net.settle();
    expect(a.state).to.include({ role: 'leader', term: 4 });
    tell(net, 'a', 'b', { type: 'appendReply', term: 4, accepted: true, matchIndex: 2 });
    expect(a.committed, 'entry 2 is on a majority, but of term 2').to.equal(0);
    net.holds = [];
    net.advance(1_000);
    expect(a.committedLog).to.match(/^xy-/);
  });

  it('L4, rule 6: a late, shorter or empty message removes nothing that was right', () => {
    const net = new Net(['a', 'b', 'c']);
    const five: [number, string][] = [
      [1, 'v'],
      [1, 'w'],
      [1, 'x'],
      [1, 'y'],
      [1, 'z'],
    ];
    tell(net, 'b', 'a', append(1, 0, 0, 0, five));
    net.sync('b');
    tell(net, 'b', 'a', append(1, 0, 0, 0, five.slice(0, 2)));
    tell(net, 'b', 'a', append(1, 2, 1, 0, []));
    net.sync('b');
    expect(net.node('b').log).to.equal('vwxyz');
    tell(
      net,
      'b',
      'c',
      append(2, 1, 1, 0, [
        [1, 'w'],
        [2, 'q'],
      ]),
    );
    net.sync('b');
    expect(net.node('b').log, 'exactly the conflicting tail goes').to.equal('vwq');
  });

  it('rule 6: a leader that contradicts a committed entry stops the group instead of being obeyed', () => {
    const net = new Net(['a', 'b', 'c']);
    tell(
      net,
      'b',
      'a',
      append(1, 0, 0, 2, [
        [1, 'x'],
        [1, 'y'],
      ]),
    );
    net.sync('b');
    expect(net.node('b').committed).to.equal(2);
    expect(() => {
      tell(
        net,
        'b',
        'c',
        append(2, 0, 0, 0, [
          [2, 'p'],
          [2, 'q'],
          [2, 'r'],
        ]),
      );
    }).to.throw(InternalError);
    expect(net.node('b').log).to.equal('xy');
  });

  it('converges in one round trip for each divergent term', () => {
    const net = new Net(['a', 'b', 'c']);
    const many = (term: number, n: number): [number, string][] => Array.from({ length: n }, () => [term, String(term)]);
    withLog(net, 'a', 9, [...many(1, 10), ...many(4, 10), ...many(8, 10)]);
    withLog(net, 'b', 9, [...many(1, 10), ...many(2, 50), ...many(3, 50)]);
    net.crash('c');
    net.restart('c');
    net.now += 5_000;
    net.step('a', { type: 'tick', now: net.now });
    net.settle();
    net.advance(300);
    const rejected = net.messages('appendReply', 'b').filter((w) => !w.message.accepted);
    expect(rejected.length).to.be.at.most(3);
    expect(net.node('b').log).to.equal(net.node('a').log);
  });

  it('pipelines up to the in-flight bounds, and goes on as acknowledgements come', () => {
    const net = new Net(['a', 'b', 'c'], { options: { maxInflightMessages: 3, maxAppendBytes: 1 } });
    net.elect('a');
    net.advance(300);
    net.hold((w) => w.to === 'b' && w.message.type === 'append');
    for (let i = 0; i < 10; i++) net.propose('a', String(i));
    net.settle();
    expect(net.queue.filter((w) => w.to === 'b')).to.have.length(3);
    expect(net.node('a').state.leadership?.peers.get(nodeId('b'))?.inflightMessages).to.equal(3);
    net.holds = [];
    net.settle();
    net.advance(200);
    expect(net.node('b').committedLog).to.equal(net.node('a').committedLog);
    expect(net.node('b').committedLog).to.match(/0123456789$/);
  });

  it('F3: heartbeats go out although the window is full', () => {
    const net = new Net(['a', 'b', 'c'], { options: { maxInflightMessages: 1 } });
    net.elect('a');
    net.hold((w) => w.to === 'b' && w.message.type === 'append');
    net.propose('a', 'x');
    net.propose('a', 'y');
    net.settle();
    const before = net.messages('heartbeat', 'a').filter((w) => w.to === 'b').length;
    net.advance(1_000);
    expect(net.messages('heartbeat', 'a').filter((w) => w.to === 'b').length - before).to.be.at.least(9);
    expect(net.node('b').state.leader).to.equal('a');
  });

  it('L7: a probing follower streams again after one round of heartbeats, without a new proposal', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.settle();
    net.down('a', 'b');
    expect(net.node('a').state.leadership?.peers.get(nodeId('b'))?.state).to.equal('probe');
    net.advance(250);
    expect(net.node('a').state.leadership?.peers.get(nodeId('b'))?.state).to.equal('replicate');
  });

  it('recovers from lost messages of a live connection', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.advance(300);
    net.cutOneWay('a', 'b');
    net.propose('a', 'x');
    net.settle();
    net.heal();
    net.propose('a', 'y');
    net.settle();
    net.advance(5_000);
    expect(net.node('b').committedLog).to.equal(net.node('a').committedLog);
    expect(net.node('b').committedLog).to.match(/xy$/);
  });

  it('serves a follower from storage where the cache is too small', () => {
    const net = new Net(['a', 'b', 'c'], { options: { logCacheBytes: 200, maxAppendBytes: 150 } });
    net.elect('a');
    net.cut(['c'], ['a', 'b']);
    for (const text of 'abcdefghijklmnopqrstuvwxyz') {
      net.propose('a', text);
      net.settle();
    }
    net.heal();
    net.advance(2_000);
    expect(net.node('a').of('readLog').length).to.be.above(0);
    expect(net.node('c').log).to.equal(net.node('a').log);
  });

  it('J2: acknowledging what the leader never had is a fault of the peer, not a commit', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    const { committed } = net.node('a');
    tell(net, 'a', 'b', { type: 'appendReply', term: net.node('a').state.term, accepted: true, matchIndex: 10_000 });
    expect(net.node('a').committed).to.equal(committed);
    expect(net.node('a').of('peerFault')).to.have.length(1);
  });

  it('F1, rule 18: a leader refuses commands while too much is not committed, and takes them again', () => {
    const net = new Net(['a', 'b', 'c'], { options: { maxUncommittedBytes: 100 } });
    net.elect('a');
    net.hold((w) => w.message.type === 'appendReply');
    const accepted = (): number =>
      net
        .node('a')
        .of('proposed')
        .reduce((sum, e) => sum + e.count, 0);
    for (let i = 0; i < 50; i++) net.propose('a', 'x'.repeat(20));
    const taken = accepted();
    expect(taken).to.be.within(1, 5);
    expect(
      net
        .node('a')
        .of('proposalRefused')
        .every((e) => e.refusal.reason === 'overloaded'),
    ).to.equal(true);
    net.holds = [];
    net.settle();
    net.propose('a', 'y');
    expect(accepted()).to.equal(taken + 1);
  });

  it('F1: a quorum that stays away bounds what all leaders together append, however often they change', () => {
    const max = 300;
    const net = new Net(['a', 'b', 'c'], { options: { maxUncommittedBytes: max } });
    net.elect('a');
    const { committed } = net.node('a');
    net.hold((w) => w.message.type === 'appendReply');
    let taken = 0;
    let refused = 0;
    const propose = (id: string): void => {
      for (const effect of net.propose(id, 'x'.repeat(20))) {
        if (effect.type === 'proposed') taken += effect.count;
        if (effect.type === 'proposalRefused') refused += effect.refusal.reason === 'overloaded' ? 1 : 0;
      }
      net.settle();
    };
    for (let i = 0; i < 20; i++) propose('a');
    expect(taken).to.be.within(1, 1 + max / 72);
    const first = taken;
    for (const id of ['b', 'c', 'a', 'b', 'c']) {
      net.elect(id);
      for (let i = 0; i < 20; i++) propose(id);
      expect(net.node(id).committed, 'nothing is committed').to.equal(committed);
    }
    expect([taken, refused]).to.deep.equal([first, 120 - first]);
    // The tail is as much after a restart, where nobody knows yet what of it is committed.
    net.crash('c');
    net.restart('c');
    net.elect('c');
    propose('c');
    expect(taken).to.equal(first);
    net.heal();
    net.settle();
    net.advance(200);
    expect(net.node('c').state.uncommitted.bytes).to.equal(0);
    propose('c');
    expect(taken).to.equal(first + 1);
  });

  it('F1: what is not committed is never counted too low, and exactly once all of it is', () => {
    const size = (batch: EntryBatch, from: number): number =>
      from > batch.lastIndex ? 0 : batch.slice(Math.max(from, batch.firstIndex)).byteLength;
    const step = fc.record({ do: fc.constantFrom('append', 'cut', 'commit'), by: fc.nat(6), bytes: fc.nat(30_000) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const tail = new UncommittedTail();
        let log: EntryBatch[] = [];
        let last = 0;
        let committed = 0;
        const truth = (): number => log.reduce((sum, batch) => sum + size(batch, committed + 1), 0);
        for (const { do: what, by, bytes } of steps) {
          if (what === 'append') {
            const batch = EntryBatch.pack(
              last + 1,
              1,
              0,
              Array.from({ length: by + 1 }, () => command('x'.repeat(bytes))),
            );
            log.push(batch);
            tail.appended(batch);
            last = batch.lastIndex;
          } else if (what === 'cut') {
            const from = Math.max(committed + 1, last + 1 - by);
            log = log
              .filter((b) => b.firstIndex < from)
              .map((b) => b.slice(b.firstIndex, Math.min(b.lastIndex, from - 1)));
            if (from <= last) tail.truncatedFrom(from);
            last = Math.min(last, from - 1);
          } else {
            committed = Math.min(last, committed + by);
            tail.committed(committed);
          }
          expect(tail.bytes).to.be.at.least(truth());
        }
        tail.committed(last);
        expect(tail.bytes).to.equal(0);
      }),
      { numRuns: 200 },
    );
  });

  it('rule 15: log time goes on from the last entry by elapsed leadership, and never back', () => {
    const net = new Net(['a', 'b', 'c']);
    net.elect('a');
    net.advance(1_000);
    net.propose('a', 'x');
    net.settle();
    const last = net.node('a').disk.at(-1)?.time ?? 0;
    expect(last).to.be.at.least(1_000);
    net.crash('a');
    net.now += 50_000; // leaderless time does not count
    const next = net.elect('b');
    net.propose('b', 'y');
    net.settle();
    const times = next.disk.map((e) => e?.time ?? 0);
    expect([...times].sort((x, y) => x - y)).to.deep.equal(times);
    expect((times.at(-1) ?? 0) - last).to.be.below(1_000);
  });

  it('D1: a crash of everybody at any moment loses nothing that was committed', () => {
    for (let writes = 0; writes < 6; writes++) {
      const net = new Net(['a', 'b', 'c']);
      net.elect('a');
      net.propose('a', 'x', 'y');
      net.settle(['b', 'c']);
      net.sync('b', writes);
      net.sync('c', Math.floor(writes / 2));
      net.settle(['b', 'c']);
      const promised = net.node('a').committedLog;
      for (const id of ['a', 'b', 'c']) net.crash(id);
      for (const id of ['a', 'b', 'c']) net.restart(id);
      net.advance(5_000);
      const [leader] = net.leaders();
      expect(leader?.committedLog.startsWith(promised)).to.equal(true);
    }
  });
});
