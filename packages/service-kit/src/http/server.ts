import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type PeerCertificate, TLSSocket } from 'node:tls';
import { InvalidArgumentError } from '@lolraft/raft-core';
import { listenAddress, localUrl } from './address.js';
import { readBody } from './body.js';
import { type HttpAnswer, HttpError, type HttpMethod, type Route } from './route.js';
import { Router } from './router.js';
import { type HttpTls, secureOptions } from './tls.js';

export interface HttpServerOptions {
  /** `host:port`, or a port alone: then only this machine can connect. */
  readonly listen: string;
  readonly routes: readonly Route[];
  readonly tls?: HttpTls;
  /** Connections at a time; one more is closed at once. Default: 256. */
  readonly maxConnections?: number;
  /** A route failed in a way that it does not tell its caller. */
  readonly onError?: (error: unknown) => void;
}

const DEFAULT_MAX_CONNECTIONS = 256;
const DEFAULT_ROUTE_MS = 10_000;
/** How long answers that are on their way may take once the server is to close. */
const CLOSE_MS = 1_000;

/** A caller that is slow, silent or too talkative costs no more than this. Milliseconds, bytes, and requests. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  maxHeaderSize: 16 * 1024,
  connectionsCheckingInterval: 1_000,
} as const satisfies ServerOptions;
const MAX_HEADERS = 64;
const MAX_REQUESTS_PER_SOCKET = 1_000;

/** A small HTTP server for routes that answer with a whole text: health, metrics, and what an app adds to them. */
export class HttpServer implements AsyncDisposable {
  readonly #server: Server | TlsServer;
  readonly #router: Router;
  readonly #onError: (error: unknown) => void;
  readonly #closing = new AbortController();
  readonly #isTls: boolean;
  #url = '';
  #closed: Promise<void> | undefined;

  private constructor({ routes, tls, maxConnections, onError }: HttpServerOptions) {
    this.#router = new Router(routes);
    this.#onError = onError ?? (() => undefined);
    this.#isTls = tls !== undefined;
    const listener = (message: IncomingMessage, response: ServerResponse): void => {
      void this.#serve(message, response);
    };
    this.#server =
      tls === undefined
        ? createServer(LIMITS, listener)
        : createTlsServer(
            {
              ...LIMITS,
              ...secureOptions(tls),
              handshakeTimeout: LIMITS.headersTimeout,
              requestCert: tls.requireCertificate === true,
              rejectUnauthorized: tls.requireCertificate === true,
            },
            listener,
          );
    this.#server.maxConnections = maxConnections ?? DEFAULT_MAX_CONNECTIONS;
    this.#server.maxHeadersCount = MAX_HEADERS;
    this.#server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET;
  }

  /** @throws {InvalidArgumentError} where the options make no sense, or nobody can listen there. */
  static async start(options: HttpServerOptions): Promise<HttpServer> {
    const address = listenAddress(options.listen);
    const http = new HttpServer(options);
    http.#server.listen(address.port, address.host);
    try {
      await once(http.#server, 'listening');
    } catch (error) {
      throw new InvalidArgumentError(
        `the HTTP server cannot listen on ${options.listen}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    const { address: host, port } = http.#server.address() as AddressInfo;
    http.#url = localUrl({ host, port }, http.#isTls);
    return http;
  }

  /** Where this machine reaches it. */
  get url(): string {
    return this.#url;
  }

  /** Answers for these too, from now on. @throws {InvalidArgumentError} where one of them is there already. */
  mount(routes: readonly Route[]): void {
    this.#router.add(routes);
  }

  /** Connections that begin from now on see these certificates. @throws {InvalidArgumentError} */
  renewTls(tls: HttpTls): void {
    if (!('setSecureContext' in this.#server)) throw new InvalidArgumentError('this server speaks no TLS');
    this.#server.setSecureContext(secureOptions(tls));
  }

  /** Answers what has begun, for a moment, and ends every connection. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#closing.abort();
    const timer = setTimeout(() => {
      this.#server.closeAllConnections();
    }, CLOSE_MS);
    this.#server.closeIdleConnections();
    await closed;
    clearTimeout(timer);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    // That a caller has gone is no failure of ours.
    response.on('error', () => undefined);
    try {
      write(message, response, await this.#answer(message, response), this.#closing.signal.aborted);
    } catch (error) {
      const told = error instanceof HttpError ? error : new HttpError(500, 'internal error');
      if (told !== error) this.#onError(error);
      const body = `${told.message}\n`;
      // What is left of the request was not read, so that nothing can follow it on this connection.
      write(message, response, { status: told.status, headers: told.headers, body }, true);
    }
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<HttpAnswer> {
    const { method = '', headers, socket } = message;
    const url = targetOf(message);
    const { route, parameters } = this.#router.find(method, url.pathname);
    const leaving = new AbortController();
    response.once('close', () => {
      leaving.abort();
    });
    const body = await readBody(message, route.maxBodyBytes ?? 0);
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort();
    }, route.timeout ?? DEFAULT_ROUTE_MS);
    const signal = AbortSignal.any([leaving.signal, this.#closing.signal, late.signal]);
    try {
      const handled = Promise.resolve(
        route.handle({
          method: route.method,
          path: url.pathname,
          parameters,
          query: url.searchParams,
          headers,
          body,
          signal,
          remote: socket.remoteAddress ?? '',
          certificate: certificateOf(message),
        }),
      );
      return await Promise.race([handled, over(late.signal)]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function targetOf({ url = '' }: IncomingMessage): URL {
  // Only what is relative to this server: a proxy's requests are for others.
  if (!url.startsWith('/') || !URL.canParse(url, 'http://localhost'))
    throw new HttpError(400, 'no path of this server');
  return new URL(`http://localhost${url}`);
}

function certificateOf({ socket }: IncomingMessage): PeerCertificate | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const certificate = socket.getPeerCertificate();
  return Object.keys(certificate).length > 0 ? certificate : undefined;
}

function over(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new HttpError(503, 'it takes too long'));
    });
  });
}

function write(message: IncomingMessage, response: ServerResponse, answer: HttpAnswer, isLast: boolean): void {
  if (response.destroyed || response.headersSent) return;
  const { status, body, type = 'text/plain; charset=utf-8', headers } = answer;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, {
    'content-type': type,
    'content-length': bytes.byteLength,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
    ...(isLast ? { connection: 'close' } : undefined),
  });
  response.end((message.method as HttpMethod | 'HEAD') === 'HEAD' ? undefined : bytes);
}
