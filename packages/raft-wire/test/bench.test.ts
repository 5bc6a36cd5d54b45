import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const BENCH = fileURLToPath(new URL('../../bench/codec.mjs', import.meta.url));

describe('the benchmark of the codec', () => {
  it('measures each kind of message', () => {
    const lines = execFileSync(process.execPath, [BENCH, '0'], { encoding: 'utf8' }).trimEnd().split('\n');
    expect(lines.map((line) => line.split(':')[0])).to.include.members(['peer', 'client', 'server', 'frames']);
  });
});
