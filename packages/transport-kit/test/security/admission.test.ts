import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { addressOf, Admission, RefusalLog } from '../../src/index.js';

let port = 1;
function socket(remoteAddress: string): Socket & { end(): void } {
  const emitter = Object.assign(new EventEmitter(), {
    remoteAddress,
    remotePort: port++,
    localPort: 1,
    destroyed: false,
    end() {
      emitter.destroyed = true;
      Object.assign(emitter, { remoteAddress: undefined });
      emitter.emit('close');
    },
    destroy: () => emitter.end(),
  });
  return emitter as unknown as Socket & { end(): void };
}

const LIMITS = {
  maxConnections: 3,
  maxConnectionsPerAddress: 2,
  maxPeerConnections: 1,
  maxPendingConnections: 4,
  handshakeTimeout: 100,
};

describe('admission', () => {
  it('takes room for newcomers from the address that has most of it, oldest first', () => {
    const admission = new Admission(LIMITS);
    const flood = [socket('10.0.0.1'), socket('10.0.0.1'), socket('10.0.0.1')];
    const honest = socket('10.0.0.2');
    for (const each of [flood[0], honest, flood[1], flood[2]]) expect(admission.arrive(each!, 0)).to.equal(undefined);
    expect(admission.arrive(socket('10.0.0.3'), 0)).to.equal(flood[0]);
    expect(admission.arrive(socket('10.0.0.4'), 0)).to.equal(flood[1]);
    // Now all are alike: the first that came goes.
    const left = admission.arrive(socket('10.0.0.1'), 0);
    expect([honest, flood[2]]).to.include(left);
  });

  it('bounds clients in all and by address, and keeps room for nodes', () => {
    const admission = new Admission(LIMITS);
    const come = (address: string, as: 'client' | 'peer'): [Socket & { end(): void }, string | undefined] => {
      const each = socket(address);
      admission.arrive(each, 0);
      return [each, admission.admit(each, as)];
    };
    const [first, problem] = come('10.0.0.1', 'client');
    expect(problem).to.equal(undefined);
    expect(admission.admit(first, 'client')).to.equal(undefined);
    expect(come('10.0.0.1', 'client')[1]).to.equal(undefined);
    expect(come('10.0.0.1', 'client')[1]).to.equal('too many connections from one address');
    expect(come('10.0.0.2', 'client')[1]).to.equal(undefined);
    expect(come('10.0.0.3', 'client')[1]).to.equal('too many connections');
    const [peer, peerProblem] = come('10.0.0.1', 'peer');
    expect(peerProblem).to.equal(undefined);
    expect(come('10.0.0.4', 'peer')[1]).to.equal('too many connections of nodes');
    peer.end();
    expect(come('10.0.0.4', 'peer')[1]).to.equal(undefined);
    first.end();
    expect(come('10.0.0.1', 'client')[1]).to.equal(undefined);
    expect(come('10.0.0.5', 'client')[1]).to.equal('too many connections');
  });

  it('cuts off who is late, and nobody who was admitted', () => {
    const admission = new Admission(LIMITS);
    const [late, admitted, fresh] = [socket('10.0.0.1'), socket('10.0.0.1'), socket('10.0.0.1')];
    admission.arrive(late, 0);
    admission.arrive(admitted, 0);
    admission.admit(admitted, 'client');
    admission.arrive(fresh, 50);
    const cut: Socket[] = [];
    admission.expire(99, (each) => cut.push(each));
    expect(cut).to.deep.equal([]);
    admission.expire(100, (each) => cut.push(each));
    expect(cut).to.deep.equal([late]);
    admission.destroyPending();
    expect([fresh.destroyed, admitted.destroyed]).to.deep.equal([true, false]);
    admission.destroyAll();
    expect(admitted.destroyed).to.equal(true);
  });

  it('takes for one address what one subscriber has', () => {
    expect(addressOf('10.0.0.1')).to.equal('10.0.0.1');
    expect(addressOf('::ffff:10.0.0.1')).to.equal('10.0.0.1');
    expect(addressOf('2001:db8:1:2:3:4:5:6')).to.equal('2001:db8:1:2');
    expect(addressOf('2001:db8:1:2::1')).to.equal('2001:db8:1:2');
    expect(addressOf('2001:db8::1')).to.equal('2001:db8:0:0');
    expect(addressOf('::1')).to.equal('0:0:0:0');
  });
});

describe('the log of refusals', () => {
  it('tells a burst one by one, then counts', () => {
    let now = 0;
    const told: string[] = [];
    const log = new RefusalLog(
      (reason) => told.push(reason),
      () => now,
    );
    for (let i = 0; i < 1000; i++) log.add('no', 'x');
    expect(told).to.have.length(200);
    now += 50;
    log.add('no', 'x');
    log.add('no', 'x');
    expect(told).to.have.length(201);
    expect(told[200]).to.equal('no (and 800 before, of which nothing was said)');
    now += 1_000_000;
    for (let i = 0; i < 1000; i++) log.add('no', 'x');
    expect(told).to.have.length(401);
  });
});
