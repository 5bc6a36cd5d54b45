import { expect } from 'chai';
import { describe, it } from 'mocha';
import { waitFor } from '../../src/node/wait-for.js';
import { ManualClock } from '../support/manual-clock.js';

function watched(waiting: Promise<void>): { isOver: boolean } {
  const seen = { isOver: false };
  void waiting.then(() => (seen.isOver = true));
  return seen;
}

describe('a wait', () => {
  it('lasts as long as it is to', async () => {
    const clock = new ManualClock();
    const seen = watched(waitFor(clock, 100));
    await clock.advance(99);
    expect(seen.isOver).to.equal(false);
    await clock.advance(1);
    expect([seen.isOver, clock.timers]).to.deep.equal([true, 0]);
  });

  it('ends with its signal, and leaves no timer', async () => {
    const clock = new ManualClock();
    const stop = new AbortController();
    const seen = watched(waitFor(clock, 100, stop.signal));
    await clock.advance(1);
    expect([seen.isOver, clock.timers]).to.deep.equal([false, 1]);
    stop.abort();
    await clock.settle();
    expect([seen.isOver, clock.timers]).to.deep.equal([true, 0]);
    await waitFor(clock, 100, stop.signal);
    expect(clock.timers, 'none is set where it has fired').to.equal(0);
  });
});
