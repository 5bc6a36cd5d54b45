import { expect } from 'chai';
import { describe, it } from 'mocha';
import { decodeReplay, encodeReplay, runScenario, runSeed, shrink, type RunOptions } from '../../src/sim/index.js';

/** A rule that any crash breaks: something to look for. */
const NO_CRASHES: RunOptions = {
  onCluster: (cluster) => {
    for (const node of cluster.nodes) {
      const crash = node.crash.bind(node);
      node.crash = () => {
        cluster.kernel.violate('no crashes', node.id);
        crash();
      };
    }
  },
};

/** One that is soon over: it is run hundreds of times. */
const FEW_INPUTS = 3_000;

async function firstFailure() {
  for (let seed = 1; ; seed++) {
    const result = await runSeed(seed, NO_CRASHES);
    // Nobody crashes but by a fault at a random moment: not to run another build, or where somebody is elected.
    const { nodes, groups, compaction, upgrades, membership, electionFaults } = result.scenario;
    if (upgrades !== undefined || membership !== undefined || electionFaults > 0) continue;
    if (result.violation?.rule !== 'no crashes' || result.inputs > FEW_INPUTS) continue;
    if (nodes > 2 && groups > 1 && compaction !== undefined) return result;
  }
}

describe('the search for a smaller failure', () => {
  it('leaves out what the failure does not need, and the rest fails again, exactly so', async () => {
    const first = await firstFailure();
    const shrunk = await shrink(first, { runs: 300, tries: 5, run: NO_CRASHES });
    const { scenario, result } = shrunk;
    expect(result.violation?.rule).to.equal('no crashes');
    expect(scenario).to.include({ groups: 1, clients: 1, keys: 1, paddingMax: 0, applyMax: 0 });
    expect(scenario.nodes).to.be.below(first.scenario.nodes);
    expect(scenario.compaction).to.equal(undefined);
    expect(scenario.faultEvery, 'without faults nobody crashes').to.be.below(Infinity);
    const { crash, crashAtWrite, crashAll, ...others } = scenario.faults;
    expect(crash + crashAtWrite + crashAll).to.be.above(0);
    expect(Object.values(others).every((weight) => weight === 0)).to.equal(true);
    expect(shrunk.runs).to.be.at.most(300);

    const replay = decodeReplay(encodeReplay(shrunk));
    expect(replay).to.deep.equal({ seed: shrunk.seed, scenario });
    const again = await runScenario(replay, NO_CRASHES);
    expect(again.hash).to.equal(result.hash);
    expect(again.violation).to.deep.equal(result.violation);
  }).timeout(300_000);

  it('ends when it is told to, with the best that it has', async () => {
    const first = await firstFailure();
    let left = 3;
    const shrunk = await shrink(first, { runs: 300, tries: 5, run: NO_CRASHES, goOn: () => left-- > 0 });
    expect(shrunk.runs).to.be.at.most(3);
    expect(shrunk.result.violation?.rule).to.equal('no crashes');
  }).timeout(300_000);

  it('refuses a run that passes', async () => {
    const passing = await runSeed(1);
    const outcome = await shrink(passing, { runs: 1, tries: 1 }).catch((error: unknown) => error);
    expect(outcome).to.be.instanceOf(RangeError);
  });

  it('says what is wrong with a file that is none of its own', () => {
    expect(() => decodeReplay('{}')).to.throw(/seed and scenario/);
    expect(() => decodeReplay('{"seed":1,"scenario":{"nodes":3}}')).to.throw(/has no groups/);
    expect(() => decodeReplay('nothing')).to.throw(SyntaxError);
  });
});
