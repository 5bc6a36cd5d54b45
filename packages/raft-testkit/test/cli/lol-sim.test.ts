import { expect } from 'chai';
import { describe, it } from 'mocha';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SimRandom } from '../../src/sim/random.js';
import { drawScenario, encodeReplay, runSeed } from '../../src/sim/index.js';

const BIN = fileURLToPath(new URL('../../src/cli/lol-sim.js', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string[];
  readonly err: string;
}

function lolSim(...args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out: out.trimEnd().split('\n'), err }));
  });
}

describe('lol-sim', function () {
  this.timeout(60_000);

  it('runs seeds, and sums up in its last line', async () => {
    const { code, out, err } = await lolSim('--seeds', '1..3,7');
    expect({ code, err }).to.deep.equal({ code: 0, err: '' });
    expect(out).to.have.length(1);
    expect(out[0]).to.match(/^4 passed, 0 failed; \d+ entries, \d+ calls, \d+ inputs, /);
  });

  it('runs a steady load on three nodes, whatever the seeds draw', async () => {
    const { code, out } = await lolSim('--steady', '--seeds', '5..6', '--json');
    expect(code).to.equal(0);
    const [first, second, sum] = out.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).to.have.nested.property('scenario.nodes', 3);
    expect(second?.['scenario']).to.deep.equal(first?.['scenario']);
    expect(second?.['hash']).to.not.equal(first?.['hash']);
    expect(first).to.have.nested.property('calls.unknown', 0);
    expect(sum).to.include({ passed: 2, undecided: 0 });
  });

  it('speaks JSON: a line for each seed, and the sum', async () => {
    const { code, out } = await lolSim('--seeds', '5..6', '--nodes', '3', '--json');
    expect(code).to.equal(0);
    const lines = out.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ seed }) => seed)).to.deep.equal([5, 6, undefined]);
    expect(lines[0]).to.have.nested.property('scenario.nodes', 3);
    expect(lines[2]).to.include({ passed: 2 }).and.to.have.property('cpuSeconds');
  });

  it('tells the story of a seed, and repeats a run from a file', async () => {
    const { hash } = await runSeed(9);
    const story = await lolSim('--seed', '9', '--trace');
    expect(story.out.length).to.be.above(100);
    expect(story.out).to.include(`seed 9 passed, trace ${hash}`);
    const folder = mkdtempSync(path.join(tmpdir(), 'lol-sim-'));
    try {
      const file = path.join(folder, 'run.json');
      writeFileSync(file, encodeReplay({ seed: 9, scenario: drawScenario(new SimRandom(9)) }));
      const replay = await lolSim('--scenario', file);
      expect(replay).to.deep.include({ code: 0, out: [`seed 9 passed, trace ${hash}`] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('begins no further seed once its time is over, and says which fresh ones it took', async () => {
    const { code, out, err } = await lolSim('--seeds', 'fresh', '--for', '1', '--json');
    // Nobody has run these seeds before: where one fails, this is all that is known of it.
    expect(code, [...out, err].join('\n')).to.equal(0);
    const seeds = out.slice(0, -1).map((line) => (JSON.parse(line) as { seed: number }).seed);
    expect(seeds.length).to.be.above(0);
    expect(seeds).to.deep.equal(seeds.map((_, i) => (seeds[0] as number) + i));
  });

  it('has nothing to shrink where a seed passes', async () => {
    expect(await lolSim('--seed', '7', '--shrink')).to.deep.include({ code: 0, out: ['seed 7 passed'] });
  });

  it('explains itself, and what is wrong with its arguments', async () => {
    const help = await lolSim('--help');
    expect(help.code).to.equal(0);
    expect(help.out[0]).to.match(/^Usage: lol-sim/);
    for (const [args, what] of [
      [['--seeds', '9..1'], /expected a number/],
      [['--seed', '1', '--seeds', '2'], /exclude each other/],
      [['--shrink'], /needs the --seed/],
      [['--seeds', 'fresh'], /needs --for/],
      [['--nodes', '8'], /from 1 to 7/],
      [['--frobnicate'], /frobnicate/],
      [['--scenario', '/nowhere/run.json'], /nowhere/],
    ] as const) {
      const { code, err } = await lolSim(...args);
      expect(code, args.join(' ')).to.equal(2);
      expect(err).to.match(what);
    }
  });
});
