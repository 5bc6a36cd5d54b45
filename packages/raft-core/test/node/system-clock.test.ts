import { expect } from 'chai';
import { systemClock } from '../../src/node/system-clock.js';

describe('systemClock', () => {
  it('runs what a turn has deferred in order, at its end and not before', async () => {
    const clock = systemClock();
    const events: string[] = [];
    await new Promise<void>((resolve) => {
      clock.defer(() => events.push('first'));
      clock.defer(() => {
        events.push('second');
        resolve();
      });
      queueMicrotask(() => events.push('microtask'));
      events.push('turn');
    });
    expect(events).to.deep.equal(['turn', 'microtask', 'first', 'second']);
  });

  it('leaves what a deferred callback defers to the next turn', async () => {
    const clock = systemClock();
    const events: string[] = [];
    await new Promise<void>((resolve) => {
      clock.defer(() => {
        clock.defer(() => {
          events.push('next turn');
          resolve();
        });
      });
      clock.defer(() => events.push('this turn'));
    });
    expect(events).to.deep.equal(['this turn', 'next turn']);
  });

  it('delivers input that is ready before what is deferred by a timer', async () => {
    // A blocked loop finds its timer due and its input waiting: no timeout may be judged before that input (J3).
    const clock = systemClock();
    const { port1, port2 } = new MessageChannel();
    port1.start();
    const events: string[] = [];
    await new Promise<void>((resolve) => {
      port1.once('message', () => events.push('input'));
      clock.setTimer(1, () => {
        clock.defer(() => {
          events.push('deferred');
          resolve();
        });
      });
      const until = clock.now() + 5;
      port2.postMessage(0);
      while (clock.now() < until);
    });
    port1.close();
    expect(events).to.deep.equal(['input', 'deferred']);
  });
});
