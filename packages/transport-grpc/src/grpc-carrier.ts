import type { ChannelOptions } from '@grpc/grpc-js';
import {
  dialTls,
  type Carrier,
  type CarrierListener,
  type ClientTlsOptions,
  type DialTls,
  type ListenerContext,
  type Opening,
  type OpeningEvents,
  type TransportLimits,
  type TransportTimings,
} from '@lolraft/transport-kit';
import { parseAddress } from './address.js';
import { StreamOpening } from './dial/stream-opening.js';
import { LINK } from './language.js';
import { CONNECT } from './methods.js';
import { GrpcListener } from './serve/listener.js';
import { dialOptions, type GrpcSettings } from './settings.js';

/** Channels over bidirectional streams of gRPC. */
export class GrpcCarrier implements Carrier {
  readonly plain = 'grpc';
  readonly secure = 'grpcs';
  readonly #settings: GrpcSettings;
  readonly #closeTimeout: number;
  readonly #channel: ChannelOptions;
  #tls: DialTls;

  /** @throws {InvalidArgumentError} where the TLS options are not valid. */
  constructor(
    limits: TransportLimits,
    timings: TransportTimings,
    settings: GrpcSettings,
    tls: ClientTlsOptions | undefined,
  ) {
    this.#settings = settings;
    this.#closeTimeout = timings.closeTimeout;
    this.#channel = dialOptions(limits.maxFrameBytes, settings);
    this.#tls = dialTls(tls);
  }

  checkAddress(address: string): void {
    parseAddress(address);
  }

  open(address: string, dialler: string, events: OpeningEvents): Opening {
    const channel = { ...this.#channel, 'grpc.primary_user_agent': dialler };
    const options = { method: CONNECT, language: LINK, channel, closeTimeout: this.#closeTimeout };
    return new StreamOpening({ ...options, destination: parseAddress(address), tls: this.#tls }, events);
  }

  reload(tls: ClientTlsOptions): void {
    this.#tls = dialTls(tls);
  }

  listener(context: ListenerContext): CarrierListener {
    return new GrpcListener(context, this.#settings);
  }
}
