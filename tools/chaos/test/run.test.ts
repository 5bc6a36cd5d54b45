import { expect } from 'chai';
import { describe, it } from 'mocha';
import { HistoryViolation } from '../src/load/epochs.js';
import { DEFAULTS, run, type RunOptions } from '../src/run.js';

const IN_CI = process.env['CI'] !== undefined && process.env['CI'] !== 'false';
const SECONDS = IN_CI ? 45 : 10;
/** A stale read is found long before. */
const PATIENCE = 120;

/** With all that went wrong, where it fails. */
async function told(options: RunOptions): ReturnType<typeof run> {
  const story: string[] = [];
  try {
    return await run(options, (line) => story.push(line));
  } catch (error) {
    if (error instanceof Error) error.message += `\nseed ${String(options.seed)}:\n${story.join('\n')}`;
    throw error;
  }
}

describe('real processes under kills, pauses and cuts', () => {
  it('keep what is promised for every call', async () => {
    const seed = Math.floor(Date.now() / 1_000);
    const result = await told({ ...DEFAULTS, seed, seconds: SECONDS });
    expect(result.faults).to.be.above(0);
    expect(result.checked).to.be.above(0);
    console.log(`      ${JSON.stringify(result)}`);
  }).timeout((SECONDS + 120) * 1_000);

  it('reads that promise nothing are found out', async () => {
    const options: RunOptions = { ...DEFAULTS, seconds: PATIENCE, reads: ['stale'] };
    const failure = await run(options, () => undefined).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(HistoryViolation);
  }).timeout((PATIENCE + 120) * 1_000);
});
