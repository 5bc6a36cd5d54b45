import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { until } from '../support/wait.js';

const PROGRAM = fileURLToPath(new URL('../support/supervised.js', import.meta.url));

describe('the end of a process', () => {
  let child: ChildProcess | undefined;
  let said = '';
  const start = (what: string): void => {
    said = '';
    child = spawn(process.execPath, [PROGRAM, what], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout?.on('data', (piece) => (said += String(piece)));
  };
  const says = (text: string): Promise<void> => until(`it says ${text}`, () => said.includes(`"msg":"${text}"`));
  const ended = async (): Promise<number | string | null> => {
    if (child?.exitCode !== null) return child?.exitCode ?? null;
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return code ?? signal;
  };
  afterEach(() => {
    child?.kill('SIGKILL');
  });

  it('is an orderly one after SIGTERM or SIGINT', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      start('ends');
      await says('ready');
      child?.kill(signal);
      expect(await ended()).to.equal(0);
      expect(said).to.contain(`"signal":"${signal}","msg":"closing"`).and.contain('"end":"signal"');
    }
  });

  it('is an orderly one too where the service fails by itself', async () => {
    start('fails');
    expect(await ended()).to.equal(1);
    expect(said).to.contain('"msg":"closing it"').and.contain('"end":"failure"');
  });

  it('is an orderly one where the signal comes before the start is over; it never says that it is ready', async () => {
    start('starting');
    await says('starting');
    child?.kill('SIGTERM');
    expect(await ended()).to.equal(0);
    expect(said).to.contain('"msg":"closing it"').and.not.contain('"msg":"ready"');
  });

  it('comes at once with a second signal', async () => {
    start('hangs');
    await says('ready');
    child?.kill('SIGTERM');
    await says('closing it');
    child?.kill('SIGINT');
    expect(await ended()).to.equal(4);
    expect(said).to.contain('a second signal, SIGINT');
  });

  it('comes at once where it takes too long', async () => {
    start('late');
    await says('ready');
    child?.kill('SIGTERM');
    expect(await ended()).to.equal(4);
    expect(said).to.contain('the end took longer than 50 ms');
  });
});
