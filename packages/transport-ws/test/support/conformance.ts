import type { TransportSettings } from '@lolraft/raft-testkit';
import { WsTransport } from '../../src/index.js';

/** A transport as the conformance suite asks for it. */
export function createTransport({ address, maxQueuedBytes, ...limits }: TransportSettings = {}): WsTransport {
  const bounds = maxQueuedBytes === undefined ? {} : { maxQueuedBytes, maxQueuedBackgroundBytes: maxQueuedBytes };
  const listen = address === undefined ? {} : { listen: new URL(address).host };
  // Connections that nobody needs end soon enough for a test to wait for it.
  return new WsTransport({ ...listen, limits: { ...limits, ...bounds }, timings: { idleTimeout: 100 } });
}
