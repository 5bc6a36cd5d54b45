import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the proxy saw it. */
export interface Seen {
  /** As S3 calls it: `PutObject`, `UploadPart`, ... */
  readonly action: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** What happens to a request, or to its answer. */
export type Fault =
  /** Answered without asking the server. */
  | { readonly kind: 'answer'; readonly status: number; readonly code: string }
  /** The connection is closed before the server has heard of it. */
  | { readonly kind: 'reset' }
  /** The server does what it is asked, and the answer gets lost. */
  | { readonly kind: 'loseAnswer' }
  /** Nothing ever comes. */
  | { readonly kind: 'hang' }
  /** The body of the answer ends, or nothing more comes, after so many bytes. */
  | { readonly kind: 'cut' | 'stall'; readonly afterBytes: number }
  /** One byte of the body that is sent to the server is another. */
  | { readonly kind: 'corruptRequest' }
  /** A header that the server does not get, as if it did not know it. */
  | { readonly kind: 'without'; readonly header: 'range' | 'if-match' };

/** Stands before an S3 server, and makes of its connections what real networks do. */
export class FaultProxy {
  readonly seen: Seen[] = [];
  /** Asked for each request. */
  fault: (seen: Seen) => Fault | undefined = () => undefined;
  readonly #target: URL;
  readonly #server = createServer((incoming, outgoing) => {
    this.#handle(incoming, outgoing).catch(() => outgoing.destroy());
  });

  private constructor(target: string) {
    this.#target = new URL(target);
  }

  static async start(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    proxy.#server.keepAliveTimeout = 0;
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  count(action: string): number {
    return this.seen.filter((each) => each.action === action).length;
  }

  /** Forgets what was, and lets everything pass. */
  reset(): void {
    this.fault = () => undefined;
    this.seen.length = 0;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    outgoing.on('error', () => undefined);
    const seen = describe(incoming);
    this.seen.push(seen);
    const fault = this.fault(seen);
    if (fault?.kind === 'reset') {
      incoming.socket.destroy();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'answer') {
      answer(outgoing, seen, fault.status, fault.code);
      return;
    }
    if (fault?.kind === 'corruptRequest') body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
    const left = fault?.kind === 'without' ? fault.header : undefined;
    const headers = Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => name !== left));
    await this.#forward(incoming, headers, body, outgoing, fault);
  }

  async #forward(
    { method, url }: IncomingMessage,
    headers: IncomingHttpHeaders,
    body: Buffer,
    outgoing: ServerResponse,
    fault: Fault | undefined,
  ): Promise<void> {
    const { hostname, port } = this.#target;
    const forwarded = request({ hostname, port, method, path: url, headers, agent: false });
    forwarded.end(body);
    const [reply] = (await once(forwarded, 'response')) as [IncomingMessage];
    if (fault?.kind === 'loseAnswer') {
      reply.resume();
      await once(reply, 'end');
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(reply.statusCode ?? 500, reply.headers);
    let left = fault?.kind === 'cut' || fault?.kind === 'stall' ? fault.afterBytes : Number.POSITIVE_INFINITY;
    let wake: () => void = () => undefined;
    outgoing.on('drain', () => wake());
    outgoing.once('close', () => {
      reply.destroy();
      wake();
    });
    for await (const chunk of reply as AsyncIterable<Buffer>) {
      const piece = chunk.subarray(0, Math.min(chunk.length, left));
      left -= piece.length;
      if (!outgoing.write(piece) && left > 0 && !outgoing.destroyed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (left > 0) continue;
      // What was written must have been sent before the connection goes.
      if (fault?.kind === 'cut') setTimeout(() => outgoing.destroy(), 5);
      return;
    }
    outgoing.end();
  }
}

function answer(outgoing: ServerResponse, { action }: Seen, status: number, code: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': 'request-4711' });
  const xml = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>injected</Message><RequestId>request-4711</RequestId></Error>`;
  outgoing.end(action.startsWith('Head') ? undefined : xml);
}

function describe({ method = '', url = '', headers }: IncomingMessage): Seen {
  const { pathname, searchParams: query } = new URL(url, 'http://any');
  const [, , ...key] = decodeURIComponent(pathname).split('/');
  return { action: actionOf(method, key.join('/'), query, headers), key: key.join('/'), query, headers };
}

function actionOf(method: string, key: string, query: URLSearchParams, headers: IncomingHttpHeaders): string {
  const isPart = query.has('partNumber');
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  switch (method) {
    case 'PUT':
      if (isPart) return isCopy ? 'UploadPartCopy' : 'UploadPart';
      return isCopy ? 'CopyObject' : 'PutObject';
    case 'POST':
      return query.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload';
    case 'DELETE':
      return query.has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject';
    case 'HEAD':
      return 'HeadObject';
    default:
      if (key !== '') return 'GetObject';
      return query.has('uploads') ? 'ListMultipartUploads' : 'ListObjectsV2';
  }
}
