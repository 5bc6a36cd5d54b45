import type { IncomingHttpHeaders } from 'node:http';
import type { PeerCertificate } from 'node:tls';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a route is given. */
export interface HttpRequest {
  readonly method: HttpMethod;
  readonly path: string;
  /** What stands in the place of each `:name` of the route's path, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Whole; empty unless the route takes one. */
  readonly body: Uint8Array;
  /** Fires when the caller has gone, the server closes, or the route's time is over: nobody reads the answer any more. */
  readonly signal: AbortSignal;
  /** Address of the caller. */
  readonly remote: string;
  /** That the caller has shown, and an authority of ours has signed; undefined without TLS, or where none was asked for. */
  readonly certificate: PeerCertificate | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string | Uint8Array;
  /** Default: `text/plain; charset=utf-8`. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One thing that can be asked for. */
export interface Route {
  /** A GET route answers HEAD too. */
  readonly method: HttpMethod;
  /** `/locks/:name`: a segment that begins with a colon is a parameter. */
  readonly path: string;
  /** Largest body, in bytes. Default: 0, a request with a body is refused before it is read. */
  readonly maxBodyBytes?: number;
  /** Milliseconds until the caller gets 503, whatever becomes of the work. Default: 10,000. */
  readonly timeout?: number;
  /** @throws {HttpError} for an answer; anything else is a fault of the server, and the caller gets 500 without details. */
  handle(request: HttpRequest): HttpAnswer | Promise<HttpAnswer>;
}

/** A failure that a caller is told as it is. */
export class HttpError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.headers = headers;
  }
}

export function jsonAnswer(value: unknown, status = 200): HttpAnswer {
  return { status, type: 'application/json', body: `${JSON.stringify(value)}\n` };
}
