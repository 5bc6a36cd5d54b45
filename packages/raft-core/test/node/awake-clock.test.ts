import { expect } from 'chai';
import { describe, it } from 'mocha';
import { AwakeClock } from '../../src/node/awake-clock.js';

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

describe('the clock by which silence is judged', () => {
  it('J3: stands still while our own loop is blocked', async () => {
    const period = 10;
    const ticks: number[] = [];
    const clock = new AwakeClock(period, (now) => ticks.push(now));
    await until(() => ticks.length > 0);
    const before = ticks.length;
    for (const begun = performance.now(); performance.now() - begun < 50 * period; );
    await until(() => ticks.length > before + 1);
    clock.stop();
    for (const [i, now] of ticks.entries()) expect(now - (ticks[i - 1] ?? 0)).to.be.at.most(2 * period);
  });
});
