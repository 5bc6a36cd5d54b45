import { UnavailableError } from '@lolraft/raft-core';
import {
  Admission,
  reloadServer,
  remoteOf,
  serverTls,
  type Admitted,
  type CarrierListener,
  type Channel,
  type ListenerContext,
  type TlsOptions,
} from '@lolraft/transport-kit';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions as WebSocketServerOptions } from 'ws';
import { PATH, SUBPROTOCOL } from './address.js';
import { WsChannel } from './ws-channel.js';

const MAX_HEADER_BYTES = 8 * 1024;

/** The one listener of a node: HTTP or HTTPS that speaks nothing but the upgrade to our protocol. */
export class Listener implements CarrierListener {
  readonly #context: ListenerContext;
  /** Values of the `Origin` header that are let in; browsers always send one, nobody else does. */
  readonly #origins: readonly string[];
  readonly #admission: Admission;
  readonly #server: Server;
  readonly #tlsServer: TlsServer | undefined;
  readonly #webSockets: WebSocketServer;

  constructor(context: ListenerContext, origins: readonly string[]) {
    this.#context = context;
    this.#origins = origins;
    const { tls, limits, timings } = context;
    this.#admission = new Admission({ ...limits, handshakeTimeout: timings.handshakeTimeout });
    // Time limits are the admission's, which sees a connection from its first moment to the end of its handshake.
    const http = { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: 0, requestTimeout: 0 };
    this.#tlsServer = tls === undefined ? undefined : createTlsServer({ ...http, ...serverTls(tls) });
    this.#server = this.#tlsServer ?? createServer(http);
    const settings: WebSocketServerOptions & { closeTimeout: number } = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: limits.maxFrameBytes,
      closeTimeout: timings.closeTimeout,
      handleProtocols: () => SUBPROTOCOL,
    };
    this.#webSockets = new WebSocketServer(settings);
    this.#server.on('connection', (socket: Socket) => this.#onConnection(socket));
    this.#server.on('request', (request, response) => this.#onRequest(request, response));
    this.#server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) =>
      this.#onUpgrade(request, socket, head),
    );
    this.#server.on('clientError', (error: Error, socket: Socket) => this.#onClientError(error, socket));
    this.#server.on('tlsClientError', (error: Error, socket: Socket) => this.#onClientError(error, socket));
    this.#webSockets.on('wsClientError', (error, socket, request) =>
      this.#reject(request, socket, 400, 'Bad Request', error.message),
    );
  }

  /**
   * @returns the port.
   * @throws {UnavailableError} where the address cannot be had.
   */
  async listen(): Promise<number> {
    const { host, port } = this.#context.listen;
    await new Promise<void>((resolve, reject) => {
      const onError = (error: Error): void => {
        reject(
          new UnavailableError(`cannot listen on ${host}:${String(port)}: ${error.message}`, 'not_applied', error),
        );
      };
      this.#server.once('error', onError);
      this.#server.listen(port, host, () => {
        this.#server.off('error', onError);
        // Such as EMFILE at accept: the connection is lost, the listener is not.
        this.#server.on('error', (error) =>
          this.#context.onRefused(`the listener failed: ${error.message}`, 'listener'),
        );
        resolve();
      });
    });
    return (this.#server.address() as AddressInfo).port;
  }

  admit(channel: Channel, as: Admitted): string | undefined {
    return channel instanceof WsChannel ? this.#admission.admit(channel.socket, as) : undefined;
  }

  reload(tls: TlsOptions): void {
    if (this.#tlsServer !== undefined) reloadServer(this.#tlsServer, tls);
  }

  /** Cuts off whoever is late with its handshake. */
  tick(): void {
    this.#admission.expire(this.#context.now(), (socket) => {
      this.#context.onRefused('the handshake took too long', remoteOf(socket));
      socket.destroy();
    });
  }

  #onConnection(socket: Socket): void {
    const victim = this.#admission.arrive(socket, this.#context.now());
    if (victim === undefined) return;
    this.#context.onRefused('too many connections that have not said who they are', remoteOf(victim));
    victim.destroy();
  }

  #onRequest(_request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(426, { Connection: 'close', Upgrade: 'websocket', 'Content-Type': 'text/plain' });
    response.end(`This is a lol node: connect a WebSocket to ${PATH} with subprotocol ${SUBPROTOCOL}.\n`);
  }

  #onUpgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const { origin } = request.headers;
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
    if (request.url !== PATH) {
      this.#reject(request, socket, 404, 'Not Found', `expected path ${PATH}`);
    } else if (origin !== undefined && !this.#origins.includes(origin)) {
      // Any page that a browser shows could reach a node on loopback otherwise.
      this.#reject(request, socket, 403, 'Forbidden', 'the Origin is not one that is let in');
    } else if (!offered.includes(SUBPROTOCOL)) {
      this.#reject(request, socket, 400, 'Bad Request', `expected subprotocol ${SUBPROTOCOL}`);
    } else {
      this.#webSockets.handleUpgrade(request, socket, head, (ws) =>
        this.#context.onOpen(new WsChannel(ws, socket, remoteOf(socket))),
      );
    }
  }

  #reject(request: IncomingMessage, socket: Duplex, status: number, title: string, message: string): void {
    this.#context.onRefused(`not an upgrade to ${SUBPROTOCOL}: ${message}`, remoteOf(request.socket));
    const body = `${message}\n`;
    socket.once('finish', () => socket.destroy());
    socket.once('error', () => socket.destroy());
    socket.end(
      `HTTP/1.1 ${String(status)} ${title}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
        `Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
    );
  }

  #onClientError(error: Error, socket: Socket): void {
    // A port scan or a broken-off connection is no news; whatever is malformed is.
    if (!('code' in error) || error.code !== 'ECONNRESET')
      this.#context.onRefused(`malformed request: ${error.message}`, remoteOf(socket));
    socket.destroy();
  }

  /** Stops listening; resolves when the port is free and every connection that came through it has ended. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
      this.#admission.destroyPending();
    });
  }

  /** Cuts off every connection that came through here. */
  destroyAll(): void {
    this.#admission.destroyAll();
  }
}
