import { encodeQuery, getKey, KvsClient, KvsError, putKey } from '@lolraft/kvs-client';
import { RaftHost } from '@lolraft/raft-core';
import { MemoryNetwork } from '@lolraft/raft-testkit';
import { MemoryStorage } from '@lolraft/storage-memory';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { KvsApp } from '../src/app.js';
import { digest } from '../src/state/digest.js';
import { text } from './support/requests.js';

async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

describe('three stores in one cluster', function () {
  this.timeout(30_000);
  const network = new MemoryNetwork();
  const members = ['n1', 'n2', 'n3'].map((id) => ({ id, address: `mem:${id}` }));
  let apps: KvsApp[] = [];
  let hosts: RaftHost[] = [];
  let client: KvsClient;

  beforeEach(async () => {
    apps = members.map(() => new KvsApp({ maxValueBytes: 1000 }));
    hosts = await Promise.all(
      members.map(({ id, address }, i) =>
        RaftHost.start({
          id,
          cluster: { name: 'kvs test', token: '' },
          initial: 'new',
          members,
          groups: { main: { app: apps[i]! } },
          transport: network.transport(address),
          storage: new MemoryStorage(),
        }),
      ),
    );
    client = new KvsClient({ transport: network.client(), endpoints: ['mem:n1'] });
  });
  afterEach(async () => {
    await client.close();
    await Promise.all(hosts.map((host) => host.close()));
  });

  /** Waits until every node has applied what the leader has committed. */
  async function applied(): Promise<void> {
    const { commitIndex } = await client.status();
    const level = { type: 'local', minIndex: commitIndex } as const;
    for (const host of hosts) await host.group('main').read(encodeQuery({ type: 'stats' }), { level });
  }

  it('answer as one store, and are equal in the end', async () => {
    const puts = await Promise.all(Array.from({ length: 300 }, (_, i) => client.put(`k${i % 100}`, String(i))));
    expect(puts.map(({ revision }) => revision)).to.deep.equal(Array.from({ length: 300 }, (_, i) => i + 2));
    expect(text((await client.get('k7'))!.value)).to.equal('207');
    expect(text((await client.get('k7', { revision: 150 }))!.value)).to.equal('107');
    expect(await client.count('all')).to.equal(100);

    expect(await client.cas('k7', { value: '207' }, 'swapped')).to.include({ swapped: true, revision: 302 });
    const missed = await client.cas('k7', 'absent', 'again');
    expect([missed.swapped, text(missed.current!.value)]).to.deep.equal([false, 'swapped']);

    const { results } = await client.txn([], [putKey('t', '1'), getKey('t')]);
    expect(results[1]?.type === 'range' && results[1].kvs[0]?.modRevision).to.equal(303);
    expect(await client.deleteRange({ prefix: 'k1' })).to.include({ deleted: 11 });

    await client.compact(200);
    const compacted = await failure(client.get('k7', { revision: 150 }));
    expect(compacted).to.be.instanceOf(KvsError).and.include({ code: 'COMPACTED' });
    await client.setRetention({ revisions: 10, bytes: 1_000_000 });
    expect(await client.stats()).to.deep.include({ revision: 304, compactRevision: 294, keys: 90 });

    await applied();
    expect(new Set(apps.map(({ store }) => digest(store))).size).to.equal(1);
  });

  it('refuse what can never be applied before it is in the log', async () => {
    // The session of the client is an entry of its own.
    await client.put('first', 'v');
    const { lastIndex } = await client.status();
    expect(await failure(client.put('k', 'x'.repeat(1001)))).to.include({
      code: 'ENTRY_TOO_LARGE',
      outcome: 'not_applied',
    });
    expect(await failure(client.put('', 'v'))).to.include({ code: 'INVALID_ARGUMENT', message: 'the key is empty' });
    expect(await failure(client.txn([], [putKey('a', '1'), putKey('a', '2')]))).to.include({
      code: 'INVALID_ARGUMENT',
    });
    expect(await failure(client.raft.write(Uint8Array.of(0x12, 0x7f, 0)))).to.include({ code: 'PROTOCOL' });
    expect(await failure(client.raft.read(Uint8Array.of(0x12, 0x7f, 0)))).to.include({ code: 'PROTOCOL' });
    expect((await client.status()).lastIndex).to.equal(lastIndex);
  });

  it('go on under another leader, at the next revision', async () => {
    await client.put('a', '1');
    const { leader } = await client.status();
    await hosts.find(({ id }) => id === leader)?.close();
    expect(await client.put('a', '2')).to.include({ revision: 3 });
    expect(text((await client.get('a'))!.value)).to.equal('2');
  });
});
