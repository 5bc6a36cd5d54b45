import { SimRandom } from '@lolraft/raft-testkit';
import { describe, it } from 'mocha';
import { withSeededIds } from './support/seeded-ids.js';
import { LockWorld } from './support/world.js';
describe('x', function () {
  this.timeout(1e9);
  it('y', async () => {
    const first = Number(process.env.FIRST ?? 1);
    for (let seed = first; seed < first + Number(process.env.SEEDS ?? 5); seed++) {
      const t = process.cpuUsage();
      try {
        const w = new LockWorld(seed);
        const seen = await withSeededIds(new SimRandom(seed), () => w.run());
        const u = process.cpuUsage(t);
        console.log(
          seed,
          JSON.stringify(seen),
          w.cluster.kernel.trace.hash,
          w.cluster.kernel.steps,
          Math.round(w.cluster.now),
          Math.round(u.user / 1000),
        );
      } catch (e) {
        console.log(seed, String(e));
      }
    }
  });
});
