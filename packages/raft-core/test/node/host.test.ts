import { expect } from 'chai';
import { describe, it } from 'mocha';
import { DEFAULT_CONSENSUS_OPTIONS } from '../../src/consensus/options.js';
import { nodeId, storeId, type NodeId } from '../../src/model/ids.js';
import type { PeerMessage } from '../../src/model/messages.js';
import { RaftHost } from '../../src/node/host.js';
import type { RaftStorage } from '../../src/ports/storage.js';
import type { PeerIdentity, Transport, TransportHandlers } from '../../src/ports/transport.js';
import { ManualClock } from '../support/manual-clock.js';

const leader: PeerIdentity = {
  node: nodeId('b'),
  store: storeId('b'.repeat(32)),
  incarnation: 1,
  clusterVersionMin: 1,
  clusterVersionMax: 1,
};

/** Takes what the host hands to it, so that a test can be the network. */
class TestTransport implements Transport {
  readonly capabilities = { maxMessageBytes: 1_000_000 };
  readonly address = 'mem:a';
  readonly sent: { to: NodeId; message: PeerMessage }[] = [];
  handlers: TransportHandlers | undefined;

  start: Transport['start'] = async (_identity, handlers) => {
    this.handlers = handlers;
  };

  setPeers(): void {
    // The test knows them.
  }

  send: Transport['send'] = (to, envelopes) => {
    this.sent.push(...envelopes.map(({ message }) => ({ to, message })));
    return true;
  };

  async close(): Promise<void> {
    this.handlers = undefined;
  }
}

const emptyDisk: RaftStorage = {
  capabilities: { durable: false },
  load: async () => ({ store: storeId('a'.repeat(32)), identity: undefined, groups: [] }),
  bind: async () => undefined,
  write: async () => undefined,
  read: () => Promise.reject(new Error('nothing was written')),
  removeGroup: async () => undefined,
  close: async () => undefined,
};

describe('a host', () => {
  it('sets its timer anew when the connection to the leader closes, though nothing else happens', async () => {
    const clock = new ManualClock();
    const transport = new TestTransport();
    const host = await RaftHost.start({
      id: 'a',
      cluster: { name: 'test', token: '' },
      initial: 'new',
      members: ['a', 'b', 'c'].map((id) => ({ id, address: `mem:${id}` })),
      groups: { main: { app: { apply: () => [], query: () => new Uint8Array(0), install: () => undefined } } },
      transport,
      storage: emptyDisk,
      clock,
    });
    const group = host.group('main');
    transport.handlers?.onPeerUp(leader);
    const heartbeat: PeerMessage = { type: 'heartbeat', term: 1, commit: 0, round: 1 };
    transport.handlers?.onMessages(leader, [{ group: group.id, message: heartbeat }]);
    await clock.settle();
    expect(group.status()).to.include({ role: 'follower', leader: 'b' });

    transport.handlers?.onPeerDown(leader, 'the connection broke');
    await clock.settle();
    await clock.advance(DEFAULT_CONSENSUS_OPTIONS.closedConnectionSpread);
    expect(transport.sent.filter(({ message }) => message.type === 'preVoteRequest').map(({ to }) => to)).to.deep.equal(
      ['b', 'c'],
    );
    await host.close();
    expect(clock.timers, 'a closed host waits for nothing').to.equal(0);
  });
});
