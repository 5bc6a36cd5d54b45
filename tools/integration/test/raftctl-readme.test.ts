import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { freePortRange } from '@lolraft/tool-process-kit';
import { ROOT, runShell } from './support/shell.js';

const README = fileURLToPath(new URL('apps/raftctl/README.md', ROOT));

/** The walk-through, as a reader would paste it. */
function walkThrough(): string {
  const block = /## A walk-through\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(readFileSync(README, 'utf8'))?.[1];
  if (block === undefined) throw new Error('the README of raftctl has no walk-through');
  return block;
}

const PATIENCE_MS = 90_000;

describe('the walk-through of raftctl', function () {
  this.timeout(120_000);
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lol-raftctl-readme-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes as it is written', async () => {
    const base = (await freePortRange(4)) - 1;
    const script = walkThrough().replaceAll(/\b700(\d)\b/g, (_, n: string) => String(base + Number(n)));
    const { code, out, err } = await runShell(script, folder, PATIENCE_MS);
    expect(code, `${out}\n${err}`).to.equal(0);
    expect(out)
      .to.match(/done: the membership is that of index/)
      .and.to.match(/the membership is as declared/)
      .and.to.match(/n2 leads term \d+/);
    expect(out)
      .to.match(/compaction\.entries +50000/)
      .and.to.match(/all of it is sound/);
    expect(out).to.match(/^n\d +lol_raft_has_leader +group=main +1$/m);
    expect(out.match(/^\{"node":"n\d",.*"lol_raft_proposals_total"/gm)).to.have.length(2);
    expect(out.trimEnd().split('\n').at(-1)).to.equal('hello');
    expect(err).to.match(/!! UNSAFE/);
  });
});
