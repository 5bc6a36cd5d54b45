import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { runTests } from '../src/test-run.js';

const FOLDER = fileURLToPath(new URL('./fixtures/', import.meta.url));
const run = async (...names: string[]) =>
  runTests(
    FOLDER,
    names.map((name) => `${FOLDER}${name}.js`),
    2000,
  );

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(20);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a run of tests', () => {
  it('is without a failure where all pass', async () => {
    expect(await run('passes')).to.equal(undefined);
  });

  it('ends at the first failure, and names it', async () => {
    expect(await run('passes', 'fails', 'exits')).to.include({
      file: `${FOLDER}fails.js`,
      title: 'a file fails',
      how: 'fails',
      message: 'on purpose',
    });
  });

  it('a rejection that nobody handles fails the test that runs', async () => {
    expect(await run('throws')).to.include({ title: 'a file throws', how: 'fails' });
  });

  it('a process that leaves in the middle has crashed, even with success', async () => {
    expect(await run('passes', 'exits')).to.include({ title: 'a file exits', how: 'crashes' });
  });

  it('a test that blocks the loop hangs, and is ended', async () => {
    expect(await run('passes', 'blocks')).to.include({ title: 'a file blocks', how: 'hangs' });
  });

  it('a test that blocks the loop ends also when whoever ran it has been killed', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lol-mutants-test-'));
    const file = path.join(folder, 'pid');
    const code = `import { runTests } from ${JSON.stringify(new URL('../src/test-run.js', import.meta.url))};
      await runTests(${JSON.stringify(FOLDER)}, [${JSON.stringify(`${FOLDER}blocks.js`)}], 1e6);`;
    const runner = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      env: { ...process.env, LOL_PID_FILE: file },
      stdio: 'ignore',
    });
    try {
      await until(() => existsSync(file));
      const pid = Number(readFileSync(file, 'utf8'));
      expect(isAlive(pid)).to.equal(true);
      runner.kill('SIGKILL');
      await until(() => !isAlive(pid));
    } finally {
      runner.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    }
  });

  it('tests that cannot be loaded are an error, not a kill', async () => {
    const error = await run('broken').then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(String(error)).to.include('cannot be loaded');
  });

  it('has each of these', () => {
    expect(readdirSync(FOLDER).filter((name) => name.endsWith('.js'))).to.have.length(6);
  });
}).timeout(20_000);
