import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';

const PROGRAM = fileURLToPath(new URL('../../src/history/cli/lol-history.js', import.meta.url));

const PUT = '{"process":"c1","called":0,"returned":1,"input":{"type":"put","key":"x","value":"a"},"output":{}}';
const get = (value: string) =>
  `{"process":"c2","called":2,"returned":3,"input":{"type":"get","key":"x"},"output":{"value":${value}}}`;

describe('lol-history', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lol-history-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function run(lines: readonly string[], ...args: string[]): { status: number | null; stdout: string; stderr: string } {
    const file = path.join(folder, 'history.jsonl');
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    return spawnSync(process.execPath, [PROGRAM, 'check', file, ...args], { encoding: 'utf8' });
  }

  it('accepts what can be ordered', () => {
    expect(run([PUT, '', get('"a"')])).to.include({ status: 0, stdout: 'linearizable: 2 operations, 2 steps\n' });
  });

  it('draws what cannot, as text and SVG', () => {
    const svg = path.join(folder, 'out.svg');
    const { status, stdout } = run([PUT, get('null')], '--svg', svg, '--width', '60');
    expect(status).to.equal(1);
    expect(stdout).to.match(/^not linearizable: 2 operations\n\nc1 ┣━+ put "a" → ok ━+┫\nc2 +┣━+ get → null ━+┫/);
    expect(stdout).to.include(
      'On x: put "a" → ok (c1) and get → null (c2) contradict each other: beginning with nothing',
    );
    expect(readFileSync(svg, 'utf8')).to.match(/^<svg [\s\S]+<\/svg>\n$/);
  });

  it('says it in JSON', () => {
    const lost = '{"called":0,"input":{"type":"put","key":"x","value":"b"}}';
    const { status, stdout } = run([PUT, get('"c"'), lost], '--json');
    expect(status).to.equal(1);
    const said = JSON.parse(stdout);
    expect(said).to.include({ type: 'violation', key: 'x', operations: 3 });
    expect(said.window.operations.map(({ index }: { index: number }) => index)).to.deep.equal([1]);
  });

  it('knows locks', () => {
    const acquire = (holder: string, called: number) =>
      `{"called":${called},"returned":${called + 1},"input":{"type":"acquire","key":"l","holder":"${holder}"},"output":{"done":true,"token":${called}}}`;
    expect(run([acquire('a', 1)], '--model', 'lock').status).to.equal(0);
    expect(run([acquire('a', 1), acquire('b', 3)], '--model', 'lock').status).to.equal(1);
  });

  it('gives up where the bound is too small', () => {
    const { status, stdout } = run(
      [PUT, get('"a"'), PUT.replace('"called":0,"returned":1', '"called":4,"returned":5')],
      '--bound',
      '1',
    );
    expect(status).to.equal(3);
    expect(stdout).to.include('undecided');
  });

  const wrong: Record<string, readonly [lines: readonly string[], args: readonly string[], message: string]> = {
    'no JSON': [[PUT, 'x'], [], 'line 2: no JSON'],
    'an unknown operation': [
      ['{"called":0,"input":{"type":"pop","key":"x"}}'],
      [],
      'line 1: a map knows get, put and cas',
    ],
    'a misspelt member': [[PUT.replace('"output":{}', '"output":{"valeu":"a"}')], [], 'unknown member "valeu"'],
    'a value of another type': [[get('1')], [], '"value" that is a string or null'],
    'no return': [[PUT.replace('"returned":1,', '')], [], '"returned" that is a number'],
    'a return before the call': [[PUT.replace('"called":0', '"called":2')], [], 'returned before it was called'],
    'an unknown model': [[PUT], ['--model', 'queue'], 'no model "queue"'],
    'an unknown option': [[PUT], ['--fast'], '--fast'],
  };
  for (const [name, [lines, args, message]] of Object.entries(wrong)) {
    it(`refuses ${name}`, () => {
      const { status, stdout, stderr } = run(lines, ...args);
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: '' });
      expect(stderr).to.include(message);
    });
  }

  it('refuses a file that is not there', () => {
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, 'check', path.join(folder, 'none')], {
      encoding: 'utf8',
    });
    expect(status).to.equal(2);
    expect(stderr).to.include('ENOENT');
  });

  it('shows its usage, whose example it accepts', () => {
    const { status, stdout } = spawnSync(process.execPath, [PROGRAM, '--help'], { encoding: 'utf8' });
    expect(status).to.equal(0);
    const example = stdout.split('\n').filter((line) => line.startsWith('  {'));
    expect(example).to.have.length(2);
    expect(run(example).status).to.equal(0);
  });
});
