import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { type Lock, LockLostError } from '@lolraft/lock-client';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Interruptions } from '../../src/cli/interruptions.js';
import { holding } from '../../src/cli/run-holding.js';
import { until } from './support/live-cluster.js';
import { lives } from './support/programs.js';

/** A lock that is held until it is told otherwise. */
class FakeLock implements Lock {
  readonly name = 'fake';
  readonly token = 41;
  readonly #lost = new AbortController();
  /** As after a pause of the process: nobody has noticed yet, and who looks is told. */
  wasPaused = false;
  releases = 0;

  get isHeld(): boolean {
    if (this.wasPaused) this.lose();
    return !this.#lost.signal.aborted;
  }

  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  lose(): void {
    this.#lost.abort(new LockLostError(this.name, this.token, 'expired'));
  }

  release(): Promise<void> {
    this.releases++;
    return Promise.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}

const OPTIONS = { endpoints: '', group: 'main', timeout: '1000', namespace: 'default' };

describe('a command that runs while a lock is held', function () {
  this.timeout(15_000);
  let folder = '';
  let lock: FakeLock;
  let interruptions: Interruptions;
  /** What was said on the standard error. */
  let said = '';
  const write = process.stderr.write.bind(process.stderr);

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lol-run-'));
    lock = new FakeLock();
    interruptions = new Interruptions();
    said = '';
    process.stderr.write = (chunk: string | Uint8Array): boolean => {
      said += String(chunk);
      return true;
    };
  });
  afterEach(() => {
    process.stderr.write = write;
    interruptions[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (script: string, grace = 10_000): Promise<number> =>
    holding(
      lock,
      { command: ['sh', '-c', `cd '${folder}'; exec 2>/dev/null; ${script}`], grace, options: OPTIONS },
      interruptions,
    );
  /** Process id of the shell, once it has said that it is ready. */
  const ready = async (): Promise<number> => {
    const file = path.join(folder, 'ready');
    await until(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'), 'the command is ready');
    return Number(readFileSync(file, 'utf8'));
  };
  const LOOP = 'echo $$ > ready; while :; do sleep 0.05; done';

  it('is told the name and the token, ends with its own exit code, and the lock is given back', async () => {
    expect(await run('exit 0')).to.equal(0);
    expect(await run('[ "$LOL_LOCK_NAME $LOL_LOCK_TOKEN" = "fake 41" ] && exit 7')).to.equal(7);
    expect(await run('kill -KILL $$')).to.equal(137);
    expect([lock.releases, said]).to.deep.equal([3, '']);
  });

  it('gets the signals of its parent, also the one that came while it was about to begin', async () => {
    const trapping = run(`trap 'exit 5' TERM; trap 'exit 6' HUP; ${LOOP}`);
    await ready();
    process.emit('SIGHUP', 'SIGHUP');
    expect(await trapping).to.equal(6);
    using others = new Interruptions();
    interruptions[Symbol.dispose]();
    interruptions = others;
    const starting = run('exec sleep 1000');
    process.emit('SIGTERM', 'SIGTERM');
    expect(await starting).to.equal(143);
    expect([lock.releases, said]).to.deep.equal([2, '']);
  });

  it('does not begin where a signal has come before, or the lock is gone', async () => {
    process.emit('SIGTERM', 'SIGTERM');
    const error: unknown = await run('echo > ready').catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error);
    expect(interruptions.exitCode).to.equal(143);
    expect(existsSync(path.join(folder, 'ready'))).to.equal(false);
  });

  it('is asked to end when the lock is lost, whatever its own exit code is then', async () => {
    const running = run(`trap 'exit 0' TERM; ${LOOP}`);
    const pid = await ready();
    lock.lose();
    expect(await running).to.equal(76);
    expect(lives(pid)).to.equal(false);
    expect(said).to.match(/^lock: fake is not held any more/);
    expect(lock.releases).to.equal(0);
  });

  it('is ended by force where it does not end in time', async () => {
    const running = run(`trap '' TERM; ${LOOP}`, 100);
    const pid = await ready();
    lock.lose();
    expect(await running).to.equal(76);
    expect(lives(pid)).to.equal(false);
  });

  it('that has ended by itself after the lock was lost has not held it all the time', async () => {
    const running = run('sleep 0.1; exit 0');
    lock.wasPaused = true;
    expect(await running).to.equal(76);
    expect(said).to.match(/^lock: fake is not held any more/);
  });
});
