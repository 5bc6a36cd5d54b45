import { NotLeaderError, type ReadResult } from '@lolraft/raft-core';
import { VirtualClock } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Leadership, type LockGroup } from '../../src/service/leadership.js';

/** A group of which the test decides who leads, and when a read is answered. */
function groupOf() {
  const state = { role: 'leader', term: 4, leaderElsewhere: undefined as { id: string; address: string } | undefined };
  const reads: (() => void)[] = [];
  const group = {
    id: 'main',
    failure: undefined,
    consensusState: state,
    read: () =>
      new Promise<ReadResult>((resolve) => {
        reads.push(() => resolve({ index: 1, value: new Uint8Array() }));
      }),
  } as unknown as LockGroup;
  const clock = new VirtualClock();
  return { state, reads, clock, leadership: new Leadership(group, clock) };
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('Leadership', () => {
  it('is confirmed by one read for all who ask within a turn, and by another one for those behind', async () => {
    const { reads, clock, leadership } = groupOf();
    const first = [leadership.confirm(), leadership.confirm()];
    await clock.settle();
    expect(reads).to.have.length(1);
    let isDone = false;
    const late = leadership.confirm().then((term) => {
      isDone = true;
      return term;
    });
    await clock.settle();
    expect(reads).to.have.length(2);
    reads[0]!();
    expect(await Promise.all(first)).to.deep.equal([4, 4]);
    await clock.settle();
    expect(isDone).to.equal(false);
    reads[1]!();
    expect(await late).to.equal(4);
  });

  it('is not confirmed where it was lost meanwhile, or won again', async () => {
    const { state, reads, clock, leadership } = groupOf();
    const lost = failure(leadership.confirm());
    await clock.settle();
    state.term = 6;
    reads[0]!();
    expect(await lost).to.be.instanceOf(NotLeaderError);
    const none = failure(leadership.confirm());
    await clock.settle();
    state.role = 'follower';
    state.leaderElsewhere = { id: 'n2', address: 'mem:n2' };
    reads[1]!();
    expect(await none).to.be.instanceOf(NotLeaderError);
    const refused = await failure(leadership.confirm());
    expect(refused instanceof NotLeaderError && refused.leader?.id).to.equal('n2');
    expect(leadership.term).to.equal(undefined);
  });
});
