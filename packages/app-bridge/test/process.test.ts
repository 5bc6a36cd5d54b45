import { fileURLToPath } from 'node:url';
import { refusal } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { AppBridge, AppLostError, type AppCommand } from '../src/index.js';
import { ofClass } from './support/bridge.js';

const MAIN = fileURLToPath(new URL('support/app-main.js', import.meta.url));
const program = (...how: string[]): AppCommand => ({ file: process.execPath, args: [MAIN, ...how] });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The pids of the apps as they come. */
function pidsOf(bridge: AppBridge): number[] {
  const pids: number[] = [];
  bridge.events.on('connected', ({ pid }) => pids.push(pid!));
  return pids;
}

describe('an app that the bridge starts', () => {
  it('is told where to connect, and a token that nobody else knows', async () => {
    await using bridge = await AppBridge.open({ command: program('serve') });
    expect(bridge.token).to.match(/^[0-9a-f]{32}$/);
    const app = await bridge.attach();
    expect(app.lost).to.equal(undefined);
  });

  it('is another one for each attach, and the former one is gone by then', async () => {
    await using bridge = await AppBridge.open({ command: program('serve') });
    const pids = pidsOf(bridge);
    const first = await bridge.attach();
    const second = await bridge.attach();
    expect(first.lost?.reason).to.equal('closed');
    expect(second.lost).to.equal(undefined);
    expect(new Set(pids).size).to.equal(2);
    expect(isAlive(pids[0]!)).to.equal(false);
  });

  it('is lost when its process is killed', async () => {
    await using bridge = await AppBridge.open({ command: program('serve') });
    const pids = pidsOf(bridge);
    const app = await bridge.attach();
    process.kill(pids[0]!, 'SIGKILL');
    expect((await app.ended).reason).to.equal('ended');
  });

  it('is killed where it hangs', async () => {
    await using bridge = await AppBridge.open({ command: program('hang'), timings: { responseTimeout: 100 } });
    const pids = pidsOf(bridge);
    const app = await bridge.attach();
    expect((await app.ended).reason).to.equal('silent');
    await bridge.close();
    expect(isAlive(pids[0]!)).to.equal(false);
  });

  it('is killed where it does not end by itself', async () => {
    const bridge = await AppBridge.open({ command: program('stay'), timings: { closeTimeout: 50 } });
    const pids = pidsOf(bridge);
    await bridge.attach();
    await bridge.close();
    expect(isAlive(pids[0]!)).to.equal(false);
  });

  it('that ends before it connects fails the attach at once, with how', async () => {
    await using bridge = await AppBridge.open({ command: program('exit') });
    const error = ofClass(await refusal(bridge.attach(), 'UNAVAILABLE'), AppLostError);
    expect([error.reason, error.message]).to.deep.equal(['ended', 'the app ended with code 3 before it connected']);
  });

  it('that is not there fails the attach at once, with why', async () => {
    await using bridge = await AppBridge.open({ command: { file: '/no/such/program' } });
    expect((await refusal(bridge.attach(), 'UNAVAILABLE')).message).to.include('ENOENT');
  });

  it('that never connects fails the attach by its time, and is ended', async () => {
    await using bridge = await AppBridge.open({
      command: program('wait'),
      timings: { connectTimeout: 50, closeTimeout: 5000 },
    });
    expect((await refusal(bridge.attach(), 'UNAVAILABLE')).message).to.include('within 50 ms');
  });
});
