import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parseAddress } from '../src/address.js';
import { WsClientTransport, WsTransport } from '../src/index.js';

describe('addresses', () => {
  it('to dial are ws: or wss:, and nothing but host and port', () => {
    expect(parseAddress('ws://127.0.0.1:7001').href).to.equal('ws://127.0.0.1:7001/lol');
    expect(parseAddress('wss://[::1]:7001/lol').href).to.equal('wss://[::1]:7001/lol');
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
