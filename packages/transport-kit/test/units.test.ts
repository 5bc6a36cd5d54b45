import { expect } from 'chai';
import { describe, it } from 'mocha';
import { formatAddress, parseListen } from '../src/address.js';
import { Backoff } from '../src/backoff.js';
import { encodeBatches } from '../src/batching.js';
import { fitReason } from '../src/close-codes.js';
import { Deadlines } from '../src/deadlines.js';
import { whole } from '../src/framing.js';
import { Silence } from '../src/silence.js';

/** Resolves once the condition holds; fails after eight seconds. */
async function until(what: string, condition: () => boolean): Promise<void> {
  const end = performance.now() + 8000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

describe('addresses', () => {
  it('to listen at are loopback unless they name a host', () => {
    expect(parseListen(7001)).to.deep.equal({ host: '127.0.0.1', port: 7001 });
    expect(parseListen('7001')).to.deep.equal({ host: '127.0.0.1', port: 7001 });
    expect(parseListen({ port: 0 })).to.deep.equal({ host: '127.0.0.1', port: 0 });
    expect(parseListen('0.0.0.0:0')).to.deep.equal({ host: '0.0.0.0', port: 0 });
    expect(parseListen('[::1]:65535')).to.deep.equal({ host: '::1', port: 65_535 });
    expect(parseListen({ host: 'n1.example', port: 1 })).to.deep.equal({ host: 'n1.example', port: 1 });
    for (const bad of [
      '',
      'host',
      'host:',
      ':1',
      'a b:1',
      '::1:5',
      'host:65536',
      'ws://host:1',
      { port: 1.5 },
      -1,
      NaN,
    ]) {
      expect(() => parseListen(bad), JSON.stringify(bad)).to.throw('is not valid');
    }
  });

  it('of a listener have brackets where they must', () => {
    expect(formatAddress('wss', '::1', 5)).to.equal('wss://[::1]:5');
    expect(formatAddress('grpc', '127.0.0.1', 5)).to.equal('grpc://127.0.0.1:5');
  });
});

describe('whole messages', () => {
  it('leave one by one in their order, and are counted while they wait', () => {
    const { writer, reader } = whole('client');
    expect(writer.nextFrame()).to.equal(undefined);
    const messages = [Uint8Array.of(1), Uint8Array.of(2, 3)];
    for (const [i, bytes] of messages.entries()) writer.offer('server', 'service', bytes, i + 1);
    expect([writer.pendingMessages(), writer.pendingBytes()]).to.deep.equal([3, 3]);
    expect(writer.nextFrame()).to.equal(messages[0]);
    expect([writer.pendingMessages(), writer.pendingBytes()]).to.deep.equal([2, 2]);
    expect(writer.nextFrame()).to.equal(messages[1]);
    expect([writer.pendingMessages(), writer.pendingBytes()]).to.deep.equal([0, 0]);
    expect(reader.read(Uint8Array.of(9))).to.deep.equal([
      { type: 'client', class: 'service', bytes: Uint8Array.of(9) },
    ]);
  });
});

describe('back-off', () => {
  it('draws below a bound that doubles up to its cap', () => {
    const backoff = new Backoff({ first: 50, cap: 1000 }, () => 1);
    const waits = Array.from({ length: 8 }, () => backoff.next());
    expect(waits).to.deep.equal([50, 100, 200, 400, 800, 1000, 1000, 1000]);
    backoff.reset();
    expect(backoff.next()).to.equal(50);
    backoff.exhaust();
    expect(backoff.next()).to.equal(1000);
    expect(new Backoff({ first: 50, cap: 1000 }, () => 0).next()).to.equal(0);
  });
});

describe('silence', () => {
  it('is pinged once, and is death in the end; any byte ends it', () => {
    const silence = new Silence();
    const judge = (now: number, bytes: number): string => silence.judge(now, bytes, { interval: 100, timeout: 300 });
    expect(judge(0, 0)).to.equal('fine');
    expect(judge(99, 0)).to.equal('fine');
    expect(judge(100, 0)).to.equal('ping');
    expect(judge(200, 0)).to.equal('fine');
    expect(judge(299, 1)).to.equal('fine');
    expect(judge(400, 1)).to.equal('ping');
    expect(judge(599, 1)).to.equal('dead');
  });
});

describe('deadlines', () => {
  it('expire each call at its time, whatever the order of their coming', async () => {
    const calls = new Set<{ deadline: number }>();
    const late: number[] = [];
    const deadlines = new Deadlines(
      () => calls,
      (call) => {
        calls.delete(call);
        late.push(performance.now() - call.deadline);
      },
    );
    const now = performance.now();
    for (const after of [40, 10, 30, 20, Infinity]) {
      const call = { deadline: now + after };
      calls.add(call);
      deadlines.add(call);
    }
    await until('all but the one without a deadline are over', () => calls.size === 1);
    deadlines.stop();
    expect(late).to.have.length(4);
    for (const delay of late) expect(delay).to.be.at.least(0);
  });
});

describe('batches', () => {
  it('are cut by size and count, keep their order, and lose only what is not valid', () => {
    const batches: number[][] = [];
    const invalid: number[] = [];
    encodeBatches(
      [1, 2, 3, 50, 4, 5, 6, 7],
      (size) => size,
      { bytes: 10, messages: 3 },
      (batch) => {
        if (batch.includes(5)) throw new Error('5 is not valid');
        return Uint8Array.from(batch);
      },
      (bytes) => batches.push([...bytes]),
      (message) => invalid.push(message),
    );
    expect(batches).to.deep.equal([[1, 2, 3], [50], [4], [6], [7]]);
    expect(invalid).to.deep.equal([5]);
  });
});

describe('reasons', () => {
  it('are cut to what a close frame holds, between characters', () => {
    expect(fitReason('short')).to.equal('short');
    expect(fitReason('x'.repeat(200))).to.have.length(123);
    const cut = fitReason('\u{1f680}'.repeat(50));
    expect(cut).to.equal('\u{1f680}'.repeat(30));
  });
});
