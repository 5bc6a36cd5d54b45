import {
  ClosedError,
  clusterId,
  nodeId,
  storeId,
  type LocalIdentity,
  type PeerIdentity,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
  type TransportHandlers,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { MemoryNetwork, type MemoryTransport } from '../../src/index.js';

/** A node that writes down what its transport reports. */
class Node implements TransportHandlers {
  readonly events: string[] = [];
  readonly transport: MemoryTransport;
  readonly identity: LocalIdentity;
  onStream: (request: StreamRequest, context: { signal: AbortSignal }) => AsyncIterable<StreamItem> = () => {
    throw new ClosedError('the service');
  };

  constructor(network: MemoryNetwork, name: string, incarnation = 1, address = `mem:${name}`) {
    this.transport = network.transport(address);
    this.identity = {
      cluster: clusterId('c'.repeat(32)),
      node: nodeId(name),
      store: storeId('d'.repeat(32)),
      incarnation,
      clusterVersionMin: 1,
      clusterVersionMax: 1,
    };
  }

  async start(...peers: readonly (readonly [name: string, address: string])[]): Promise<this> {
    await this.transport.start(this.identity, this);
    this.transport.setPeers(new Map(peers.map(([name, address]) => [nodeId(name), address])));
    return this;
  }

  onPeerUp({ node, incarnation }: PeerIdentity): void {
    this.events.push(`up ${node}.${incarnation}`);
  }

  onPeerDown({ node, incarnation }: PeerIdentity, reason: string): void {
    this.events.push(`down ${node}.${incarnation}: ${reason}`);
  }

  onRefused(reason: string): void {
    this.events.push(`refused: ${reason}`);
  }

  onMessages(): void {
    this.events.push('messages');
  }

  onDropped(): void {
    this.events.push('dropped');
  }

  onCall(): Promise<ServiceResponse> {
    return Promise.reject(new ClosedError('the service'));
  }
}

/** Every turn that was begun by now, and what those begin, has ended. */
async function turns(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('MemoryNetwork', () => {
  let network: MemoryNetwork;
  beforeEach(() => {
    network = new MemoryNetwork();
  });

  it('closes what is cut, refuses dials until it is healed, and says so once', async () => {
    const b = await new Node(network, 'b').start();
    const a = await new Node(network, 'a').start(['b', 'mem:b']);
    await turns();
    network.cut(['mem:a'], ['mem:b']);
    await turns();
    a.transport.setPeers(new Map([[nodeId('b'), 'mem:b']]));
    await turns();
    a.transport.setPeers(new Map([[nodeId('b'), 'mem:b']]));
    await turns();
    network.heal();
    await turns();
    expect(a.events).to.deep.equal([
      'up b.1',
      'down b.1: the link was cut',
      'refused: nobody answers at mem:b, where b ought to be',
      'up b.1',
    ]);
    expect(b.events).to.deep.equal(['up a.1', 'down a.1: the link was cut', 'up a.1']);
  });

  it('lets a later start take the place of its former self, and never the other way round', async () => {
    const a = await new Node(network, 'a').start();
    const former = await new Node(network, 'b', 7, 'mem:b1').start(['a', 'mem:a']);
    await turns();
    const later = await new Node(network, 'b', 3, 'mem:b2').start(['a', 'mem:a']);
    await turns();
    former.transport.setPeers(new Map([[nodeId('a'), 'mem:a']]));
    await turns();
    const reason = 'a later start of the node has taken its place';
    expect(a.events).to.deep.equal(['up b.7', `down b.7: ${reason}`, 'up b.3']);
    expect(later.events).to.deep.equal(['up a.1']);
    expect(former.events).to.deep.equal([
      'up a.1',
      `down a.1: ${reason}`,
      'refused: a is connected to a later start of b',
    ]);
  });

  it('fires the signal of a stream where its reader leaves, and not where it has ended', async () => {
    const a = await new Node(network, 'a').start();
    const signals: AbortSignal[] = [];
    a.onStream = async function* (_request, { signal }) {
      signals.push(signal);
      yield { type: 'snapshotPart', index: 1, size: 2, offset: 0, bytes: Uint8Array.of(1) };
      yield { type: 'snapshotPart', index: 1, size: 2, offset: 1, bytes: Uint8Array.of(2) };
    };
    const connection = await network.client().connect('mem:a');
    const items: StreamItem[] = [];
    for await (const item of connection.stream({ type: 'readSnapshot', group: 'main' as never })) items.push(item);
    for await (const item of connection.stream({ type: 'readSnapshot', group: 'main' as never })) {
      items.push(item);
      break;
    }
    expect(items).to.have.length(3);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([false, true]);
    await connection.close();
  });
});
