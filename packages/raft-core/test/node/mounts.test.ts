import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  AppError,
  checkServices,
  ClosedError,
  InvalidArgumentError,
  MethodNotFoundError,
  OverloadedError,
  type CallContext,
  type InvokeItem,
  type InvokeRequest,
  type InvokeStreamRequest,
  type MethodContext,
  type MountedMethod,
  type MountedService,
} from '../../src/index.js';
import { Mounts } from '../../src/node/mounts.js';

const NAME = 'lol.test.v1.Lock';
const payload = Uint8Array.of(1, 2);

function context(controller = new AbortController()): CallContext {
  const { signal } = controller;
  return { signal, remaining: 5, traceparent: 't', credential: 'c', forwarded: true, remote: 'r' };
}

function service(methods: Record<string, MountedMethod>, maxCalls?: number): MountedService {
  return { name: NAME, methods, ...(maxCalls === undefined ? undefined : { maxCalls }) };
}

const unary = (handle: Extract<MountedMethod, { kind: 'unary' }>['handle']): MountedMethod => ({
  kind: 'unary',
  role: 'write',
  handle,
});
const stream = (handle: Extract<MountedMethod, { kind: 'stream' }>['handle']): MountedMethod => ({
  kind: 'stream',
  role: 'read',
  handle,
});
const invoke = (method: string, name = NAME): InvokeRequest => ({ type: 'invoke', service: name, method, payload });
const watch = (method: string): InvokeStreamRequest => ({ ...invoke(method), type: 'invokeStream' });

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was not rejected');
}

/** A method that ends by its signal alone. */
function waiting(contexts: MethodContext[]): MountedMethod {
  return unary((_request, given) => {
    contexts.push(given);
    return new Promise((_, reject) => {
      const { signal } = given;
      const onAbort = (): void => reject(new AppError('GIVEN_UP', String(signal.reason), { outcome: 'unknown' }));
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
  });
}

function iterate(mounts: Mounts, method: string, given = context()): AsyncIterator<InvokeItem> {
  return mounts.stream(watch(method), given)[Symbol.asyncIterator]();
}

describe('services of the app', () => {
  it('are called by name, with what the transport knows of the caller', async () => {
    let seen: MethodContext | undefined;
    const echo = unary(async (request, given) => {
      seen = given;
      return request.slice().reverse();
    });
    const mounts = new Mounts([service({ Echo: echo })]);
    expect(await mounts.call(invoke('Echo'), context())).to.deep.equal({ type: 'invoke', value: Uint8Array.of(2, 1) });
    expect([seen?.remaining, seen?.traceparent, seen?.credential, seen?.forwarded, seen?.remote]).to.deep.equal([
      5,
      't',
      'c',
      true,
      'r',
    ]);
  });

  it('are not found under another name, nor a method of the other kind, nor what every object has', async () => {
    const mounts = new Mounts([
      service({
        Acquire: unary(async () => payload),
        Watch: stream(async function* () {
          yield payload;
        }),
      }),
    ]);
    for (const request of [
      invoke('Release'),
      invoke('Acquire', 'lol.test.v1.Other'),
      invoke('Watch'),
      invoke('constructor'),
      invoke('toString'),
    ])
      expect(await rejection(mounts.call(request, context())), request.method).to.be.instanceOf(MethodNotFoundError);
    for (const method of ['Acquire', 'hasOwnProperty'])
      expect(() => mounts.stream(watch(method), context())).to.throw(MethodNotFoundError);
  });

  it('are refused with a name that cannot travel, is ours, or is there twice', () => {
    const handle = { A: unary(async () => payload) };
    const named = (...names: string[]): MountedService[] => names.map((name) => ({ name, methods: handle }));
    for (const names of [['a b'], [''], ['.a'], ['lol.v1.Raft'], ['lol.v2.New'], ['grpc.health.v1.Health'], ['a', 'a']])
      expect(() => new Mounts(named(...names)), names.join()).to.throw(InvalidArgumentError);
    for (const name of ['lol.lock.v1.Lock', 'Lock', 'lolx.v1.A', 'a_b.C1']) checkServices(named(name));
    for (const method of ['', 'a.b', 'a/b', 'x'.repeat(256)])
      expect(() => new Mounts([service({ [method]: handle.A })]), method).to.throw(InvalidArgumentError);
    for (const maxCalls of [0, -1, 1.5, NaN])
      expect(() => new Mounts([service(handle, maxCalls)]), String(maxCalls)).to.throw(InvalidArgumentError);
  });

  it('have a bound of calls and streams under way, each service for itself, and room again when one ends', async () => {
    const contexts: MethodContext[] = [];
    const ticks = stream(async function* () {
      for (;;) yield payload;
    });
    const failing = unary(() => {
      throw new AppError('NO', 'thrown, not rejected');
    });
    const bounded = service({ Acquire: waiting(contexts), Ticks: ticks, Fail: failing }, 2);
    const other: MountedService = { name: 'lol.test.v1.Other', methods: { Echo: unary(async (bytes) => bytes) } };
    const mounts = new Mounts([bounded, other]);
    const controller = new AbortController();
    const first = rejection(mounts.call(invoke('Acquire'), context(controller)));
    const open = iterate(mounts, 'Ticks');
    await open.next();
    expect(await rejection(mounts.call(invoke('Acquire'), context()))).to.be.instanceOf(OverloadedError);
    expect(() => iterate(mounts, 'Ticks')).to.throw(OverloadedError);
    expect(contexts).to.have.length(1);
    await mounts.call(invoke('Echo', other.name), context());
    await open.return?.();
    // One that fails at once, and again: it takes its room and gives it back.
    for (let i = 0; i < 3; i++)
      expect(await rejection(mounts.call(invoke('Fail'), context()))).to.be.instanceOf(AppError);
    controller.abort();
    expect(await first).to.include({ appCode: 'GIVEN_UP' });
    const again = [iterate(mounts, 'Ticks'), iterate(mounts, 'Ticks')];
    for (const each of again) expect((await each.next()).value).to.deep.equal({ type: 'invokeItem', bytes: payload });
  });

  it('have room again after a stream that ended, failed, or could not begin', async () => {
    const mounts = new Mounts([
      service(
        {
          Short: stream(async function* () {
            yield payload;
          }),
          Fail: stream(async function* (): AsyncGenerator<Uint8Array> {
            throw new AppError('NO', 'failed');
          }),
          Throw: stream(() => {
            throw new AppError('NO', 'thrown');
          }),
        },
        1,
      ),
    ]);
    for (let i = 0; i < 3; i++) {
      const short = iterate(mounts, 'Short');
      expect((await short.next()).done).to.equal(false);
      expect((await short.next()).done).to.equal(true);
      expect(await rejection(iterate(mounts, 'Fail').next())).to.be.instanceOf(AppError);
      expect(() => iterate(mounts, 'Throw')).to.throw(AppError);
    }
  });

  it('end with the node: the signals fire, and nothing more begins', async () => {
    const contexts: MethodContext[] = [];
    let putAway = 0;
    const hanging = stream(() => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: async () => {
          putAway++;
          return { done: true, value: undefined };
        },
      }),
    }));
    const mounts = new Mounts([service({ Acquire: waiting(contexts), Hang: hanging })]);
    const call = rejection(mounts.call(invoke('Acquire'), context()));
    const source = iterate(mounts, 'Hang');
    void source.next();
    // Its `return` does not wait for an item that never comes.
    await source.return?.();
    expect(putAway).to.equal(1);
    expect(mounts.close()).to.equal(true);
    expect(new Mounts([]).close()).to.equal(false);
    expect(await call).to.include({ appCode: 'GIVEN_UP', message: 'ClosedError: the node is closed' });
    expect(await rejection(mounts.call(invoke('Acquire'), context()))).to.be.instanceOf(ClosedError);
    expect(() => iterate(mounts, 'Hang')).to.throw(ClosedError);
    expect(contexts).to.have.length(1);
  });

  it('see a signal that has fired before they looked', async () => {
    const contexts: MethodContext[] = [];
    const mounts = new Mounts([service({ Acquire: waiting(contexts) })]);
    const controller = new AbortController();
    controller.abort(new Error('left'));
    expect(await rejection(mounts.call(invoke('Acquire'), context(controller)))).to.include({ message: 'Error: left' });
  });
});
