import { expect } from 'chai';
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { GrpcConnection } from '../../src/etcd/grpc-connection.js';
import { MessageWriter } from '../../src/etcd/protobuf.js';

/** A gRPC server on Node's own HTTP/2: it knows the protocol better than we do. */
class EchoServer {
  readonly requests: Record<string, unknown>[] = [];
  readonly #server: Http2Server = createServer({ settings: { initialWindowSize: 1000 } });
  readonly #sessions = new Set<ServerHttp2Session>();

  async start(): Promise<string> {
    this.#server.on('session', (session) => this.#sessions.add(session));
    this.#server.on('stream', (stream, headers) => {
      this.requests.push(headers);
      // Of streams that this server itself resets; what matters is what the client makes of them.
      stream.on('error', () => undefined);
      this.#answer(stream, headers[':path'] ?? '');
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #answer(stream: ServerHttp2Stream, path: string): void {
    if (path === '/refuse') {
      stream.respond({ 'content-type': 'application/grpc', 'grpc-status': '8' }, { endStream: true });
      return;
    }
    if (path === '/reset') {
      stream.close(2);
      return;
    }
    if (path === '/hang') return;
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => {
        stream.sendTrailers({ 'grpc-status': '0' });
      });
      stream.end(Buffer.concat(chunks));
    });
  }

  async stop(): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const message = (value: Uint8Array): MessageWriter => new MessageWriter().bytes(1, value);

async function failure(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('a failure was expected');
}

describe('GrpcConnection', () => {
  let server: EchoServer;
  let connection: GrpcConnection;

  beforeEach(async () => {
    server = new EchoServer();
    connection = await GrpcConnection.open(await server.start());
  });

  afterEach(async () => {
    await connection.close();
    await server.stop();
  });

  it('sends the headers of gRPC, the first time and later', async () => {
    for (const path of ['/a', '/b', '/a']) await connection.unary(path, message(new Uint8Array(1)));
    expect(server.requests.map((headers) => headers[':path'])).to.deep.equal(['/a', '/b', '/a']);
    for (const headers of server.requests) {
      expect(headers).to.include({
        ':method': 'POST',
        ':scheme': 'http',
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      expect(headers[':authority']).to.match(/^127\.0\.0\.1:\d+$/);
    }
  });

  it('carries many calls at once, of every size, through small windows', async () => {
    const sizes = [0, 1, 5, 999, 1000, 1001, 16_383, 16_384, 65_535, 65_536, 300_000];
    const answers = await Promise.all(
      sizes.map(async (size, i) => {
        const value = new Uint8Array(size).fill(i);
        const request = message(value);
        const bytes = Buffer.alloc(request.length);
        request.writeTo(bytes, 0);
        return Buffer.from(await connection.unary('/echo', request)).equals(bytes);
      }),
    );
    expect(answers).to.deep.equal(sizes.map(() => true));
  });

  it('fails a call that the server refuses, and goes on', async () => {
    expect(await failure(connection.unary('/refuse', message(new Uint8Array(1))))).to.match(/refused/);
    expect(await failure(connection.unary('/reset', message(new Uint8Array(1))))).to.match(/reset/);
    expect(await connection.unary('/echo', message(new Uint8Array(1)))).to.have.length(3);
  });

  it('fails what is open when the connection closes, and every later call', async () => {
    const open = failure(connection.unary('/hang', message(new Uint8Array(1))));
    await connection.unary('/echo', message(new Uint8Array(1)));
    await server.stop();
    expect(await open).to.match(/closed|ends/);
    expect(await failure(connection.unary('/echo', message(new Uint8Array(1))))).to.match(/closed|ends/);
    server = new EchoServer();
    await server.start();
  });
});
