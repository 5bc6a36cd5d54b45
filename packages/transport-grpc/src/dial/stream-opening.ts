import {
  Client,
  Metadata,
  status,
  type ChannelOptions,
  type ClientDuplexStream,
  type StatusObject,
} from '@grpc/grpc-js';
import type { DialTls, Opening, OpeningEvents } from '@lolraft/transport-kit';
import type { Socket } from 'node:net';
import { hostPort, type Destination } from '../address.js';
import type { Language } from '../language.js';
import type { BytesMethod } from '../methods.js';
import { StreamChannel } from '../stream-channel.js';
import { ROUTE, targetOf, type Route } from './lol-resolver.js';
import { SocketCredentials } from './socket-credentials.js';

export interface StreamOpeningOptions {
  readonly destination: Destination;
  readonly tls: DialTls;
  readonly method: BytesMethod;
  readonly language: Language;
  readonly channel: ChannelOptions;
  /** Milliseconds that the connection has to end in order. */
  readonly closeTimeout: number;
}

/** Why a stream did not open. */
export class StreamRefused extends Error {
  readonly status: status;

  /** @param cause What the network said, where it was the network. */
  constructor({ code, details }: StatusObject, cause: unknown) {
    super(details === '' ? `status ${String(code)}` : details, { cause });
    this.name = 'StreamRefused';
    this.status = code;
  }
}

/** One attempt to reach an address over a connection of its own, up to the headers of the answer. */
export class StreamOpening implements Opening {
  readonly ended: Promise<void>;
  readonly #abort = new AbortController();
  readonly #client: Client;
  readonly #call: ClientDuplexStream<Uint8Array, Uint8Array>;
  readonly #sockets = new Set<Socket>();
  readonly #closeTimeout: number;
  readonly #events: OpeningEvents;
  #resolveEnded: () => void = () => undefined;
  #socket: Socket | undefined;
  #socketError: unknown;
  #channel: StreamChannel | undefined;
  #terminated = false;
  #isOver = false;
  #cut: NodeJS.Timeout | undefined;

  constructor(options: StreamOpeningOptions, events: OpeningEvents) {
    const { destination, tls, method, language, channel } = options;
    this.#events = events;
    this.#closeTimeout = options.closeTimeout;
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    const authority = hostPort(destination);
    const route: Route = { host: destination.host, port: destination.port, signal: this.#abort.signal };
    const credentials = new SocketCredentials(destination, tls, (socket) => this.#onSocket(socket));
    this.#client = new Client(targetOf(authority), credentials, { ...channel, [ROUTE]: route });
    this.#call = this.#client.makeBidiStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      new Metadata(),
      {},
    );
    this.#call.once('metadata', () => this.#onOpen(authority, language));
    this.#call.once('status', (end) => this.#onStatus(end));
    // `status` has said it already.
    this.#call.on('error', () => undefined);
  }

  #onSocket(socket: Socket): void {
    if (this.#terminated) socket.destroy();
    this.#socket = socket;
    this.#sockets.add(socket);
    socket.once('error', (error) => (this.#socketError ??= error));
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#endIfOver();
    });
  }

  #onOpen(remote: string, language: Language): void {
    if (this.#terminated || this.#isOver) return;
    const call = this.#call;
    this.#channel = new StreamChannel(
      call,
      {
        remote,
        socket: this.#socket,
        ended: this.ended,
        end: () => {
          // Where no goodbye tells the other side that this is the end of all, it is told that nobody listens any more.
          if (language.goodbye(0, '') === undefined) call.once('finish', () => call.cancel());
          call.end();
        },
        leave: () => call.end(),
        terminate: () => this.terminate(),
      },
      language,
    );
    this.#events.onOpen(this.#channel);
  }

  #onStatus(end: StatusObject): void {
    this.#isOver = true;
    this.#client.close();
    if (this.#channel !== undefined) this.#channel.over(end.code === status.OK ? '' : end.details);
    else if (!this.#terminated) {
      const refused = new StreamRefused(end, this.#socketError);
      this.#events.onFailed(refused.message, refused);
    }
    if (this.#sockets.size > 0) this.#cut = setTimeout(() => this.#destroy(), this.#closeTimeout);
    this.#endIfOver();
  }

  #endIfOver(): void {
    if (!this.#isOver || this.#sockets.size > 0) return;
    clearTimeout(this.#cut);
    this.#resolveEnded();
  }

  #destroy(): void {
    // Those that have not been connected yet, and then the others.
    this.#abort.abort();
    for (const socket of this.#sockets) socket.destroy();
  }

  terminate(): void {
    if (this.#terminated) return;
    this.#terminated = true;
    this.#call.cancel();
    this.#client.close();
    this.#destroy();
  }
}
