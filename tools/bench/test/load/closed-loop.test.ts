import { expect } from 'chai';
import type { BenchClient } from '../../src/load/client.js';
import { closedLoop } from '../../src/load/closed-loop.js';
import { keyName, type Workload } from '../../src/load/workload.js';

const WORKLOAD: Workload = {
  concurrency: 8,
  valueBytes: 100,
  reads: 0,
  readLevel: 'linearizable',
  keys: 50,
  warmup: 20,
  duration: 100,
};

/** Answers in the next turn, counts, and fails when told to. */
class FakeClient implements BenchClient {
  readonly written = new Map<string, number>();
  puts = 0;
  gets = 0;
  missing = 0;
  outstanding = 0;
  most = 0;
  fail = false;

  async #answer(): Promise<void> {
    this.most = Math.max(this.most, ++this.outstanding);
    await new Promise((resolve) => setImmediate(resolve));
    this.outstanding--;
    if (this.fail) throw new Error('no');
  }

  async put(key: Uint8Array, value: Uint8Array): Promise<void> {
    await this.#answer();
    this.puts++;
    this.written.set(Buffer.from(key).toString(), value.length);
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    await this.#answer();
    this.gets++;
    if (!this.written.has(Buffer.from(key).toString())) this.missing++;
    return key;
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }
}

const ignore = { onBegin: () => undefined, onEnd: () => undefined };

describe('closedLoop', () => {
  it('keeps exactly so many calls outstanding within the window, and ends with none', async () => {
    const client = new FakeClient();
    let most = 0;
    const result = await closedLoop(client, WORKLOAD, {
      onBegin: () => (client.most = 0),
      onEnd: () => (most = client.most),
    });
    expect(most).to.equal(8);
    expect(client.outstanding).to.equal(0);
    expect(result.operations).to.be.greaterThan(0).and.at.most(client.puts);
    expect(result.elapsed).to.be.at.least(95);
    expect(result.errors).to.deep.equal({});
    expect(new Set(client.written.values())).to.deep.equal(new Set([100]));
    for (const key of client.written.keys()) expect(Number(key.slice('bench/'.length))).to.be.below(50);
  });

  it('warms up with more calls than one, so that the servers are at their speed', async () => {
    const client = new FakeClient();
    let before = 0;
    await closedLoop(client, { ...WORKLOAD, concurrency: 1 }, { ...ignore, onBegin: () => (before = client.most) });
    expect(before).to.equal(64);
  });

  it('announces the window once, begin before end', async () => {
    const events: string[] = [];
    await closedLoop(new FakeClient(), WORKLOAD, {
      onBegin: () => events.push('begin'),
      onEnd: () => events.push('end'),
    });
    expect(events).to.deep.equal(['begin', 'end']);
  });

  it('puts every key before it reads', async () => {
    const client = new FakeClient();
    await closedLoop(client, { ...WORKLOAD, reads: 1 }, ignore);
    expect(client.puts).to.equal(50);
    expect(client.written).to.have.all.keys(Array.from({ length: 50 }, (_, i) => keyName(i)));
    expect(client.gets).to.be.greaterThan(0);
    expect(client.missing).to.equal(0);
  });

  it('mixes reads and writes as asked', async () => {
    const client = new FakeClient();
    await closedLoop(client, { ...WORKLOAD, reads: 0.5, duration: 300 }, ignore);
    expect(client.gets / (client.gets + client.puts - 50)).to.be.within(0.35, 0.65);
  });

  it('counts failures apart, without a busy loop', async () => {
    const client = new FakeClient();
    client.fail = true;
    const { operations, errors } = await closedLoop(client, WORKLOAD, ignore);
    expect(operations).to.equal(0);
    expect(errors['no']).to.be.within(1, 72 * 20);
  });
});
