import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Kernel } from '../../src/sim/kernel.js';

/** Longer than any chain of promises of a host. */
const LONG = 1_000;

async function chain(length: number): Promise<void> {
  for (let i = 0; i < length; i++) await Promise.resolve();
}

describe('simulated time', () => {
  it('each step is over with all its microtasks before it is looked at, and before the next one', async () => {
    const kernel = new Kernel(1);
    const told: string[] = [];
    const looker = { inspect: () => told.push(`look ${kernel.now}`) };
    for (const at of [1, 2])
      kernel.quietly(at, () => {
        kernel.touch(looker);
        void chain(LONG).then(() => told.push(`end ${kernel.now}`));
      });
    expect(await kernel.run(() => false, 10)).to.equal(false);
    expect(told).to.deep.equal(['end 1', 'look 1', 'end 2', 'look 2']);
    expect(kernel.now).to.equal(10);
  });

  it('waits for the microtasks of an event that touches nobody, too, unless it is said to have none', async () => {
    const kernel = new Kernel(1);
    const told: number[] = [];
    kernel.after(1, () => {
      void chain(LONG).then(() => told.push(kernel.now));
    });
    kernel.quietly(2, () => {
      kernel.stir();
      void chain(LONG).then(() => told.push(kernel.now));
    });
    kernel.after(3, () => undefined);
    await kernel.run(() => false, 10);
    expect(told).to.deep.equal([1, 2]);
  });

  it('asks after every step whether it is done, also after quiet ones', async () => {
    const kernel = new Kernel(1);
    let events = 0;
    for (let at = 1; at <= 5; at++) kernel.quietly(at, () => events++);
    expect(await kernel.run(() => events === 3, 10)).to.equal(true);
    expect(kernel.now).to.equal(3);
  });

  it('what a look or the question whether it is done throws, ends the run', async () => {
    const kernel = new Kernel(1);
    const wrong = (): never => {
      throw new RangeError('wrong');
    };
    const failure = async (run: Promise<boolean>): Promise<string> =>
      run.then(String, (error: unknown) => (error as Error).message);
    expect(await failure(kernel.run(wrong, 10))).to.equal('wrong');
    kernel.quietly(1, () => kernel.touch({ inspect: wrong }));
    expect(await failure(kernel.run(() => false, 10))).to.equal('wrong');
  });

  it('an error that escapes from an event is a broken rule', async () => {
    const kernel = new Kernel(1);
    kernel.after(1, () => {
      throw new RangeError('wrong');
    });
    expect(await kernel.run(() => false, 10)).to.equal(false);
    expect(kernel.violation?.rule).to.equal('escaped error');
  });
});
