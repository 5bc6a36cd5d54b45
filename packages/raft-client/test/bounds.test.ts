import { type ClientTransport, InvalidArgumentError, OverloadedError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { RaftClient, type RaftClientOptions } from '../src/index.js';
import { FakeCluster, payload, SILENCE, text } from './support/fake-cluster.js';
import { start, watch } from './support/fixture.js';

describe('bounds', () => {
  it('of calls that nodes work on at once: others wait their turn, in order', async () => {
    const { clock, cluster, client } = start({ maxInFlight: 3 });
    const answers: (() => void)[] = [];
    const a = cluster.node('a');
    a.script = (request) => {
      if (request.type === 'status') return a.play(request);
      return new Promise((resolve) => answers.push(() => resolve(a.play(request))));
    };
    const numbers = Array.from({ length: 10 }, (_, i) => String(i));
    const writes = numbers.map((number) => watch(client.write(payload(number))));
    await clock.settle();
    for (let done = 0; done < 10; done++) {
      expect(a.writes).to.deep.equal(numbers.slice(0, Math.min(10, done + 3)));
      answers[done]?.();
      await clock.settle();
    }
    expect(writes.every(({ value }) => value !== undefined)).to.equal(true);
  });

  it('of calls that are not settled, by number', async () => {
    const { clock, cluster, client } = start({ maxPending: 5, maxInFlight: 2 });
    cluster.depose();
    const writes = Array.from({ length: 7 }, (_, i) => watch(client.write(payload(String(i)))));
    await clock.settle();
    expect(writes.map(({ isOpen }) => isOpen)).to.deep.equal([true, true, true, true, true, false, false]);
    expect(writes[5]?.error).to.be.instanceOf(OverloadedError);
    expect(writes[5]?.error).to.include({ outcome: 'not_applied', retryable: true });
    cluster.elect('a');
    await clock.advance(1_000);
    expect(writes.filter(({ value }) => value !== undefined)).to.have.lengthOf(5);
    expect((await client.write(payload('again'))).value).to.deep.equal(payload('a answers again'));
  });

  it('of calls that are not settled, by bytes, but one may always begin', async () => {
    const { clock, cluster, client } = start({ maxPendingBytes: 100 });
    cluster.depose();
    const write = (bytes: number) => watch(client.write(new Uint8Array(bytes), { timeout: 1_000 }));
    const writes = [write(60), write(40), write(1)];
    await clock.settle();
    expect(writes.map(({ error }) => error?.code)).to.deep.equal([undefined, undefined, 'OVERLOADED']);
    await clock.advance(1_100);
    const large = [write(500), write(1)];
    await clock.settle();
    expect(large.map(({ error }) => error?.code)).to.deep.equal([undefined, 'OVERLOADED']);
  });

  it('of connections that are made at once', async () => {
    const addresses = Array.from({ length: 12 }, (_, i) => `n${i}`);
    const cluster = new FakeCluster(...addresses);
    cluster.elect('n11');
    const { clock, client } = start({ endpoints: addresses, maxDials: 3 }, cluster);
    const write = watch(client.write(payload('x')));
    await clock.settle();
    expect(write.value && text(write.value.value)).to.equal('n11 answers x');
    expect(cluster.maxDialing).to.equal(3);
  });

  it('of addresses that are learned', async () => {
    const cluster = new FakeCluster('a', ...Array.from({ length: 100 }, (_, i) => `far${i}`));
    cluster.elect('a');
    const { clock, client } = start({ endpoints: ['a'] }, cluster);
    const write = client.write(payload('x'));
    await clock.settle();
    await write;
    expect(client.addresses).to.have.lengthOf(65);
    expect(client.addresses[0]).to.equal('a');
  });

  it('hold also where calls end before they are answered', async () => {
    const { clock, cluster, client } = start({ maxInFlight: 2 });
    const a = cluster.node('a');
    let open = 0;
    a.script = (request) => {
      if (request.type === 'status') return a.play(request);
      open++;
      return SILENCE;
    };
    const writes = Array.from({ length: 6 }, (_, i) =>
      watch(client.write(payload(String(i)), { timeout: 100 * (i + 1) })),
    );
    await clock.advance(110);
    expect(open).to.equal(3);
    await clock.advance(500);
    expect(writes.map(({ error }) => error?.outcome)).to.deep.equal([
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
    ]);
  });
});

describe('options', () => {
  it('that can never work are refused by name', () => {
    const transport: ClientTransport = new FakeCluster('a');
    const wrong: [Partial<RaftClientOptions>, string][] = [
      [{ endpoints: [] }, 'endpoints'],
      [{ endpoints: [''] }, 'endpoints'],
      [{ timeout: 0 }, 'timeout'],
      [{ timeout: Infinity }, 'timeout'],
      [{ silence: NaN }, 'silence'],
      [{ maxInFlight: 1.5 }, 'maxInFlight'],
      [{ maxDials: 0 }, 'maxDials'],
      [{ backoff: { min: 50, max: 20 } }, 'backoff'],
      [{ group: 'no such name!' }, 'group'],
    ];
    for (const [options, name] of wrong) {
      expect(() => new RaftClient({ transport, endpoints: ['a'], ...options }), name).to.throw(
        InvalidArgumentError,
        name,
      );
    }
  });
});
