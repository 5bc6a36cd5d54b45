import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { roleOf, type ServiceRequest } from '@lolraft/raft-core';
import { SERVICE_METHODS } from '@lolraft/raft-wire';
import { freePortRange } from '@lolraft/tool-process-kit';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';

const root = new URL('../../../../', import.meta.url);
const DOC = readFileSync(fileURLToPath(new URL('docs/security.md', root)), 'utf8');
const PATIENCE_MS = 120_000;

/** Ends what a script has left running. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Nobody of the group is left.
    expect(error).to.have.property('code', 'ESRCH');
  }
}

describe('docs/security.md', function () {
  this.timeout(150_000);
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lol-security-doc-'));
    for (const program of ['kvs', 'raftctl'])
      symlinkSync(fileURLToPath(new URL(`apps/${program}/bin/${program}.mjs`, root)), path.join(folder, program));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('sets a cluster up, and changes its certificates and tokens, as it is written', async () => {
    const block = /## A cluster with certificates and tokens\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(DOC)?.[1] ?? '';
    const base = (await freePortRange(3)) - 1;
    const script = block.replaceAll(/\b700(\d)\b/g, (_, n: string) => String(base + Number(n)));
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` };
    // A group of its own, so that nothing of it is left whatever happens.
    const shell = spawn('bash', ['-eu', '-o', 'pipefail', '-c', `${script}\necho done`], {
      cwd: folder,
      env,
      detached: true,
    });
    let [out, err] = ['', ''];
    shell.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    shell.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const closed = once(shell, 'close');
    const tooLong = setTimeout(() => endGroup(shell), PATIENCE_MS);
    await once(shell, 'exit');
    clearTimeout(tooLong);
    endGroup(shell);
    await closed;
    expect(out, err).to.match(/done\n$/);
    expect(out.match(/^hello$/gm)?.length, out).to.be.at.least(2);
    expect(err).to.include('needs the role write, and token dashboard has read').and.include('no token, and no cert');
    const tokens = ['ops', 'dashboard'].map((id) => readFileSync(path.join(folder, `${id}.token`), 'utf8').trim());
    const logs = ['n1', 'n2', 'n3'].map((id) => readFileSync(path.join(folder, `${id}.log`), 'utf8')).join('');
    for (const token of tokens) {
      expect(token).to.match(/^lol_[a-z]+_[A-Za-z0-9_-]{43}$/);
      for (const text of [logs, out, err, readFileSync(path.join(folder, 'access'), 'utf8')])
        expect(text).not.to.include(token);
    }
  });

  it('names the role of each request', () => {
    for (const role of ['read', 'write', 'admin'] as const) {
      const named = new RegExp(`^\\| \`${role}\` \\| (.*) \\|$`, 'm').exec(DOC)?.[1] ?? '';
      for (const type of Object.keys(SERVICE_METHODS)) {
        const request = { type, settings: new Map([['x', 1]]) } as unknown as ServiceRequest;
        if (roleOf(request) === role) expect(named, role).to.include(`\`${type}\``);
      }
    }
  });
});
