import type { TransportSettings } from '@lolraft/raft-testkit';
import { GrpcTransport } from '../../src/index.js';

/** A transport as the conformance suite asks for it. */
export function createTransport({ address, maxQueuedBytes, ...limits }: TransportSettings = {}): GrpcTransport {
  const bounds = maxQueuedBytes === undefined ? {} : { maxQueuedBytes, maxQueuedBackgroundBytes: maxQueuedBytes };
  const listen = address === undefined ? {} : { listen: new URL(address).host };
  // Connections that nobody needs end soon enough for a test to wait for it.
  return new GrpcTransport({ ...listen, limits: { ...limits, ...bounds }, timings: { idleTimeout: 100 } });
}
