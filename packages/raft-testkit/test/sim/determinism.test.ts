import { expect } from 'chai';
import { describe, it } from 'mocha';
import { runSeed } from '../../src/sim/index.js';

describe('the simulator', () => {
  it('tells the same story for the same seed, byte for byte', async () => {
    const tell = async (): Promise<{ lines: string; hash: string }> => {
      const lines: string[] = [];
      const { hash } = await runSeed(5, (line) => lines.push(line));
      return { lines: lines.join('\n'), hash };
    };
    const first = await tell();
    const second = await tell();
    expect(first.lines).to.not.equal('');
    expect(second).to.deep.equal(first);
  });
});
