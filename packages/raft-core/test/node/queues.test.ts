import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ClosedError, LeadershipLostError, type RaftError } from '../../src/model/errors.js';
import { Proposals, type PendingProposal } from '../../src/node/proposals.js';
import { ReadQueue, type PendingRead } from '../../src/node/read-queue.js';
import { command } from '../support/net.js';

type Ending = 'open' | 'done' | RaftError['code'];

function proposal(
  text: string,
  acknowledge: 'apply' | 'commit' = 'apply',
): { readonly it: PendingProposal; ending: Ending } {
  const record = {
    ending: 'open' as Ending,
    it: {
      ...command(text),
      acknowledge,
      clusterVersion: 1,
      resolve: (): void => {
        record.ending = 'done';
      },
      reject: (error: RaftError): void => {
        record.ending = error.code;
      },
    },
  };
  return record;
}

function read(deadline: number): { readonly it: PendingRead; ending: Ending } {
  const record = {
    ending: 'open' as Ending,
    it: {
      payload: new Uint8Array(0),
      deadline,
      resolve: (): void => {
        record.ending = 'done';
      },
      reject: (error: RaftError): void => {
        record.ending = error.code;
      },
    },
  };
  return record;
}

describe('open proposals', () => {
  it('a place that was lost, and is taken again, is answered as its new command asks', () => {
    const proposals = new Proposals();
    const [lost, later] = [proposal('lost', 'commit'), proposal('later')];
    for (const each of [lost, later]) {
      proposals.queue(each.it);
      for (const taken of proposals.takeQueued()) proposals.appended(taken, 5);
      if (each === lost) proposals.failAppendedAbove(4, () => new LeadershipLostError());
    }
    proposals.committed(5);
    expect([lost.ending, later.ending]).to.deep.equal(['LEADERSHIP_LOST', 'open']);
  });

  it('are counted until they are settled, queued or appended', () => {
    const proposals = new Proposals();
    const a = proposal('a');
    const b = proposal('bb');
    proposals.queue(a.it);
    proposals.queue(b.it);
    expect([proposals.count, proposals.bytes]).to.deep.equal([2, 2 * 52 + 3]);
    for (const [i, p] of proposals.takeQueued().entries()) proposals.appended(p, 10 + i);
    expect(proposals.count).to.equal(2);
    const taken = proposals.takeAppended(10);
    expect(taken, 'nothing of the payload is kept').to.have.all.keys('bytes', 'resolve', 'reject');
    taken?.resolve({ index: 10, value: new Uint8Array(0) });
    expect(a.ending).to.equal('done');
    expect(proposals.takeAppended(10)).to.equal(undefined);
    expect(proposals.count).to.equal(1);
    proposals.failAppendedAbove(0, () => new LeadershipLostError());
    expect(b.ending).to.equal('LEADERSHIP_LOST');
    expect([proposals.count, proposals.bytes]).to.deep.equal([0, 0]);
  });

  it('what is committed stays open when leadership ends: it will be applied here', () => {
    const proposals = new Proposals();
    const committed = proposal('a');
    const lost = proposal('b');
    proposals.queue(committed.it);
    proposals.queue(lost.it);
    proposals.takeQueued();
    proposals.appended(committed.it, 5);
    proposals.appended(lost.it, 6);
    proposals.failAppendedAbove(5, () => new LeadershipLostError());
    expect([committed.ending, lost.ending]).to.deep.equal(['open', 'LEADERSHIP_LOST']);
  });
});

describe('writes that are answered on commit', () => {
  it('are answered once they are committed, in their order, and not again when they are applied', () => {
    const proposals = new Proposals();
    const all = [proposal('a', 'commit'), proposal('b'), proposal('c', 'commit'), proposal('d', 'commit')];
    for (const { it: one } of all) proposals.queue(one);
    proposals.takeQueued();
    for (const [i, { it: one }] of all.entries()) proposals.appended(one, 5 + i);
    proposals.committed(4);
    expect(all.map((one) => one.ending)).to.deep.equal(['open', 'open', 'open', 'open']);
    proposals.committed(7);
    expect(all.map((one) => one.ending)).to.deep.equal(['done', 'open', 'done', 'open']);
    expect(proposals.takeAppended(5)).to.equal(undefined);
    expect(proposals.takeAppended(6)).to.not.equal(undefined);
    expect(proposals.count).to.equal(1);
  });

  it('fail like others where leadership is lost, and nothing is answered that another leader has put there', () => {
    const proposals = new Proposals();
    const [lost, other, next] = [proposal('a', 'commit'), proposal('c'), proposal('b', 'commit')];
    proposals.queue(lost.it);
    proposals.takeQueued();
    proposals.appended(lost.it, 5);
    proposals.failAppendedAbove(4, () => new LeadershipLostError());
    proposals.committed(5);
    expect(lost.ending).to.equal('LEADERSHIP_LOST');
    // Leader again, another write takes the same place, and waits for the app.
    proposals.queue(other.it);
    proposals.takeQueued();
    proposals.appended(other.it, 5);
    proposals.committed(5);
    expect(other.ending).to.equal('open');
    expect(proposals.takeAppended(5)).to.not.equal(undefined);
    proposals.queue(next.it);
    proposals.takeQueued();
    proposals.appended(next.it, 6);
    proposals.committed(6);
    expect(next.ending).to.equal('done');
    expect([proposals.count, proposals.bytes]).to.deep.equal([0, 0]);
  });
});

describe('open reads', () => {
  it('go from queue to confirmation to waiting for their index', () => {
    const reads = new ReadQueue();
    const a = read(100);
    reads.queue(a.it, 'linearizable');
    const round = reads.startRounds()[0]?.id ?? NaN;
    expect(reads.takeReady(1e9)).to.deep.equal([]);
    reads.confirmed(round, 7);
    expect(reads.takeReady(6)).to.deep.equal([]);
    expect(reads.takeReady(7)).to.deep.equal([a.it]);
    expect(reads.count).to.equal(0);
  });

  it('go their own way for each level', () => {
    const reads = new ReadQueue();
    const [a, b, c] = [read(100), read(100), read(100)];
    reads.queue(a.it, 'lease');
    reads.queue(b.it, 'linearizable');
    reads.queue(c.it, 'lease');
    const rounds = reads.startRounds();
    expect(rounds.map(({ level }) => level)).to.deep.equal(['linearizable', 'lease']);
    expect([reads.hasQueued, reads.startRounds()]).to.deep.equal([false, []]);
    reads.confirmed(rounds[1]?.id ?? NaN, 3);
    expect(reads.takeReady(3)).to.deep.equal([a.it, c.it]);
    expect(reads.count).to.equal(1);
  });

  it('expire in every room, and only when their time is up', () => {
    const reads = new ReadQueue();
    const [queued, confirming, waiting, patient] = [read(10), read(10), read(10), read(99)];
    reads.queue(confirming.it, 'linearizable');
    const round = reads.startRounds()[0]?.id ?? NaN;
    reads.queue(queued.it, 'lease');
    reads.wait(waiting.it, 5);
    reads.wait(patient.it, 5);
    expect(reads.deadline).to.equal(10);
    reads.expire(9);
    expect(reads.count).to.equal(4);
    reads.expire(10);
    expect([queued, confirming, waiting].map((r) => r.ending)).to.deep.equal(Array(3).fill('DEADLINE_EXCEEDED'));
    expect(reads.deadline).to.equal(99);
    reads.confirmed(round, 5);
    expect(reads.takeReady(5)).to.deep.equal([patient.it]);
    expect(reads.deadline).to.equal(Infinity);
  });

  it('are kept while the app answers, and settled once', () => {
    const reads = new ReadQueue();
    const [quick, late, last] = [read(10), read(10), read(99)];
    for (const { it: one } of [quick, late, last]) reads.answering(one);
    expect(reads.answered(quick.it)).to.equal(true);
    reads.expire(10);
    expect([quick.ending, late.ending, last.ending]).to.deep.equal(['open', 'DEADLINE_EXCEEDED', 'open']);
    expect(reads.answered(late.it), 'too late').to.equal(false);
    reads.failAll(() => new ClosedError('the node'));
    expect(last.ending).to.equal('CLOSED');
    expect(reads.answered(last.it)).to.equal(false);
    expect(reads.count).to.equal(0);
  });

  it('all fail together when the group ends', () => {
    const reads = new ReadQueue();
    const all = [read(10), read(10), read(10)];
    reads.queue(all[0]?.it as PendingRead, 'linearizable');
    reads.startRounds();
    reads.queue(all[1]?.it as PendingRead, 'lease');
    reads.wait(all[2]?.it as PendingRead, 5);
    reads.failAll(() => new ClosedError('the node'));
    expect(all.map((r) => r.ending)).to.deep.equal(Array(3).fill('CLOSED'));
    expect(reads.count).to.equal(0);
  });
});
