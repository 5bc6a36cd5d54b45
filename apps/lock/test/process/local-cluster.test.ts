import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';

const LOCAL = fileURLToPath(new URL('../../src/local-cluster.js', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

describe('the local cluster of the lock service', function () {
  this.timeout(90_000);
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lock-local-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('runs three nodes, says what to try, serves a lock, and ends', async () => {
    const child = spawn(process.execPath, [LOCAL, '--lock', '--data', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
    const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    try {
      while (!said.includes('Ctrl-C ends all') && child.exitCode === null) await pause(20);
      const [, endpoints] = /export LOCK_ENDPOINTS=(\S+)/.exec(said) ?? [];
      expect(endpoints?.split(','), said).to.have.length(3);
      const script = 'echo "$LOL_LOCK_NAME"; exit 0';
      const { stdout } = await promisify(execFile)(process.execPath, [MAIN, 'run', 'job', '--', 'sh', '-c', script], {
        env: { ...process.env, LOCK_ENDPOINTS: endpoints ?? '' },
      });
      expect(stdout).to.equal('job\n');
      child.kill('SIGTERM');
      expect(await exited, said).to.equal(0);
      expect(said).to.include(`the data stays in ${folder}`);
    } finally {
      child.kill('SIGKILL');
      await exited;
    }
  });
});
