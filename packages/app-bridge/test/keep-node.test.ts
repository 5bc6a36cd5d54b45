import { bytesCodec, RaftError } from '@lolraft/raft-core';
import { refusal } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { AppBridge, keepNode, type BridgedApp, type KeepOptions, type Restartable } from '../src/index.js';
import { FakeApp } from './support/fake-app.js';

const codec = { command: bytesCodec, response: bytesCodec, query: bytesCodec, answer: bytesCodec };

class Node implements Restartable {
  readonly app: BridgedApp;
  readonly calls: string[] = [];
  constructor(app: BridgedApp) {
    this.app = app;
  }
  async shutdown(): Promise<void> {
    this.calls.push('shutdown');
  }
  async close(): Promise<void> {
    this.calls.push('close');
  }
}

describe('a kept node', () => {
  let bridge: AppBridge;
  let nodes: Node[];
  let fakes: FakeApp[];

  beforeEach(async () => {
    bridge = await AppBridge.open();
    nodes = [];
    fakes = [];
  });
  afterEach(async () => {
    await bridge.close();
    for (const fake of fakes) fake.die();
  });

  async function connect(): Promise<FakeApp> {
    const fake = await FakeApp.welcomed(bridge.address);
    fakes.push(fake);
    return fake;
  }

  type Keep = KeepOptions<Node, Uint8Array, Uint8Array, Uint8Array, Uint8Array>;
  const options = (start?: Keep['start']): Keep => ({
    bridge,
    codec,
    delayMin: 1,
    delayMax: 8,
    start: async (app) => {
      const node = start === undefined ? new Node(app) : await start(app);
      nodes.push(node);
      return node;
    },
  });

  it('is started again, with another app, each time that it has lost one', async () => {
    const [kept] = await Promise.all([keepNode(options()), connect()]);
    for (let starts = 1; starts <= 4; starts++) {
      const former = kept.node!;
      expect([kept.starts, nodes.length]).to.deep.equal([starts, starts]);
      fakes.at(-1)!.die();
      await former.app.ended;
      const running = kept.running();
      await connect();
      expect(await running).to.equal(nodes.at(-1));
      expect(former.calls).to.deep.equal(['shutdown']);
      expect(kept.node!.app).to.not.equal(former.app);
      expect(kept.node!.app.lost).to.equal(undefined);
    }
    await kept.close();
    expect(nodes.at(-1)!.calls).to.deep.equal(['close']);
    await refusal(kept.running(), 'CLOSED');
  });

  it('is closed before the next one is started', async () => {
    let release: () => void = () => undefined;
    const slow = async (app: BridgedApp): Promise<Node> =>
      Object.assign(new Node(app), { shutdown: () => new Promise<void>((resolve) => (release = resolve)) });
    const [kept] = await Promise.all([keepNode(options(slow)), connect()]);
    const restarting = new Promise((resolve) => kept.events.on('restarting', resolve));
    fakes[0]!.die();
    await restarting;
    await connect();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
    expect([nodes.length, kept.node]).to.deep.equal([1, undefined]);
    release();
    await kept.running();
    expect(nodes.length).to.equal(2);
    await kept.close();
  });

  it('is started again where a start fails, later each time, and says so', async () => {
    let failures = 0;
    const start = async (app: BridgedApp): Promise<Node> => {
      if (nodes.length > 0 && failures++ < 3) throw new RaftError('STORAGE_LOCKED', 'not yet');
      return new Node(app);
    };
    const [kept] = await Promise.all([keepNode(options(start)), connect()]);
    const delays: number[] = [];
    const errors: unknown[] = [];
    kept.events.on('startFailed', ({ delay, error }) => {
      delays.push(delay);
      errors.push(error);
      // The app of the start that failed is let go.
      void connect();
    });
    fakes[0]!.die();
    await nodes[0]!.app.ended;
    const running = kept.running();
    await connect();
    await running;
    expect(delays).to.deep.equal([2, 4, 8]);
    expect(errors.map((error) => (error as RaftError).code)).to.deep.equal(Array(3).fill('STORAGE_LOCKED'));
    await kept.shutdown();
    expect(nodes.at(-1)!.calls).to.deep.equal(['shutdown']);
  });

  it('fails where the first start does', async () => {
    const start = (): Promise<Node> => Promise.reject(new RaftError('CORRUPTION', 'a bad disk'));
    await Promise.all([refusal(keepNode(options(start)), 'CORRUPTION'), connect()]);
  });

  it('ends while it waits for an app, and whoever waits for the node hears of it', async () => {
    const [kept] = await Promise.all([keepNode(options()), connect()]);
    const restarting = new Promise((resolve) => kept.events.on('restarting', resolve));
    fakes[0]!.die();
    await restarting;
    const waiting = refusal(kept.running(), 'CLOSED');
    await Promise.all([kept.close(), kept.close(), kept.shutdown()]);
    await waiting;
    expect(nodes.length).to.equal(1);
    expect(nodes[0]!.calls).to.deep.equal(['shutdown']);
  });

  it('stays as it is where its app is there', async () => {
    const [kept] = await Promise.all([keepNode(options()), connect()]);
    expect(await kept.running()).to.equal(nodes[0]);
    await kept[Symbol.asyncDispose]();
    expect([kept.starts, nodes[0]!.calls]).to.deep.equal([1, ['shutdown']]);
  });
});
