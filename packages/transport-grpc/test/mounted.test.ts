import {
  credentials,
  loadPackageDefinition,
  Metadata,
  status,
  type Client,
  type ClientReadableStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import {
  AppError,
  InvalidArgumentError,
  NotLeaderError,
  type CallContext,
  type InvokeRequest,
  type ServiceDescription,
} from '@lolraft/raft-core';
import { decodeError } from '@lolraft/raft-wire';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  ERROR_TRAILER,
  GrpcClientTransport,
  LEADER_ADDRESS_TRAILER,
  readDescriptors,
  type GrpcTransportOptions,
} from '../src/index.js';
import { Node, until } from './support/node.js';

const PROTO = `
syntax = "proto3";
package test.lock.v1;
service Lock {
  rpc Acquire(AcquireRequest) returns (AcquireResponse);
  rpc Watch(AcquireRequest) returns (stream AcquireResponse);
}
message AcquireRequest { string name = 1; }
message AcquireResponse { uint64 token = 1; }
`;
const NAME = 'test.lock.v1.Lock';
const methods: ServiceDescription['methods'] = {
  Acquire: { kind: 'unary', role: 'write' },
  Watch: { kind: 'stream', role: 'read' },
};
/** `{ name: 'x' }` and `{ token: 7 }`. */
const REQUEST = Uint8Array.of(10, 1, 0x78);
const ANSWER = Uint8Array.of(8, 7);

type AnyClient = Client & Record<string, (...args: any[]) => any>;

describe("an app's own service over gRPC", () => {
  let folder: string;
  let node: Node;
  let stub: AnyClient;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lol-mounted-'));
    await writeFile(path.join(folder, 'lock.proto'), PROTO);
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(async () => {
    stub?.close();
    await node.close();
  });

  async function start(
    options: GrpcTransportOptions = {},
    service: ServiceDescription = { name: NAME, methods },
  ): Promise<void> {
    node = await Node.start('a', { reflection: false, ...options }, 1, [service]);
    const definition = loadSync('lock.proto', { includeDirs: [folder], longs: Number });
    stub = new (loadPackageDefinition(definition) as any).test.lock.v1.Lock(node.target, credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
    });
  }

  const acquire = (deadline?: number): Promise<{ response?: { token: number }; error?: ServiceError }> =>
    new Promise((resolve) => {
      const options = deadline === undefined ? {} : { deadline: Date.now() + deadline };
      stub['Acquire']!({ name: 'x' }, new Metadata(), options, (error: ServiceError | null, response: any) =>
        resolve(error === null ? { response } : { error }),
      );
    });

  it('is called by its own name, with bytes as they are, and the same through the pipeline', async () => {
    await start();
    const seen: [InvokeRequest, string | undefined][] = [];
    node.onCallWith = async (request, context) => {
      seen.push([request as InvokeRequest, context.remote]);
      return { type: 'invoke', value: ANSWER };
    };
    expect((await acquire()).response).to.deep.equal({ token: 7 });
    const connection = await new GrpcClientTransport().connect(node.address);
    const request = { type: 'invoke', service: NAME, method: 'Acquire', payload: REQUEST } as const;
    expect(await connection.call(request)).to.deep.equal({ type: 'invoke', value: ANSWER });
    await connection.close();
    expect(seen.map(([asked]) => ({ ...asked, payload: [...asked.payload] }))).to.deep.equal(
      [request, request].map((each) => ({ ...each, payload: [...REQUEST] })),
    );
    for (const [{ payload }, remote] of seen) {
      expect(payload.constructor).to.equal(Uint8Array);
      expect(remote).to.match(/^127\.0\.0\.1:\d+$/);
    }
  });

  it('streams, as fast as it is read, and is told when its reader leaves', async () => {
    await start();
    let made = 0;
    let aborted = false;
    node.onStreamWith = async function* (request, { signal }) {
      expect(request).to.include({ type: 'invokeStream', service: NAME, method: 'Watch' });
      signal.addEventListener('abort', () => (aborted = true));
      for (; made < 3; made++) yield { type: 'invokeItem', bytes: ANSWER };
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    };
    const stream = stub['Watch']!({ name: 'x' }) as ClientReadableStream<{ token: number }>;
    const seen: number[] = [];
    stream.on('data', ({ token }: { token: number }) => seen.push(token));
    stream.on('error', () => undefined);
    await until('all have come', () => seen.length === 3);
    stream.cancel();
    await until('the method is told', () => aborted);
    expect(seen).to.deep.equal([7, 7, 7]);
  });

  it('fails with a status that any program understands, and whole in the trailers', async () => {
    await start();
    const details = Uint8Array.of(0, 255);
    const fail = async (error: Error): Promise<ServiceError | undefined> => {
      node.onCallWith = () => Promise.reject(error);
      return (await acquire()).error;
    };
    const codes: [Error, status][] = [
      [new AppError('SESSION_GONE', 'session 5', { details }), status.FAILED_PRECONDITION],
      [new AppError('BUSY', 'again', { retryable: true }), status.ABORTED],
      [new AppError('LOST', 'who knows', { retryable: true, outcome: 'unknown' }), status.UNKNOWN],
      [new TypeError('a secret'), status.INTERNAL],
    ];
    for (const [error, code] of codes) expect((await fail(error))?.code, error.message).to.equal(code);
    const gone = await fail(codes[0]![0]);
    expect(decodeError(gone?.metadata.get(ERROR_TRAILER)[0] as Buffer)).to.deep.include({
      code: 'APP_ERROR',
      message: 'session 5',
      outcome: 'not_applied',
      retryable: false,
      app: { code: 'SESSION_GONE', details },
    });
    // The largest that travels, over the bounds of HTTP/2 too.
    const largest = new AppError('X'.repeat(64), 'm'.repeat(4096), { details: new Uint8Array(4096).fill(255) });
    const big = await fail(largest);
    expect(decodeError(big?.metadata.get(ERROR_TRAILER)[0] as Buffer).app?.details).to.deep.equal(largest.details);
    const elsewhere = await fail(new NotLeaderError({ id: 'b', address: 'grpc://h:1' }));
    expect(elsewhere?.metadata.get(LEADER_ADDRESS_TRAILER)).to.deep.equal(['grpc://h:1']);
  });

  it('has deadlines, bounds and an end as our own', async () => {
    await start({ limits: { maxCalls: 2 } });
    const contexts: CallContext[] = [];
    node.onCallWith = (_request, context) => {
      contexts.push(context);
      return new Promise((_, reject) =>
        context.signal.addEventListener('abort', () => reject(new AppError('GIVEN_UP', ''))),
      );
    };
    const late = acquire(300);
    const waits = acquire();
    await until('both wait', () => contexts.length === 2);
    expect(contexts[0]?.remaining).to.be.within(0, 300);
    expect((await acquire()).error?.code).to.equal(status.RESOURCE_EXHAUSTED);
    expect((await late).error?.code).to.equal(status.DEADLINE_EXCEEDED);
    await until('the method is told', () => contexts[0]?.signal.aborted === true);
    await node.close();
    expect((await waits).error).to.not.equal(undefined);
    expect(contexts[1]?.signal.aborted).to.equal(true);
  });

  it('does not know what is not mounted, nor answers from elsewhere', async () => {
    await start({}, { name: NAME, methods: { Other: { kind: 'unary', role: 'read' } } });
    expect((await acquire()).error?.code).to.equal(status.UNIMPLEMENTED);
    expect(node.calls).to.equal(0);
  });

  it('is found by its name: by the health service, and by reflection where it brings descriptors', async () => {
    const descriptors = readDescriptors(['lock.proto'], [folder]);
    await start({ reflection: true }, { name: NAME, methods, descriptors });
    const load = (file: string, ...folders: string[]): any =>
      loadPackageDefinition(loadSync(file, { enums: String, includeDirs: folders }));
    const { protoPath } = await import('grpc-health-check');
    const health = new (load(protoPath).grpc.health.v1.Health)(node.target, credentials.createInsecure());
    const check = (service: string): Promise<string> =>
      new Promise((resolve) =>
        health.check({ service }, (error: { code: number } | null, answer: { status: string }) =>
          resolve(error === null ? answer.status : status[error.code]!),
        ),
      );
    expect(await check(NAME)).to.equal('SERVING');
    expect(await check('test.lock.v1.Other')).to.equal('NOT_FOUND');
    health.close();

    const root = path.dirname(createRequire(import.meta.url).resolve('@grpc/reflection/package.json'));
    const { grpc } = load('grpc/reflection/v1/reflection.proto', path.join(root, 'build/proto'));
    const reflection = new grpc.reflection.v1.ServerReflection(node.target, credentials.createInsecure());
    const stream = reflection.serverReflectionInfo();
    const answers: any[] = [];
    stream.on('data', (answer: unknown) => answers.push(answer));
    stream.on('error', () => undefined);
    stream.write({ listServices: '' });
    stream.write({ fileContainingSymbol: NAME });
    stream.write({ fileContainingSymbol: 'lol.v1.Raft' });
    await until('all is answered', () => answers.length === 3);
    stream.end();
    reflection.close();
    const names = answers[0].listServicesResponse.service.map(({ name }: { name: string }) => name);
    expect(names).to.include.members([NAME, 'lol.v1.Raft']);
    const file = Buffer.concat(answers[1].fileDescriptorResponse.fileDescriptorProto).toString('latin1');
    expect(file).to.include('AcquireRequest');
    expect(answers[2].fileDescriptorResponse.fileDescriptorProto).to.have.length.above(0);
  });

  it('does not start with descriptors that are none', async () => {
    const descriptors = Uint8Array.of(1, 2, 3);
    let failure: unknown;
    try {
      await start({ reflection: true }, { name: NAME, methods, descriptors });
    } catch (error) {
      failure = error;
    }
    expect(failure).to.be.instanceOf(InvalidArgumentError);
    expect(String(failure)).to.include(NAME);
    await start();
  });
});
