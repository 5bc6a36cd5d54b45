import { encodeMessage } from '@lolraft/proto-kit';
import { AppError, OverloadedError, UnavailableError } from '@lolraft/raft-core';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  KindMismatchError,
  LockError,
  NotAcquiredError,
  NotHeldError,
  proto,
  QuotaExceededError,
  RequestEndedError,
  RequestReusedError,
  SessionExpiredError,
  SizeMismatchError,
  UpgradeRefusedError,
} from '../src/index.js';
import { RequestNumbers } from '../src/client/request-numbers.js';
import { start, watch } from './support/fixture.js';
import { SILENCE } from './support/scripted-service.js';

async function failure(promise: Promise<unknown>): Promise<any> {
  return promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );
}

describe('requests', () => {
  it('keep their number over leaders, and say below which none is sent again', async () => {
    const { clock, service, client } = start();
    const other = await client.session();
    const held = await client.acquire('jobs', { session: other });
    const session = await client.session();
    const first = await client.acquire('x', { session });
    const waiting = watch(client.acquire('jobs', { session }));
    await clock.advance(500);
    await first.release();
    service.elect('b');
    await clock.advance(1_000);
    service.elect('c');
    await clock.advance(1_000);
    await client.acquire('y', { session });
    expect(waiting.isOpen).to.equal(true);
    await held.release();
    await clock.settle();
    expect(waiting.value?.isHeld).to.equal(true);
    await client.acquire('z', { session });
    const asked = service.acquires
      .filter((one) => one.session.join() === service.acquires.at(-1).session.join())
      .map(({ name, request, floor }) => `${name} ${request} ${floor}`);
    // `jobs` may be asked again as long as it waits; once it is granted, only what comes next may.
    expect([...new Set(asked)]).to.deep.equal(['x 1 1', 'jobs 2 2', 'y 3 2', 'z 4 4']);
  });

  it('never go on to a number that is open, nor stay behind without one', () => {
    const step = fc.record({ isNew: fc.boolean(), at: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const numbers = new RequestNumbers();
        const open: number[] = [];
        let last = 0;
        for (const { isNew, at } of steps) {
          if (isNew || open.length === 0) {
            const next = numbers.next();
            expect(next).to.equal(++last);
            open.push(next);
          } else {
            const [settled = 0] = open.splice(at % open.length, 1);
            numbers.settle(settled);
            numbers.settle(settled);
          }
          expect(numbers.floor).to.equal(open.length === 0 ? last + 1 : Math.min(...open));
        }
      }),
    );
  });

  it('are withdrawn when their caller gives up, until the cluster has heard of it', async () => {
    const { clock, service, client } = start();
    const held = await client.acquire('jobs', { session: await client.session() });
    const controller = new AbortController();
    const session = await client.session();
    const waiting = watch(client.acquire('jobs', { session, signal: controller.signal }));
    await clock.advance(1_000);
    let refusals = 0;
    service.script = ({ method }) => {
      if (method !== 'Release' || ++refusals > 3) return undefined;
      throw refusals === 1 ? new UnavailableError('gone', 'unknown') : new OverloadedError('busy');
    };
    controller.abort(new Error('enough'));
    await clock.settle();
    expect(waiting.error).to.include({ code: 'ABORTED' });
    expect(waiting.error.cause).to.include({ message: 'enough' });
    await clock.advance(5_000);
    expect(refusals).to.be.greaterThan(3);
    expect(service.waiting.get('jobs')).to.deep.equal([]);
    expect(held.isHeld).to.equal(true);
    // The name is free for others of the session again.
    expect(await failure(client.acquire('jobs', { session, wait: 0 }))).to.be.instanceOf(NotAcquiredError);
    expect(service.acquires.at(-1)).to.include({ request: 2, floor: 2 });
  });

  it('are given back when they were granted, and their caller had left', async () => {
    const { clock, service, client } = start();
    const controller = new AbortController();
    service.script = ({ method }) => (method === 'Acquire' ? SILENCE : undefined);
    const session = await client.session();
    const waiting = watch(client.acquire('jobs', { session, signal: controller.signal }));
    await clock.settle();
    // It was granted, and the answer is lost.
    service.holds.set('jobs', [{ session: session.id, request: 1, token: 99 }]);
    controller.abort();
    await clock.advance(100);
    expect(waiting.error).to.include({ code: 'ABORTED' });
    expect(service.holds.size).to.equal(0);
  });

  it('that are given up at any moment of their answer are held by their caller, or by nobody', async () => {
    const outcomes = new Set<string>();
    for (let turns = 0; turns < 60; turns++) {
      const { clock, service, client } = start();
      const controller = new AbortController();
      const session = await client.session();
      const asked = watch(client.acquire('jobs', { session, signal: controller.signal }));
      for (let i = 0; i < turns; i++) await Promise.resolve();
      controller.abort();
      await clock.advance(100);
      outcomes.add(asked.error === undefined ? 'held' : 'given up');
      if (asked.error === undefined) expect(asked.value?.isHeld, `${turns}`).to.equal(true);
      else expect(service.holds.size, `${turns}`).to.equal(0);
    }
    expect([...outcomes].sort()).to.deep.equal(['given up', 'held']);
  });

  it('that time out are withdrawn too', async () => {
    const { clock, service, client } = start({ timeout: 1_000 });
    const session = await client.session();
    service.script = ({ method }) => (method === 'Acquire' ? SILENCE : undefined);
    const asked = watch(client.acquire('jobs', { session, wait: 500 }));
    await clock.advance(1_499);
    expect(asked.isOpen).to.equal(true);
    await clock.advance(1);
    expect(asked.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown' });
    await clock.advance(100);
    expect(service.requests('Release').map(({ request }) => request)).to.deep.equal([1]);
  });

  it('wait for hours where nobody says otherwise', async () => {
    const { clock, service, client } = start({ ttl: 300_000 });
    const held = await client.acquire('jobs', { session: await client.session() });
    const waiting = watch(client.acquire('jobs', { session: await client.session() }));
    await clock.advance(3 * 3_600_000);
    expect(waiting.isOpen).to.equal(true);
    expect(service.requests('Release')).to.have.lengthOf(0);
    await held.release();
    await clock.settle();
    expect(waiting.value?.isHeld).to.equal(true);
  });

  it('end with their session, and a session that ended is not waited for', async () => {
    const { clock, service, client } = start();
    await client.acquire('jobs', { session: await client.session() });
    const session = await client.session();
    const waiting = watch(client.acquire('jobs', { session }));
    await clock.settle();
    await session.close();
    await clock.settle();
    expect(waiting.error).to.include({ code: 'CLOSED' });
    await clock.advance(2_000);
    expect(service.requests('Release')).to.have.lengthOf(0);
  });

  it('of one name in one session wait for each other, unless they read', async () => {
    const { clock, service, client } = start();
    const first = await client.acquire('jobs');
    const second = watch(client.acquire('jobs'));
    const third = watch(client.acquire('jobs', { wait: 100 }));
    const given = new AbortController();
    const fourth = watch(client.acquire('jobs', { signal: given.signal }));
    expect(await client.tryAcquire('jobs')).to.equal(undefined);
    await clock.advance(200);
    given.abort();
    await clock.settle();
    expect(third.error).to.be.instanceOf(NotAcquiredError);
    expect(fourth.error).to.include({ code: 'ABORTED' });
    expect(second.isOpen).to.equal(true);
    expect(service.acquires).to.have.lengthOf(1);
    await first.release();
    await clock.settle();
    expect(second.value?.token).to.be.greaterThan(first.signal.reason.token);
    service.script = ({ method }) => (method === 'Acquire' ? { token: 50 } : undefined);
    const readers = [await client.readLock('book'), await client.readLock('book')];
    const writer = watch(client.writeLock('book'));
    const late = watch(client.readLock('book'));
    await clock.settle();
    expect([writer.isOpen, late.isOpen]).to.deep.equal([true, true]);
    for (const reader of readers) await reader.release();
    await clock.settle();
    expect([writer.isOpen, late.isOpen]).to.deep.equal([false, true]);
    await writer.value?.release();
    await clock.settle();
    expect(late.value?.isHeld).to.equal(true);
  });

  it('of a semaphore are as many as there are', async () => {
    const { service, client } = start();
    service.script = ({ method }) => (method === 'Acquire' ? { token: 50 } : undefined);
    await client.semaphore('pool', { permits: 5, weight: 2 });
    await client.semaphore('pool', { permits: 5 });
    const wants = service.acquires.map(({ want: { semaphore } }) => ({ ...semaphore }));
    expect(wants).to.deep.equal([
      { permits: 5, weight: 2 },
      { permits: 5, weight: 1 },
    ]);
  });

  it('go to the session that the client has for their time to live and namespace, and to another one after its end', async () => {
    const { clock, service, client } = start({ owner: 'me', namespace: 'team' });
    await Promise.all([client.acquire('1'), client.acquire('2'), client.acquire('3', { ttl: 5_000 })]);
    await client.acquire('4', { namespace: 'other' });
    const opened = () =>
      service.requests('OpenSession').map(({ namespace, owner, ttl }) => ({ namespace, owner, ttl }));
    expect(opened()).to.deep.equal([
      { namespace: 'team', owner: 'me', ttl: 3_000 },
      { namespace: 'team', owner: 'me', ttl: 5_000 },
      { namespace: 'other', owner: 'me', ttl: 3_000 },
    ]);
    clock.freeze(3_000);
    expect((await client.acquire('5')).isHeld).to.equal(true);
    expect(opened()).to.have.lengthOf(4);
  });

  it('and sessions that fail to open leave nothing behind', async () => {
    const { clock, service, client } = start({ timeout: 2_000 });
    service.script = ({ method }) => (method === 'OpenSession' ? SILENCE : undefined);
    const opening = watch(client.session());
    const shared = watch(client.acquire('x'));
    await clock.advance(2_000);
    for (const { error } of [opening, shared]) expect(error).to.include({ code: 'DEADLINE_EXCEEDED' });
    await clock.settle();
    expect(service.requests('CloseSession')).to.have.lengthOf(2);
    service.script = () => undefined;
    expect((await client.acquire('x')).isHeld).to.equal(true);
  });

  it('are not made in a session that was granted longer ago than it lives', async () => {
    const { clock, service, client } = start({ ttl: 100 });
    let answer = (): void => undefined;
    service.script = ({ method, request }) =>
      method === 'OpenSession' && service.requests('OpenSession').length === 1
        ? new Promise((resolve) => (answer = () => resolve({ ttl: request.ttl })))
        : undefined;
    const opening = watch(client.session());
    await clock.advance(300);
    answer();
    await clock.settle();
    expect(opening.value?.isAlive).to.equal(true);
    const [first, second, ...more] = service.requests('OpenSession');
    expect(first.session).to.deep.equal(second.session);
    expect(more).to.have.lengthOf(0);
  });

  it('that are refused are told so as what they are, and are not withdrawn', async () => {
    const { clock, service, client } = start();
    const details = (fields: proto.ErrorDetails.$Properties) => ({
      details: encodeMessage(proto.ErrorDetails, fields),
    });
    const cases = [
      ['NOT_HELD', NotHeldError, {}, {}],
      ['KIND_MISMATCH', KindMismatchError, { kind: proto.Kind.BARRIER }, { kind: 'barrier' }],
      ['SIZE_MISMATCH', SizeMismatchError, { size: 7 }, { size: 7 }],
      ['UPGRADE_REFUSED', UpgradeRefusedError, {}, {}],
      ['REUSED', RequestReusedError, {}, {}],
      ['QUOTA_EXCEEDED', QuotaExceededError, { quota: 'waiters', limit: 9 }, { quota: 'waiters', limit: 9 }],
      ['ENDED', RequestEndedError, { ending: 'broken' }, { ending: 'broken' }],
    ] as const;
    for (const [code, type, fields, expected] of cases) {
      service.script = ({ method }) => {
        if (method === 'Acquire') throw new AppError(code, 'no', details(fields));
        return undefined;
      };
      const error = await failure(client.acquire('x'));
      expect(error, code).to.be.instanceOf(type).and.instanceOf(LockError);
      expect(error).to.include({ code, message: 'no', name: type.name, ...expected });
    }
    await clock.advance(100);
    expect(service.requests('Release')).to.have.lengthOf(0);
    service.script = ({ method }) => {
      if (method === 'Acquire') throw new AppError('SESSION_GONE', 'no');
      return undefined;
    };
    expect(await failure(client.acquire('x'))).to.be.instanceOf(SessionExpiredError);
    service.script = ({ method }) => {
      if (method === 'Acquire') throw new AppError('FROM_THE_FUTURE', 'no');
      return undefined;
    };
    expect(await failure(client.acquire('x'))).to.include({ code: 'APP_ERROR', appCode: 'FROM_THE_FUTURE' });
  });

  it('are released once, with the word of the cluster or without it', async () => {
    const { clock, service, client } = start({ timeout: 1_000 });
    const lock = await client.acquire('jobs');
    service.script = ({ method }) => (method === 'Release' ? SILENCE : undefined);
    const [release, again] = [watch(lock.release()), watch(lock.release({ timeout: 60_000 }))];
    await clock.advance(1_000);
    expect(release.error).to.include({ code: 'DEADLINE_EXCEEDED', outcome: 'unknown' });
    expect(again.isOpen).to.equal(true);
    // In the same session nobody is granted a hold that is still the old one.
    const next = watch(client.acquire('jobs'));
    await clock.settle();
    expect(service.acquires).to.have.lengthOf(1);
    service.script = () => undefined;
    await clock.advance(5_000);
    expect([again.isOpen, again.error]).to.deep.equal([false, undefined]);
    expect(next.value?.isHeld).to.equal(true);
    await lock.release();
    await lock[Symbol.asyncDispose]();
  });

  it('and options that can never work are refused at once', async () => {
    const { client } = start();
    const stranger = start();
    expect(() => start({ ttl: 99 })).to.throw(/ttl must be/);
    for (const promise of [
      client.session({ ttl: 1.5 }),
      client.acquire('x', { wait: -1 }),
      client.acquire('x', { wait: NaN }),
      client.acquire('x', { session: await stranger.client.session() }),
      client.semaphore('x', { permits: -1 }),
    ])
      expect(await failure(promise)).to.include({ code: 'INVALID_ARGUMENT' });
    expect(await failure(client.acquire('x', { signal: AbortSignal.abort() }))).to.include({
      code: 'ABORTED',
      outcome: 'not_applied',
    });
  });
});
