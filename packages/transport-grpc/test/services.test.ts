import { status } from '@grpc/grpc-js';
import {
  GroupNotFoundError,
  LeadershipLostError,
  NotLeaderError,
  OverloadedError,
  UnavailableError,
  type CallContext,
  type NodeId,
  type NodeStatus,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
} from '@lolraft/raft-core';
import { decodeError } from '@lolraft/raft-wire';
import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import { ERROR_TRAILER, LEADER_ADDRESS_TRAILER, LEADER_ID_TRAILER, type GrpcTransportOptions } from '../src/index.js';
import { METHODS } from '../src/methods.js';
import { Node, until } from './support/node.js';
import { described, Stranger } from './support/stranger.js';

/** A program that has the .proto files and gRPC, and nothing of ours. */
describe('a stranger who speaks gRPC', () => {
  let node: Node;
  let stranger: Stranger;

  async function start(options: GrpcTransportOptions = {}): Promise<void> {
    node = await Node.start('a', { reflection: false, ...options });
    stranger = new Stranger(node.target);
  }

  afterEach(async () => {
    stranger.close();
    await node.close();
  });

  it('finds a method for each kind of request, and no other', () => {
    const service = described['lol.v1.Raft'] as Record<string, { path: string; responseStream: boolean }>;
    const inProto = Object.values(service).map(({ path, responseStream }) => ({ path, responseStream }));
    const ours = METHODS.map(({ definition: { path, responseStream } }) => ({ path, responseStream }));
    expect(inProto).to.have.deep.members([...ours, { path: '/lol.v1.Raft/Pipeline', responseStream: true }]);
    return start();
  });

  it('writes, reads and administers by calls of one answer', async () => {
    await start();
    const asked: ServiceRequest[] = [];
    node.onCallWith = async (request): Promise<ServiceResponse> => {
      asked.push(structuredClone(request));
      if (request.type === 'write') return { type: 'write', index: 7, value: request.payload.slice().reverse() };
      if (request.type === 'transferLeadership') return { type: request.type, leader: 'n2' as NodeId, term: 3 };
      if (request.type === 'tune') return { type: 'tune', settings: [{ name: 'a.b', value: Infinity, scope: 'node' }] };
      return { type: 'takeSnapshot', index: 9, size: 10 };
    };
    const write = await stranger.call('write', { group: 'main', session: 1, sequence: 2, payload: Buffer.from('abc') });
    expect(write.response).to.deep.include({ index: 7 });
    expect(write.response.value.toString()).to.equal('cba');
    expect((await stranger.call('takeSnapshot', { group: 'main' })).response).to.deep.include({ index: 9, size: 10 });
    expect((await stranger.call('transferLeadership', { group: 'main', target: 'n2' })).response.leader).to.equal('n2');
    const { response } = await stranger.call('tune', { group: 'main', settings: [{ name: 'a.b', number: 5 }] });
    expect(response.settings[0].number).to.equal(Infinity);
    expect(asked.map(({ type }) => type)).to.deep.equal(['write', 'takeSnapshot', 'transferLeadership', 'tune']);
  });

  it('is told what failed as a status, and whole in the trailers', async () => {
    await start();
    const fail = async (error: Error) => {
      node.onCallWith = () => Promise.reject(error);
      return (await stranger.call('query', { group: 'main', linearizable: {} })).error;
    };
    const notLeader = await fail(new NotLeaderError({ id: 'n2', address: 'grpc://h:1' }));
    expect(notLeader?.code).to.equal(status.FAILED_PRECONDITION);
    expect(notLeader?.metadata.get(LEADER_ID_TRAILER)).to.deep.equal(['n2']);
    expect(notLeader?.metadata.get(LEADER_ADDRESS_TRAILER)).to.deep.equal(['grpc://h:1']);
    const [trailer] = notLeader?.metadata.get(ERROR_TRAILER) ?? [];
    expect(decodeError(trailer as Buffer)).to.deep.include({
      code: 'NOT_LEADER',
      outcome: 'not_applied',
      leader: { id: 'n2', address: 'grpc://h:1' },
    });
    expect((await fail(new OverloadedError('full')))?.code).to.equal(status.RESOURCE_EXHAUSTED);
    expect((await fail(new GroupNotFoundError('g')))?.code).to.equal(status.NOT_FOUND);
    expect((await fail(new LeadershipLostError()))?.code).to.equal(status.ABORTED);
    const bug = await fail(new Error('a secret'));
    expect(bug?.code).to.equal(status.INTERNAL);
    expect(bug?.message).not.to.include('secret');
    expect(node.refused.some((line) => line.includes('a secret'))).to.equal(true);
  });

  it('is told UNAVAILABLE only of what had no effect, since others retry that by themselves', async () => {
    await start();
    for (const [outcome, code] of [
      ['not_applied', status.UNAVAILABLE],
      ['unknown', status.UNKNOWN],
    ] as const) {
      node.onCallWith = () => Promise.reject(new UnavailableError('gone', outcome));
      expect((await stranger.call('write', { group: 'main', payload: Buffer.of(1) })).error?.code).to.equal(code);
    }
  });

  it('is refused what the protocol does not allow', async () => {
    await start();
    let calls = 0;
    node.onCallWith = async () => {
      calls++;
      return { type: 'write', index: 1, value: new Uint8Array() };
    };
    const group = await stranger.call('write', { group: 'no group!', payload: Buffer.of(1) });
    expect(group.error?.code).to.equal(status.INVALID_ARGUMENT);
    const level = await stranger.call('query', { group: 'main' });
    expect(level.error?.code).to.equal(status.INVALID_ARGUMENT);
    const metadata = { authorization: `Bearer ${'x'.repeat(17_000)}` };
    const long = await stranger.call('write', { group: 'main', payload: Buffer.of(1) }, { metadata });
    expect(long.error?.code).to.equal(status.INVALID_ARGUMENT);
    expect(long.error?.message).not.to.include('xxx');
    expect(calls).to.equal(0);
  });

  it('brings its deadline, its trace and its credential, and its cancellation is heard', async () => {
    await start();
    let seen: CallContext | undefined;
    let aborted = 0;
    node.onCallWith = (_request, context) => {
      seen = context;
      return new Promise((_resolve, reject) => {
        context.signal.addEventListener('abort', () => {
          aborted++;
          reject(context.signal.reason as Error);
        });
      });
    };
    const metadata = { authorization: 'Bearer abc.def', traceparent: '00-1-2-01' };
    const { error } = await stranger.call('status', { group: 'main' }, { metadata, deadline: 300 });
    expect(error?.code).to.equal(status.DEADLINE_EXCEEDED);
    expect(seen).to.deep.include({ credential: 'abc.def', traceparent: '00-1-2-01' });
    expect(seen?.remaining).to.be.within(0, 300);
    await until('the handler hears of the deadline', () => aborted === 1);
    const call = stranger.raft['status']!({ group: 'main' }, () => undefined);
    seen = undefined;
    await until('it is asked', () => seen !== undefined);
    call.cancel();
    await until('the handler hears of the cancellation', () => aborted === 2);
  });

  it('is refused as overloaded what is over the bounds of a connection', async () => {
    await start({ limits: { maxCalls: 2 } });
    const release: (() => void)[] = [];
    node.onCallWith = () =>
      new Promise((resolve) => release.push(() => resolve({ type: 'query', index: 1, value: new Uint8Array() })));
    const query = { group: 'main', linearizable: {} };
    const two = [stranger.call('query', query), stranger.call('query', query)];
    await until('both are asked', () => release.length === 2);
    expect((await stranger.call('query', query)).error?.code).to.equal(status.RESOURCE_EXHAUSTED);
    for (const each of release) each();
    for (const { response } of await Promise.all(two)) expect(response.index).to.equal(1);
    node.onCallWith = async () => ({ type: 'query', index: 2, value: new Uint8Array() });
    expect((await stranger.call('query', query)).response.index).to.equal(2);
  });

  it('is refused what would hold more bytes than one connection may, unless nothing else is in flight', async () => {
    await start({ limits: { maxCallBytes: 10_000 } });
    const release: (() => void)[] = [];
    node.onCallWith = () =>
      new Promise((resolve) => release.push(() => resolve({ type: 'write', index: 1, value: undefined })));
    const write = { group: 'main', payload: Buffer.alloc(20_000) };
    const first = stranger.call('write', write);
    await until('it is asked', () => release.length === 1);
    expect((await stranger.call('write', write)).error?.code).to.equal(status.RESOURCE_EXHAUSTED);
    release[0]?.();
    expect((await first).response.index).to.equal(1);
    const second = stranger.call('write', write);
    await until('it is asked once there is room', () => release.length === 2);
    release[1]?.();
    await second;
  });

  it('reads a snapshot no faster than it takes it, and stops it by leaving', async () => {
    await start();
    let made = 0;
    let returned = false;
    node.onStreamWith = async function* (): AsyncGenerator<StreamItem> {
      try {
        for (;;) {
          const bytes = new Uint8Array(64 * 1024).fill(made);
          yield { type: 'snapshotPart', index: 1, size: 2 ** 40, offset: made++ * bytes.length, bytes };
        }
      } finally {
        returned = true;
      }
    };
    const stream = stranger.raft['readSnapshot']!({ group: 'main' });
    const offsets: number[] = [];
    stream.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      stream.on('data', (part: { offset?: number }) => {
        offsets.push(part.offset ?? 0);
        if (offsets.length === 3) {
          stream.pause();
          resolve();
        }
      });
    });
    expect(offsets).to.deep.equal([0, 1, 2].map((i) => i * 64 * 1024));
    // Windows and buffers of both sides take some; then it stands still.
    let before = -1;
    await until('it stands still', () => {
      const still = made === before;
      before = made;
      return still;
    });
    expect(made).to.be.below(400);
    expect(returned).to.equal(false);
    stream.cancel();
    await until('the source is put away', () => returned);
  });

  it('pipelines calls on one stream, gets a sign of life, and all answers after its own end', async () => {
    await start();
    const release: (() => void)[] = [];
    node.onCallWith = (request) =>
      new Promise((resolve) =>
        release.push(() => resolve({ type: 'write', index: 1, value: (request as { payload: Uint8Array }).payload })),
      );
    const stream = stranger.raft['pipeline']!();
    const frames: { replies: { id: number; write: { value: Buffer } }[] }[] = [];
    let ended: number | undefined;
    stream.on('data', (frame: (typeof frames)[number]) => frames.push(frame));
    stream.on('error', () => undefined);
    stream.on('status', ({ code }: { code: number }) => (ended = code));
    stream.write({});
    await until('the sign of life has come', () => frames.length === 1);
    expect(frames[0]?.replies ?? []).to.deep.equal([]);
    const call = (id: number) => ({ id, write: { group: 'main', payload: Buffer.of(id) } });
    stream.write({ calls: [call(1), call(2)] });
    stream.write({ calls: [call(3)] });
    stream.end();
    await until('all are asked', () => release.length === 3);
    expect(ended).to.equal(undefined);
    for (const each of release.reverse()) each();
    await until('it has ended', () => ended !== undefined);
    expect(ended).to.equal(status.OK);
    const replies = frames.flatMap((frame) => frame.replies ?? []);
    expect(replies.map(({ id, write }) => [id, ...write.value])).to.have.deep.members([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it('is told on the stream what was wrong with it', async () => {
    await start();
    const stream = stranger.raft['pipeline']!();
    let end: { code: number; details: string } | undefined;
    stream.on('data', () => undefined);
    stream.on('error', () => undefined);
    stream.on('status', (status: typeof end) => (end = status));
    stream.write({ calls: [{ id: 0, status: { group: 'main' } }] });
    await until('it has ended', () => end !== undefined);
    expect(end?.code).to.equal(status.INVALID_ARGUMENT);
    expect(end?.details).to.include('id 0');
  });

  it('sees calls in flight settle while the node closes, and then finds nobody', async () => {
    await start();
    let answer: (() => void) | undefined;
    node.onCallWith = () =>
      new Promise((resolve) => (answer = () => resolve({ type: 'query', index: 5, value: new Uint8Array() })));
    const query = { group: 'main', linearizable: {} };
    const pending = stranger.call('query', query);
    await until('it is asked', () => answer !== undefined);
    let late = 0;
    const closing = node.close();
    node.onCallWith = async () => ({ type: 'query', index: ++late, value: new Uint8Array() });
    // What comes after that is refused by the node, or finds nobody; what came before has its time.
    expect((await stranger.call('query', query)).error?.code).to.be.oneOf([
      status.RESOURCE_EXHAUSTED,
      status.UNAVAILABLE,
    ]);
    expect(late).to.equal(0);
    answer?.();
    expect((await pending).response.index).to.equal(5);
    await closing;
    expect((await stranger.call('query', query)).error?.code).to.equal(status.UNAVAILABLE);
  });
});

describe('the health service', () => {
  it('says of the node and of each group whether they serve, and of others that they are not known', async () => {
    const { loadPackageDefinition, credentials } = await import('@grpc/grpc-js');
    const { loadSync } = await import('@grpc/proto-loader');
    const { protoPath } = await import('grpc-health-check');
    const node = await Node.start('a', { reflection: false });
    let failure: string | undefined;
    node.onCallWith = async (request) => {
      if (request.type !== 'status') throw new Error('a status was to be asked for');
      if (request.group !== 'main') throw new GroupNotFoundError(request.group);
      return { type: 'status', status: { failure } as NodeStatus };
    };
    const loaded = loadPackageDefinition(loadSync(protoPath, { enums: String })) as any;
    const health = new loaded.grpc.health.v1.Health(node.target, credentials.createInsecure());
    const check = (service: string): Promise<string> =>
      new Promise((resolve) =>
        health.check({ service }, (error: { code: number } | null, answer: { status: string }) =>
          resolve(error === null ? answer.status : status[error.code]!),
        ),
      );
    try {
      expect(await check('')).to.equal('SERVING');
      expect(await check('lol.v1.Raft')).to.equal('SERVING');
      expect(await check('lol.v1.Raft/main')).to.equal('SERVING');
      expect(await check('lol.v1.Raft/other')).to.equal('NOT_FOUND');
      expect(await check('lol.v1.Raft/no group!')).to.equal('NOT_FOUND');
      expect(await check('somebody')).to.equal('NOT_FOUND');
      const seen: string[] = [];
      const watch = health.watch({ service: 'lol.v1.Raft/main' });
      watch.on('data', (answer: { status: string }) => seen.push(answer.status));
      watch.on('error', () => undefined);
      await until('the watch has begun', () => seen.length === 1);
      failure = 'its app has failed';
      await until('it is told of the failure', () => seen.length === 2);
      expect(await check('lol.v1.Raft/main')).to.equal('NOT_SERVING');
      expect(seen).to.deep.equal(['SERVING', 'NOT_SERVING']);
      failure = undefined;
      const open: string[] = [];
      let isOver = false;
      const other = health.watch({ service: '' });
      other.on('data', (answer: { status: string }) => open.push(answer.status));
      other.on('error', () => undefined);
      other.on('end', () => (isOver = true));
      await until('the other watch has begun', () => open.length === 1);
      await node.close();
      await until('it is told that the node closes', () => isOver);
      expect(open).to.deep.equal(['SERVING', 'NOT_SERVING']);
    } finally {
      health.close();
      await node.close();
    }
  });
});
