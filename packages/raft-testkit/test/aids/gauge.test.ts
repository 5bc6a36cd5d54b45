import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { gauge } from '../../src/index.js';
import { knowsThreads, threadTime } from '../../src/aids/thread-time.js';

/** Holds the loop until its thread has worked so long. */
function hold(milliseconds: number): void {
  for (const end = threadTime() + milliseconds; threadTime() < end; );
}

/** Work beside the loop, more than there are processors on small machines, while `work` runs. */
async function besides(work: () => Promise<void>): Promise<void> {
  const workers = Array.from({ length: 4 }, () => new Worker('for (;;);', { eval: true }));
  try {
    await Promise.all(workers.map((worker) => once(worker, 'online')));
    await work();
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

describe('the gauge of an event loop', () => {
  it('finds one stall of 60 ms among short turns', async () => {
    const { stallMs } = await gauge(async () => {
      for (let turn = 0; turn < 20; turn++) {
        hold(turn === 10 ? 60 : 1);
        await setTimeout(1);
      }
    });
    expect(stallMs).to.be.within(59, 80);
  });

  it('finds it also where nothing follows', async () => {
    const { stallMs } = await gauge(async () => {
      await setTimeout(1);
      hold(60);
    });
    expect(stallMs).to.be.within(59, 80);
  });

  it('adds up no turns', async () => {
    const { stallMs } = await gauge(async () => {
      for (let turn = 0; turn < 20; turn++) {
        hold(5);
        await setTimeout(1);
      }
    });
    expect(stallMs).to.be.within(4, 30);
  });

  it('blames nothing on the loop that other threads of the process do', async function () {
    if (!knowsThreads()) this.skip();
    await besides(async () => {
      const others = process.cpuUsage();
      const { stallMs } = await gauge(async () => {
        for (let turn = 0; turn < 5; turn++) {
          hold(20);
          await setTimeout(1);
        }
      });
      const { user, system } = process.cpuUsage(others);
      // They did work, and the loop's 100 ms are part of it.
      expect((user + system) / 1000).to.be.greaterThan(150);
      expect(stallMs).to.be.within(19, 40);
    });
  });
});
