import {
  dialTls,
  type Carrier,
  type CarrierListener,
  type ClientTlsOptions,
  type DialTls,
  type ListenerContext,
  type Opening,
  type OpeningEvents,
} from '@lolraft/transport-kit';
import { parseAddress } from './address.js';
import { Listener } from './listener.js';
import { WsOpening } from './ws-opening.js';

export interface WsCarrierOptions {
  readonly maxFrameBytes: number;
  readonly closeTimeout: number;
  readonly tls: ClientTlsOptions | undefined;
  readonly origins: readonly string[];
}

/** Channels over WebSockets. */
export class WsCarrier implements Carrier {
  readonly plain = 'ws';
  readonly secure = 'wss';
  readonly #options: WsCarrierOptions;
  #tls: DialTls;

  /** @throws {InvalidArgumentError} where the TLS options are not valid. */
  constructor(options: WsCarrierOptions) {
    this.#options = options;
    this.#tls = dialTls(options.tls);
  }

  checkAddress(address: string): void {
    parseAddress(address);
  }

  open(address: string, dialler: string, events: OpeningEvents): Opening {
    return new WsOpening(parseAddress(address), { ...this.#options, dialler, tls: this.#tls, mask: false }, events);
  }

  reload(tls: ClientTlsOptions): void {
    this.#tls = dialTls(tls);
  }

  listener(context: ListenerContext): CarrierListener {
    return new Listener(context, this.#options.origins);
  }
}
