import { FrameTransport, type FrameTransportOptions } from '@lolraft/transport-kit';
import { WsCarrier } from './ws-carrier.js';

export interface WsTransportOptions extends FrameTransportOptions {
  /** Web pages of these origins may open client connections. Default: none. */
  readonly origins?: readonly string[];
}

/**
 * Peers and clients over WebSockets: one listener for both, one connection for each pair of peers, one frame for each
 * turn of the event loop.
 */
export class WsTransport extends FrameTransport {
  /** @throws {InvalidArgumentError} where an option can never work. */
  constructor(options: WsTransportOptions = {}) {
    const { tls, origins = [] } = options;
    super(
      ({ maxFrameBytes }, { closeTimeout }) => new WsCarrier({ maxFrameBytes, closeTimeout, tls, origins }),
      options,
    );
  }
}
