import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { freePortRange } from '@lolraft/tool-process-kit';

const root = new URL('../../../../', import.meta.url);
const README = fileURLToPath(new URL('apps/raftctl/README.md', root));
const PROGRAMS = ['kvs', 'raftctl'];

/** The walk-through, as a reader would paste it. */
function walkThrough(): string {
  const block = /## A walk-through\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(readFileSync(README, 'utf8'))?.[1];
  if (block === undefined) throw new Error('the README of raftctl has no walk-through');
  return block;
}

const PATIENCE_MS = 90_000;

/** Ends what a script has left running where it failed. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Nobody of the group is left.
    expect(error).to.have.property('code', 'ESRCH');
  }
}

describe('the walk-through of raftctl', function () {
  this.timeout(120_000);
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lol-raftctl-readme-'));
    for (const program of PROGRAMS)
      symlinkSync(fileURLToPath(new URL(`apps/${program}/bin/${program}.mjs`, root)), path.join(folder, program));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes as it is written', async () => {
    const base = (await freePortRange(4)) - 1;
    const script = walkThrough().replaceAll(/\b700(\d)\b/g, (_, n: string) => String(base + Number(n)));
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` };
    // A group of its own, so that nothing of it is left whatever happens.
    const shell = spawn('bash', ['-eu', '-o', 'pipefail', '-c', script], { cwd: folder, env, detached: true });
    let [out, err] = ['', ''];
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    shell.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const closed = once(shell, 'close');
    const tooLong = setTimeout(() => shell.kill(), PATIENCE_MS);
    await once(shell, 'exit');
    clearTimeout(tooLong);
    endGroup(shell);
    await closed;
    expect(shell.exitCode, `${out}\n${err}`).to.equal(0);
    expect(out)
      .to.match(/done: the membership is that of index/)
      .and.to.match(/the membership is as declared/)
      .and.to.match(/n2 leads term \d+/);
    expect(out)
      .to.match(/compaction\.entries +50000/)
      .and.to.match(/all of it is sound/);
    expect(out.trimEnd().split('\n').at(-1)).to.equal('hello');
    expect(err).to.match(/!! UNSAFE/);
  });
});
