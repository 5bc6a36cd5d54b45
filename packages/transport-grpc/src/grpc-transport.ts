import { FrameTransport, type FrameTransportOptions } from '@lolraft/transport-kit';
import { GrpcCarrier } from './grpc-carrier.js';
import { resolveSettings, type GrpcOptions } from './settings.js';

export interface GrpcTransportOptions extends FrameTransportOptions, GrpcOptions {}

/**
 * Peers and clients over gRPC: one listener for both, one stream for each pair of peers, one frame for each turn of the event
 * loop; and `lol.v1.Raft` for whoever speaks gRPC.
 */
export class GrpcTransport extends FrameTransport {
  /** @throws {InvalidArgumentError} where an option can never work. */
  constructor(options: GrpcTransportOptions = {}) {
    const settings = resolveSettings(options);
    super((limits, timings) => new GrpcCarrier(limits, timings, settings, options.tls), options);
  }
}
