import { expect } from 'chai';
import { describe, it } from 'mocha';
import { formatAddress, parseAddress, parseListen } from '../src/address.js';
import { AwakeClock } from '../src/awake-clock.js';
import { Backoff } from '../src/backoff.js';
import { encodeBatches } from '../src/batching.js';
import { fitReason } from '../src/close-codes.js';
import { Deadlines } from '../src/deadlines.js';
import { WsClientTransport, WsTransport } from '../src/index.js';
import { Silence } from '../src/silence.js';
import { until } from './support/node.js';

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

  it('to dial are ws: or wss:, and nothing but host and port', () => {
    expect(parseAddress('ws://127.0.0.1:7001').href).to.equal('ws://127.0.0.1:7001/lol');
    expect(parseAddress('wss://[::1]:7001/lol').href).to.equal('wss://[::1]:7001/lol');
    expect(formatAddress(true, '::1', 5)).to.equal('wss://[::1]:5');
    expect(formatAddress(false, '127.0.0.1', 5)).to.equal('ws://127.0.0.1:5');
    for (const bad of [
      '',
      'n1',
      '127.0.0.1:7001',
      'http://h:1',
      'ws://h:1/other',
      'ws://u:p@h:1',
      'ws://h:1?a',
      'ws://h:99999',
    ]) {
      expect(() => parseAddress(bad), bad).to.throw('is not valid');
    }
  });

  it('of every interface need one to be advertised', () => {
    expect(() => new WsTransport({ listen: '0.0.0.0:0' })).to.throw('advertise');
    expect(() => new WsTransport({ listen: '[::]:0' })).to.throw('advertise');
    expect(new WsTransport({ listen: '0.0.0.0:0', advertise: 'ws://n1:7001' }).address).to.equal('ws://n1:7001');
    expect(() => new WsTransport({ advertise: 'n1:7001' })).to.throw('is not valid');
    expect(() => new WsTransport().address).to.throw('once the transport has started');
  });
});

describe('options', () => {
  it('that can never work are refused at once', () => {
    expect(() => new WsTransport({ limits: { maxMessageBytes: 2 ** 21 - 1 } })).to.throw('limits.maxMessageBytes');
    expect(() => new WsTransport({ limits: { maxQueuedBackgroundBytes: 0 } })).to.throw('maxQueuedBackgroundBytes');
    expect(() => new WsTransport({ limits: { maxCalls: 0 } })).to.throw('limits.maxCalls');
    expect(() => new WsTransport({ timings: { keepAlive: { timeout: -1 } } })).to.throw('timings.keepAlive.timeout');
    expect(() => new WsTransport({ timings: { closeTimeout: 2 ** 31 } })).to.throw('timings.closeTimeout');
    expect(() => new WsClientTransport({ limits: { maxQueuedBytes: NaN } })).to.throw('limits.maxQueuedBytes');
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

describe('the clock by which silence is judged', () => {
  it('J3: stands still while our own loop is blocked', async () => {
    const period = 10;
    const ticks: number[] = [];
    const clock = new AwakeClock(period, (now) => ticks.push(now));
    await until('it ticks', () => ticks.length > 0);
    const before = ticks.length;
    for (const begun = performance.now(); performance.now() - begun < 50 * period; );
    await until('it ticks again', () => ticks.length > before + 1);
    clock.stop();
    for (const [i, now] of ticks.entries()) expect(now - (ticks[i - 1] ?? 0)).to.be.at.most(2 * period);
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
