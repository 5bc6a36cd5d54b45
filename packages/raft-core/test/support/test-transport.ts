import { storeId, nodeId, type NodeId } from '../../src/model/ids.js';
import type { PeerMessage } from '../../src/model/messages.js';
import type { PeerIdentity, Transport, TransportHandlers } from '../../src/ports/transport.js';

export function peerIdentity(id: string): PeerIdentity {
  return {
    node: nodeId(id),
    store: storeId(id.repeat(32)),
    incarnation: 1,
    clusterVersionMin: 1,
    clusterVersionMax: 1,
  };
}

/** Takes what the host hands to it, so that a test can be the network. */
export class TestTransport implements Transport {
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
