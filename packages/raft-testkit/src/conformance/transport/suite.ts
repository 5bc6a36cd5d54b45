import type { ClientTransport, Transport } from '@lolraft/raft-core';

/** What a case may ask of the transport that it is given. */
export interface TransportSettings {
  /** Where to listen: the address of a transport that has been closed. Default: any free address. */
  readonly address?: string;
  /** Bounds of the queues to one peer, the same for each class of messages, so that a test can reach them. */
  readonly maxQueuedMessages?: number;
  readonly maxQueuedBytes?: number;
}

/** How the suite gets at the transport under test. */
export interface TransportFactory {
  /** A transport that has not been started. */
  create(settings?: TransportSettings): Transport;
  /** A client half that can reach what `create` makes. */
  createClient(): ClientTransport;
  /**
   * What keeps the process alive now, one name for each (`process.getActiveResourcesInfo` on Node). Without it, that
   * `close` leaves nothing behind is not tested.
   */
  readonly resources?: () => readonly string[];
  /** Milliseconds that a case waits for what must happen before it fails. Default: 15,000. */
  readonly patience?: number;
}
