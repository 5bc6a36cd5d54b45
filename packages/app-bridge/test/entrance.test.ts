import { chmod, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { refusal } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { FrameType } from '../src/frame.js';
import { AppBridge, type AppBridgeOptions } from '../src/index.js';
import { RefusalCode } from '../src/messages.js';
import { Pair } from './support/bridge.js';
import { FakeApp, frame, hello, type HelloParts } from './support/fake-app.js';

describe('whom a bridge lets in', () => {
  let bridge: AppBridge;
  let refused: string[];

  async function open(options: AppBridgeOptions = {}): Promise<void> {
    bridge = await AppBridge.open(options);
    refused = [];
    bridge.events.on('refused', ({ reason }) => refused.push(reason));
  }

  afterEach(() => bridge.close());

  async function refusedWith(parts: HelloParts | Uint8Array, code: number, says: string): Promise<void> {
    const app = await FakeApp.open(bridge.address);
    if (parts instanceof Uint8Array) app.socket.write(parts);
    else app.send(FrameType.hello, 0, hello(parts));
    const { id, body } = await app.next(FrameType.refused);
    expect(id).to.equal(0);
    expect(Buffer.from(body).readUInt16BE()).to.equal(code);
    expect(Buffer.from(body).toString('utf8', 2)).to.include(says);
    await app.closed();
    expect(refused.pop()).to.include(says);
  }

  it('an app that speaks a version of ours', async () => {
    await open({ name: 'orders', limits: { maxFrameBytes: 5000, windowBytes: 6000 } });
    const attached = bridge.attach();
    const app = await FakeApp.open(bridge.address);
    app.send(FrameType.hello, 0, hello({ min: 0, max: 9 }));
    const body = Buffer.from((await app.next(FrameType.welcome)).body);
    expect([body.readUInt16BE(0), body.readUInt32BE(2), body.readUInt32BE(6)]).to.deep.equal([1, 5000, 6000]);
    expect(body.toString('utf8', 10)).to.equal('orders');
    expect((await attached).lost).to.equal(undefined);
  });

  it('one whose hello comes byte by byte', async () => {
    await open();
    const app = await FakeApp.open(bridge.address);
    app.socket.setNoDelay(true);
    for (const byte of frame(FrameType.hello, 0, hello()))
      await new Promise<void>((resolve) => {
        app.socket.write(Uint8Array.of(byte), () => resolve());
      });
    await app.next(FrameType.welcome);
  });

  it('none of another version', async () => {
    await open();
    await refusedWith({ min: 2, max: 3 }, RefusalCode.version, 'versions 2 to 3');
    await refusedWith({ min: 0, max: 0 }, RefusalCode.version, 'versions 0 to 0');
  });

  it('none without the token', async () => {
    await open({ token: 'right' });
    await refusedWith({}, RefusalCode.token, 'token');
    await refusedWith({ token: 'wrong' }, RefusalCode.token, 'token');
    await FakeApp.welcomed(bridge.address, { token: 'right' });
  });

  it('one at a time, and another one once that has gone', async () => {
    await open();
    const [first, one] = await Promise.all([bridge.attach(), FakeApp.welcomed(bridge.address)]);
    await refusedWith({}, RefusalCode.busy, 'another app');
    expect(first.lost).to.equal(undefined);
    one.die();
    await first.ended;
    const [second] = await Promise.all([bridge.attach(), FakeApp.welcomed(bridge.address)]);
    expect(second.lost).to.equal(undefined);
  });

  it('none that begins with something else', async () => {
    await open();
    await refusedWith({ magic: 'LOLB' }, RefusalCode.protocol, 'hello');
    await refusedWith(frame(FrameType.done, 0, hello()), RefusalCode.protocol, 'hello');
    await refusedWith(frame(FrameType.hello, 1, hello()), RefusalCode.protocol, 'hello');
    await refusedWith(frame(FrameType.hello, 0, hello().subarray(0, 11)), RefusalCode.protocol, 'ends before');
    await refusedWith(frame(FrameType.hello, 0, Buffer.concat([hello(), hello()])), RefusalCode.protocol, 'goes on');
    await refusedWith(
      Buffer.concat([frame(FrameType.hello, 0, hello()), Buffer.alloc(1)]),
      RefusalCode.protocol,
      'one hello',
    );
    await refusedWith(Buffer.from('GET / HTTP/1.1\r\n'), RefusalCode.protocol, 'over the limit');
    await refusedWith(Buffer.from([0, 0, 0, 4]), RefusalCode.protocol, 'too short');
    await FakeApp.welcomed(bridge.address);
  });

  it('none that does not say hello in time', async () => {
    await open({ timings: { helloTimeout: 20 } });
    const app = await FakeApp.open(bridge.address);
    await app.closed();
    expect(refused).to.deep.equal(['a connection has not said hello in time']);
  });

  it('no more than sixteen strangers at once', async () => {
    await open();
    const strangers = await Promise.all(Array.from({ length: 16 }, () => FakeApp.open(bridge.address)));
    const one = await FakeApp.open(bridge.address);
    await one.closed();
    expect(strangers.every(({ isClosed }) => !isClosed)).to.equal(true);
    const [stranger] = strangers;
    stranger!.send(FrameType.hello, 0, hello());
    await stranger!.next(FrameType.welcome);
  });

  it('nobody after it is closed, and an attach that waits fails', async () => {
    await open();
    const attach = bridge.attach();
    const stranger = await FakeApp.open(bridge.address);
    const failed = refusal(attach, 'CLOSED');
    await Promise.all([failed, bridge.close(), stranger.closed()]);
    await refusal(bridge.attach(), 'CLOSED');
  });

  it('an attach ends by its signal, and by its time', async () => {
    await open({ timings: { connectTimeout: 20 } });
    const stop = new AbortController();
    const attach = bridge.attach(undefined as never, stop.signal);
    stop.abort();
    await refusal(attach, 'ABORTED');
    expect((await refusal(bridge.attach(), 'UNAVAILABLE')).retryable).to.equal(true);
  });
});

describe('where a bridge listens', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lol-bridge-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const at = (...parts: string[]): AppBridgeOptions => ({
    listen: { type: 'unix', path: path.join(folder, ...parts) },
  });

  it('by default: a socket that only this user can open, in a folder that goes with it', async () => {
    const bridge = await AppBridge.open();
    const file = bridge.address.replace(/^unix:/, '');
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect((await stat(path.dirname(file))).mode & 0o777).to.equal(0o700);
    await bridge.close();
    expect(await stat(path.dirname(file)).catch(() => undefined)).to.equal(undefined);
  });

  it('at a path of our own, whose folder it makes', async () => {
    const bridge = await AppBridge.open(at('app', 'socket'));
    expect((await stat(path.join(folder, 'app'))).mode & 0o777).to.equal(0o700);
    await FakeApp.welcomed(bridge.address);
    await bridge.close();
  });

  it('not in a folder that is open to others', async () => {
    await mkdir(path.join(folder, 'open'));
    await chmod(path.join(folder, 'open'), 0o750);
    const error = await refusal(AppBridge.open(at('open', 'socket')), 'INVALID_ARGUMENT');
    expect(error.message).to.include('mode 750');
  });

  it('not at a file that is something else, nor at a path that no socket can have', async () => {
    await writeFile(path.join(folder, 'file'), 'precious');
    await refusal(AppBridge.open(at('file')), 'INVALID_ARGUMENT');
    await refusal(AppBridge.open(at('long'.repeat(30))), 'INVALID_ARGUMENT');
  });

  it('in the place of one that was killed, never of one that lives', async () => {
    const file = path.join(folder, 'socket');
    const first = await AppBridge.open(at('socket'));
    await refusal(AppBridge.open(at('socket')), 'STORAGE_LOCKED');
    await FakeApp.welcomed(first.address);
    await first.close();
    // What a killed process leaves: a socket at which nobody listens.
    const left = net.createServer();
    await new Promise<void>((resolve) => left.listen(`${file}-left`, resolve));
    await rename(`${file}-left`, file);
    await new Promise((resolve) => left.close(resolve));
    const second = await AppBridge.open(at('socket'));
    await FakeApp.welcomed(second.address);
    await second.close();
  });

  it('on loopback, only with a token', async () => {
    await refusal(AppBridge.open({ listen: { type: 'tcp' } }), 'INVALID_ARGUMENT');
    await using pair = await Pair.open({ listen: { type: 'tcp' }, token: 'x' }, { token: 'x' });
    expect(pair.bridge.address).to.match(/^tcp:127\.0\.0\.1:\d+$/);
    const port = Number(pair.bridge.address.split(':')[2]);
    await refusal(AppBridge.open({ listen: { type: 'tcp', port }, token: 'x' }), 'UNAVAILABLE');
  });

  it('with limits and times that make sense', async () => {
    for (const options of [
      { limits: { maxFrameBytes: 100 } },
      { limits: { windowBytes: 0 } },
      { limits: { maxQueries: 1.5 } },
      { timings: { responseTimeout: 0 } },
      { token: 'x'.repeat(257) },
    ])
      await refusal(AppBridge.open(options), 'INVALID_ARGUMENT');
  });
});
