import { InvalidArgumentError, jsonCodec, type RaftApp, RaftHost, RaftNode, typedApp } from '@lolraft/raft-core';
import { MemoryNetwork } from '@lolraft/raft-testkit';
import { MemoryStorage } from '@lolraft/storage-memory';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { RaftClient } from '../src/index.js';
import { payload, text } from './support/fake-cluster.js';

/** A list of all commands; a query asks for it. */
function listApp(): RaftApp {
  let list: string[] = [];
  return {
    apply: (commands) => commands.map(({ payload: command }) => payload(String(list.push(text(command))))),
    query: () => payload(list.join(' ')),
    install: () => void (list = []),
  };
}

describe('against real nodes', function () {
  this.timeout(30_000);
  const network = new MemoryNetwork();
  const members = ['n1', 'n2', 'n3'].map((id) => ({ id, address: `mem:${id}` }));
  let hosts: RaftHost[] = [];

  beforeEach(async () => {
    hosts = await Promise.all(
      members.map(({ id, address }) =>
        RaftHost.start({
          id,
          cluster: { name: 'client test', token: '' },
          initial: 'new',
          members,
          groups: { main: { app: listApp() } },
          transport: network.transport(address),
          storage: new MemoryStorage(),
        }),
      ),
    );
  });
  afterEach(() => Promise.all(hosts.map((host) => host.close())));

  it('writes and reads through the end of a leader, in order, each write once', async () => {
    await using client = new RaftClient({ transport: network.client(), endpoints: ['mem:n1'] });
    const acknowledged: string[] = [];
    const unknown: string[] = [];
    const write = async (name: string): Promise<void> => {
      try {
        await client.write(payload(name));
        acknowledged.push(name);
      } catch (error) {
        expect(error).to.include({ outcome: 'unknown' });
        unknown.push(name);
      }
    };
    await Promise.all(Array.from({ length: 50 }, (_, i) => write(`first${i}`)));
    const { leader } = await client.status();
    const during = Array.from({ length: 50 }, (_, i) => write(`second${i}`));
    await hosts.find((host) => host.id === leader)?.close();
    await Promise.all(during);
    await Promise.all(Array.from({ length: 50 }, (_, i) => write(`third${i}`)));

    const list = text((await client.read(payload(''))).value).split(' ');
    expect(list.filter((name) => acknowledged.includes(name))).to.deep.equal(acknowledged);
    expect(new Set(list).size).to.equal(list.length);
    for (const name of list) expect([...acknowledged, ...unknown]).to.include(name);
    expect(acknowledged.length).to.be.at.least(100);
    expect((await client.status()).leader).to.not.equal(leader);
  });

  it('reads locally what is applied up to an index', async () => {
    await using client = new RaftClient({ transport: network.client(), endpoints: members.map((m) => m.address) });
    const { index } = await client.write(payload('x'));
    for (let i = 0; i < 6; i++) {
      const { value } = await client.read(payload(''), { level: { type: 'local', minIndex: index } });
      expect(text(value)).to.equal('x');
    }
  });
});

describe('a node with a service of its app', () => {
  const counter = typedApp<number, number, null, number>(
    (() => {
      let total = 0;
      return { apply: (add: number) => (total += add), query: () => total, install: () => void (total = 0) };
    })(),
    jsonCodec(),
  );

  function options(network: MemoryNetwork) {
    return {
      id: 'n1',
      cluster: { name: 'service test', token: '' },
      initial: 'new' as const,
      members: [{ id: 'n1', address: 'mem:n1' }],
      app: counter,
      transport: network.transport('mem:n1'),
      storage: new MemoryStorage(),
    };
  }

  it('has methods that use the node itself', async () => {
    const network = new MemoryNetwork();
    await using node = await RaftNode.start({
      ...options(network),
      services: (own) => [
        {
          name: 'lol.test.v1.Counter',
          methods: {
            Add: {
              kind: 'unary',
              role: 'write',
              handle: async (request) => payload(String((await own.write(Number(text(request)))).value)),
            },
          },
        },
      ],
    });
    await using client = new RaftClient({ transport: network.client(), endpoints: [node.address] });
    await client.status();
    expect(text(await client.call('lol.test.v1.Counter', 'Add', payload('5')))).to.equal('5');
    expect(text(await client.call('lol.test.v1.Counter', 'Add', payload('2')))).to.equal('7');
    expect(await node.read(null)).to.equal(7);
  });

  it('does not start where a service has the name of one of ours, and leaves nothing behind', async () => {
    const network = new MemoryNetwork();
    const given = options(network);
    const started = RaftNode.start({ ...given, services: [{ name: 'lol.v1.Raft', methods: {} }] });
    expect(await started.catch((error: unknown) => error)).to.be.instanceOf(InvalidArgumentError);
    expect(await given.transport.start({} as never, {} as never).catch((error: unknown) => error)).to.include({
      code: 'CLOSED',
    });
  });
});
