import { expect } from 'chai';
import { describe, it } from 'mocha';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runSeed } from '../../src/sim/index.js';

const BIN = fileURLToPath(new URL('../../src/cli/lol-sim.js', import.meta.url));
const run = promisify(execFile);

/**
 * The whole run of a seed as one number, equal on every machine and every version of Node. A change of raft-core's behaviour, or of
 * what the simulator draws, changes them: where that is meant, `lol-sim --seed N --trace` ends with the new one.
 */
const GOLDEN: Readonly<Record<number, string>> = {
  1: '58f9878e9537f088',
  5: 'ac08eeda3c4a78b8',
  3: 'd3c34862f8ea2c9e',
  11: '0da24f3c68a38f26',
};

describe('the simulator', () => {
  for (const [seed, golden] of Object.entries(GOLDEN)) {
    it(`runs seed ${seed} as it always has`, async () => {
      expect((await runSeed(Number(seed))).hash).to.equal(golden);
    });
  }

  for (const version of ['22', '24']) {
    it(`runs them so on Node ${version} too`, async function () {
      if (process.env['CI'] === undefined) {
        console.log(`      skipped: Node ${version} is fetched from npm only in CI (CI=true)`);
        this.skip();
      }
      const node = ['exec', '--yes', `--package=node@${version}`, '--', 'node'];
      const found = await run('npm', [...node, '--version']).catch((error: unknown) => String(error));
      if (typeof found === 'string' || !found.stdout.startsWith(`v${version}.`)) {
        console.log(`      skipped: npm has no Node ${version} for this machine`);
        this.skip();
      }
      const { stdout } = await run('npm', [...node, BIN, '--seeds', Object.keys(GOLDEN).join(), '--json'], {
        maxBuffer: 64 * 1024 * 1024,
      });
      const results = stdout
        .trimEnd()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { seed: number; hash: string });
      expect(Object.fromEntries(results.map(({ seed, hash }) => [seed, hash]))).to.deep.equal(GOLDEN);
    }).timeout(180_000);
  }

  it('tells the same story for the same seed, byte for byte', async () => {
    const tell = async (): Promise<{ lines: string; hash: string }> => {
      const lines: string[] = [];
      const { hash } = await runSeed(5, { onLine: (line) => lines.push(line) });
      return { lines: lines.join('\n'), hash };
    };
    const first = await tell();
    const second = await tell();
    expect(first.lines).to.not.equal('');
    expect(second).to.deep.equal(first);
  });
});
