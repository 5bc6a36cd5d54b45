import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePortRange } from '@lolraft/tool-process-kit';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ROOT, runShell } from './support/shell.js';

const FOLDER = fileURLToPath(new URL('docs/runbooks/', ROOT));
const read = (name: string): string => readFileSync(path.join(FOLDER, name), 'utf8');

/** In the order in which the first page names them; it is itself the first. */
function pages(): string[] {
  return ['README.md', ...[...read('README.md').matchAll(/^\d+\. \[.*\]\((.*)\)$/gm)].map(([, name]) => name ?? '')];
}

/** The commands of a page, as they are written. */
function commandsOf(name: string): string {
  return [...read(name).matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '').join('\n');
}

/** That of the lock service, which has a cluster of its own. */
const LOCK = 'lock.md';

const mark = (name: string): string => `== ${name}`;

/** Numbers of nodes up to 13, and 20 above those. */
const PORTS = 34;

describe('the runbooks', function () {
  this.timeout(180_000);
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lol-runbooks-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('are all named on the first page', () => {
    expect(read('README.md')).to.contain(`(${LOCK})`);
    expect([...pages(), LOCK]).to.have.members(readdirSync(FOLDER));
    for (const name of pages()) expect(commandsOf(name), name).to.match(/\S/);
  });

  it('go as they are written, one after the other', async () => {
    const script = pages()
      .map((name) => `echo '${mark(name)}'\n${commandsOf(name)}`)
      .join('\n');
    const { code, out, err } = await runShell(script, folder, 150_000, {
      CLUSTER: path.join(folder, 'practice'),
      PORT: String((await freePortRange(PORTS)) - 1),
    });
    expect(code, `${out}\n${err}`).to.equal(0);
    const said = new Map(pages().map((name) => [name, out.split(mark(name))[1]?.split('\n== ')[0] ?? '']));
    for (const name of pages().slice(1)) expect(said.get(name), name).to.match(/^hello$/m);
    expect(said.get('rolling-upgrade.md')).to.match(/\bleader\b/);
    expect(said.get('backup-and-restore.md')).to.match(/^keys +1$/m);
    expect(said.get('replacing-a-dead-node.md'))
      .to.match(/as expected, not all nodes answer/)
      .and.to.match(/^n4 .*voter/m)
      .and.to.match(/^n3 .*unreachable/m);
    expect(said.get('losing-a-majority.md'))
      .to.match(/all of it is sound/)
      .and.to.match(/voters n1, n5, n6/);
    expect(err).to.match(/!! UNSAFE/);
  });

  it('of the lock service goes as it is written', async () => {
    const { code, out, err } = await runShell(commandsOf(LOCK), folder, 150_000, {
      CLUSTER: path.join(folder, 'practice'),
      PORT: String((await freePortRange(PORTS)) - 1),
    });
    expect(code, `${out}\n${err}`).to.equal(0);
    expect(out.match(/^hello$/gm)).to.have.length(2);
    expect(out)
      .to.match(/^lol_raft_has_leader\{.*\} 1$/m)
      .and.to.match(/^n\d +lol_lock_keeps_sessions +1$/m)
      .and.to.match(/^the holder ended with exit code 76$/m)
      .and.to.match(/^nightly is free$/m)
      .and.to.match(/as expected, not all nodes answer/)
      .and.to.match(/^n4 .*voter/m)
      .and.to.match(/^kept is held as before$/m)
      .and.to.match(/^sessions +1$/m)
      .and.to.match(/^token \d{13,} is above \d+$/m);
  });
});
