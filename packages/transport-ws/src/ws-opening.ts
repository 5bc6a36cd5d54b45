import type { DialTls, Opening, OpeningEvents } from '@lolraft/transport-kit';
import type { Socket } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import { SUBPROTOCOL } from './address.js';
import { WsChannel } from './ws-channel.js';

export interface WsOpeningOptions {
  readonly maxFrameBytes: number;
  /** Milliseconds that a closing handshake may take. */
  readonly closeTimeout: number;
  readonly tls: DialTls;
  /** The user agent, for the logs of whatever passes connections on. */
  readonly dialler: string;
  /**
   * Whether frames are masked with random keys. The mask keeps scripts of web pages from choosing the bytes on the wire;
   * between two nodes it protects nothing, so peers use the key zero, which costs nothing.
   */
  readonly mask: boolean;
}

/** One attempt to reach an address, up to the upgrade to a WebSocket. */
export class WsOpening implements Opening {
  readonly ended: Promise<void>;
  readonly #ws: WebSocket;

  constructor(url: URL, options: WsOpeningOptions, events: OpeningEvents) {
    const settings: ClientOptions & { closeTimeout: number } = {
      perMessageDeflate: false,
      maxPayload: options.maxFrameBytes,
      closeTimeout: options.closeTimeout,
      headers: { 'User-Agent': options.dialler },
      // The key that is left as it is is zero.
      ...(options.mask ? {} : { generateMask: () => undefined }),
      ...options.tls,
    };
    const ws = new WebSocket(url, SUBPROTOCOL, settings);
    this.#ws = ws;
    this.ended = new Promise((resolve) => ws.once('close', () => resolve()));
    const onError = (error: Error): void => events.onFailed(error.message, error);
    ws.on('error', onError);
    let socket: Socket | undefined;
    ws.once('upgrade', (response) => (socket = response.socket));
    ws.once('open', () => {
      if (socket === undefined) return;
      // From here on errors are the channel's.
      ws.off('error', onError);
      events.onOpen(new WsChannel(ws, socket, url.host));
    });
  }

  terminate(): void {
    this.#ws.terminate();
  }
}
