import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Answer } from '../src/index.js';
import { payload, SILENCE, text } from './support/fake-cluster.js';
import { type Settled, start, watch } from './support/fixture.js';

const said = ({ value }: Settled<Answer>) => value && text(value.value);

describe('a node that goes silent, as a paused process does', () => {
  it('costs the writes that it has, not their whole deadline; what comes later goes to the next leader', async () => {
    const { clock, cluster, client } = start({ timeout: 60_000 });
    await client.write(payload('warm'));
    await clock.settle();
    const a = cluster.node('a');
    a.paused = true;
    cluster.elect('b', [cluster.node('b'), cluster.node('c')]);
    const write = watch(client.write(payload('lost')));
    const read = watch(client.read(payload('read')));
    await clock.advance(990);
    const inTime = watch(client.write(payload('early')));
    await clock.advance(20);
    // Suspected: others are asked.
    const next = watch(client.write(payload('next')));
    await clock.settle();
    expect(said(next)).to.equal('b answers next');
    expect([write.isOpen, read.isOpen, inTime.isOpen]).to.deep.equal([true, true, true]);
    await clock.advance(1_000);
    expect(write.error).to.include({ code: 'UNAVAILABLE', outcome: 'unknown' });
    expect(write.error?.message).to.include('silent');
    expect(inTime.error).to.include({ outcome: 'unknown' });
    expect(said(read)).to.equal('b answers read');
    expect(a.connections.size).to.equal(0);
    expect(cluster.node('b').writes).to.deep.equal(['next']);
  });

  it('is found out by calls that each wait only for a short time', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('warm'));
    await clock.settle();
    cluster.node('a').paused = true;
    cluster.elect('b', [cluster.node('b'), cluster.node('c')]);
    const outcomes = [];
    for (let i = 0; i < 8; i++) {
      const write = watch(client.write(payload(String(i)), { timeout: 200 }));
      await clock.advance(210);
      outcomes.push(write.value === undefined ? write.error?.outcome : 'done');
    }
    expect(outcomes.slice(0, 4)).to.deep.equal(['unknown', 'unknown', 'unknown', 'unknown']);
    expect(outcomes.slice(-2)).to.deep.equal(['done', 'done']);
  });

  it('keeps its connection where it answers anything in time', async () => {
    const { clock, cluster, client } = start({ timeout: 60_000 });
    const a = cluster.node('a');
    let answer = () => {};
    a.script = (request) => {
      if (request.type === 'status') return a.play(request);
      return new Promise((resolve) => (answer = () => resolve(a.play(request))));
    };
    // A write that takes long, because the leader has no quorum or a slow disk.
    const write = watch(client.write(payload('slow')));
    await clock.advance(30_000);
    expect(write.isOpen).to.equal(true);
    expect(a.connections.size).to.equal(1);
    expect(a.statusRequests).to.be.within(10, 70);
    answer();
    await clock.settle();
    expect(said(write)).to.equal('a answers slow');
    // Nothing is owed any more, so nothing is asked.
    const asked = a.statusRequests;
    await clock.advance(10_000);
    expect(a.statusRequests).to.equal(asked);
  });

  it('keeps its calls as long as its transport hears of it: it is only busy', async () => {
    const { clock, cluster, client } = start({ timeout: 60_000 });
    await client.write(payload('warm'));
    await clock.settle();
    const a = cluster.node('a');
    a.paused = true;
    // As of pongs.
    a.received = () => Math.floor(clock.now() / 500);
    const write = watch(client.write(payload('slow')));
    await clock.advance(10_000);
    expect(write.isOpen).to.equal(true);
    expect(a.connections.size).to.equal(1);
    const { received } = a;
    const last = received();
    a.received = () => last;
    await clock.advance(2_100);
    expect(write.error).to.include({ code: 'UNAVAILABLE', outcome: 'unknown' });
    expect(a.connections.size).to.equal(0);

    cluster.elect('b', [cluster.node('b'), cluster.node('c')]);
    const other = watch(client.write(payload('next')));
    await clock.advance(2_000);
    expect(said(other)).to.equal('b answers next');
  });

  it('gets what waited when it comes back in time', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('warm'));
    await clock.settle();
    const a = cluster.node('a');
    a.paused = true;
    const sent = watch(client.write(payload('sent')));
    await clock.advance(1_200);
    const waits = watch(client.write(payload('waits')));
    await clock.advance(100);
    expect([sent.isOpen, waits.isOpen]).to.deep.equal([true, true]);
    a.paused = false;
    await clock.settle();
    expect([said(sent), said(waits)]).to.deep.equal(['a answers sent', 'a answers waits']);
    await clock.advance(5_000);
    expect(a.connections.size).to.equal(1);
    expect(a.dials).to.equal(1);
  });

  it('does not keep the client from the others when it is the first to be asked', async () => {
    const { clock, cluster, client } = start({ endpoints: ['c', 'b', 'a'] });
    cluster.node('c').paused = true;
    cluster.node('b').listening = 'hang';
    const write = watch(client.write(payload('x')));
    await clock.settle();
    expect(said(write)).to.equal('a answers x');
  });

  it('does not slow down the search for the next leader', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('warm'));
    await clock.settle();
    cluster.node('a').kill();
    cluster.depose();
    cluster.node('c').paused = true;
    const write = watch(client.write(payload('x')));
    await clock.advance(290);
    cluster.elect('b', [cluster.node('b')]);
    await clock.advance(350);
    expect(said(write)).to.equal('b answers x');
  });

  it('is given up while it is being connected to', async () => {
    const { clock, cluster, client } = start({ endpoints: ['a'], connectTimeout: 700 });
    cluster.node('a').listening = 'hang';
    const status = watch(client.status('a'));
    await clock.advance(690);
    expect(status.isOpen).to.equal(true);
    await clock.advance(20);
    expect(status.error).to.include({ code: 'UNAVAILABLE', outcome: 'not_applied' });
    expect(status.error?.message).to.equal('a has not answered for 700 ms');
  });

  it('is not taken for an answer that our own side gave', async () => {
    const { clock, cluster, client } = start({ attemptTimeout: 100 });
    await client.write(payload('warm'));
    await clock.settle();
    const a = cluster.node('a');
    a.paused = true;
    cluster.elect('b', [cluster.node('b'), cluster.node('c')]);
    // A transport that ends calls by itself, in time.
    a.script = (_request, { timeout = 0 }) =>
      new Promise((_resolve, reject) => {
        clock.setTimer(timeout, () => reject(Object.assign(new Error('late'), {})));
      });
    const read = watch(client.read(payload('x')));
    await clock.advance(2_200);
    expect(said(read)).to.equal('b answers x');
  });

  it('leaves no call open, not even where the transport does', async () => {
    const { clock, cluster, client } = start();
    await client.write(payload('warm'));
    await clock.settle();
    const a = cluster.node('a');
    a.forgetful = true;
    a.script = (request) => (request.type === 'status' ? a.play(request) : SILENCE);
    const write = watch(client.write(payload('x')));
    await clock.settle();
    a.kill();
    await clock.settle();
    expect(write.error).to.include({ code: 'UNAVAILABLE', outcome: 'unknown' });
  });
});
