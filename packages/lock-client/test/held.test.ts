import { AppError, UnavailableError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Lock, LockLostError, SessionExpiredError } from '../src/index.js';
import { start, watch } from './support/fixture.js';
import { SILENCE } from './support/scripted-service.js';

const TTL = 3_000;
/** What of it is used: a fiftieth is left to clocks that differ. */
const USED = 2_940;

function lossOf(lock: Lock): LockLostError | undefined {
  const { reason } = lock.signal as { reason: unknown };
  return reason instanceof LockLostError ? reason : undefined;
}

describe('what is held', () => {
  it('stays held for as long as the cluster hears of its session, every third of its time to live', async () => {
    const { clock, service, client } = start();
    const begin = clock.now();
    const lock = await client.acquire('jobs');
    await clock.advance(60_000);
    expect(lock.isHeld).to.equal(true);
    expect(lock.token).to.be.greaterThan(0);
    const times = service.times('KeepAlive').map((time) => time - begin);
    expect(times).to.deep.equal(Array.from({ length: 60 }, (_, i) => 1_000 * (i + 1)));
  });

  it('is lost when nothing was heard for the time to live, less the margin, after the last request that was answered was sent', async () => {
    const { clock, service, client } = start();
    const lock = await client.acquire('jobs');
    await clock.advance(1_500);
    const answered = service.times('KeepAlive').at(-1) ?? 0;
    for (const node of ['a', 'b', 'c']) service.silent.add(node);
    await clock.advance(answered + USED - 1 - clock.now());
    expect(lock.isHeld).to.equal(true);
    let lostAt: number | undefined;
    lock.signal.addEventListener('abort', () => (lostAt = clock.now()));
    await clock.advance(60_000);
    expect(lostAt).to.equal(answered + USED);
    expect(lossOf(lock)).to.include({ code: 'LOCK_LOST', why: 'expired', lock: 'jobs', outcome: 'unknown' });
    expect(lossOf(lock)?.cause).to.be.instanceOf(Error);
    expect(() => lock.token).to.throw(LockLostError);
  });

  it('counts from when a sign of life was sent, and not from its answer', async () => {
    const { clock, service, client } = start();
    const lock = await client.acquire('jobs');
    let answer = (): void => undefined;
    service.script = ({ method, request }) =>
      method === 'KeepAlive'
        ? new Promise((resolve) => (answer = () => resolve({ sessions: request.sessions.map(() => ({ ttl: TTL })) })))
        : undefined;
    await clock.advance(1_000);
    const sentAt = service.times('KeepAlive').at(-1) ?? 0;
    await clock.advance(900);
    answer();
    service.script = ({ method }) => (method === 'KeepAlive' ? SILENCE : undefined);
    await clock.advance(sentAt + USED - 1 - clock.now());
    expect(lock.isHeld).to.equal(true);
    await clock.advance(1);
    expect(lock.isHeld).to.equal(false);
  });

  it('counts from when the session was asked for, and not from when that was granted', async () => {
    const { clock, service, client } = start();
    let answer = (): void => undefined;
    service.script = ({ method }) =>
      method === 'OpenSession'
        ? new Promise((resolve) => (answer = () => resolve({ ttl: TTL })))
        : method === 'KeepAlive'
          ? SILENCE
          : undefined;
    const begin = clock.now();
    const opening = watch(client.session());
    await clock.advance(900);
    answer();
    await clock.advance(USED - 1 - 900);
    const session = opening.value;
    expect(session?.isAlive).to.equal(true);
    await clock.advance(1);
    expect([session?.isAlive, clock.now() - begin]).to.deep.equal([false, USED]);
  });

  it('is lost to whoever looks after a pause, before any timer has run', async () => {
    // Each look is the first one of its session.
    const looks: readonly ((lock: Lock) => unknown)[] = [
      (lock) => lock.isHeld,
      (lock) => !lock.signal.aborted,
      (lock) => {
        try {
          return lock.token > 0;
        } catch (error) {
          expect(error).to.be.instanceOf(LockLostError);
          return false;
        }
      },
    ];
    for (const [i, look] of looks.entries()) {
      const { clock, client } = start();
      const lock = await client.acquire('jobs');
      clock.freeze(USED - 1);
      expect(look(lock), `look ${i}`).to.equal(true);
      clock.freeze(1);
      expect(look(lock), `look ${i}`).to.equal(false);
      expect(lossOf(lock)).to.include({ why: 'expired' });
    }
  });

  it('is lost after a pause before anything is sent, or anybody who waits is told', async () => {
    const { clock, service, client } = start();
    const session = await client.session();
    const lock = await client.acquire('jobs', { session });
    const order: string[] = [];
    lock.signal.addEventListener('abort', () => order.push('lost'));
    session.signal.addEventListener('abort', () => order.push('session'));
    void client.acquire('jobs', { session }).catch((error: unknown) => {
      expect(error).to.be.instanceOf(SessionExpiredError);
      order.push('waiter');
    });
    service.script = ({ method }) => {
      if (method === 'KeepAlive') order.push('sign of life');
      return undefined;
    };
    await clock.settle();
    clock.freeze(TTL);
    await clock.advance(0);
    expect(order).to.deep.equal(['lost', 'session', 'waiter']);
  });

  it('is not revived by an answer that comes too late', async () => {
    const { clock, service, client } = start();
    const lock = await client.acquire('jobs');
    let answer = (): void => undefined;
    service.script = ({ method, request }) =>
      method === 'KeepAlive'
        ? new Promise((resolve) => (answer = () => resolve({ sessions: request.sessions.map(() => ({ ttl: TTL })) })))
        : undefined;
    await clock.advance(1_000);
    clock.freeze(USED - 1_000);
    expect(lock.isHeld).to.equal(false);
    answer();
    await clock.advance(100);
    expect(lock.isHeld).to.equal(false);
    expect(lossOf(lock)).to.include({ why: 'expired' });
  });

  it('outlives a leader: signs of life are repeated until another one answers', async () => {
    const { clock, service, client } = start();
    const lock = await client.acquire('jobs');
    await clock.advance(1_100);
    service.silent.add('a');
    await clock.advance(1_200);
    service.elect('b');
    await clock.advance(20_000);
    expect(lock.isHeld).to.equal(true);
    expect(service.asked.at(-1)).to.include({ at: 'b' });
  });

  it('ends when the cluster says that the session is gone, in a sign of life or in another answer', async () => {
    for (const how of ['sign of life', 'answer', 'event'] as const) {
      const { clock, service, client } = start();
      const session = await client.session();
      const lock = await client.acquire('jobs', { session });
      await clock.settle();
      service.expire(session.id);
      if (how === 'event') service.tell(session.id, { sessionEnded: { session: new Uint8Array(16), expired: true } });
      if (how === 'answer') await client.acquire('other', { session }).catch(() => undefined);
      if (how === 'sign of life') await clock.advance(1_000);
      await clock.settle();
      expect(lossOf(lock), how).to.include({ why: 'expired' });
      expect(session.isAlive).to.equal(false);
      expect(session.signal.reason).to.be.instanceOf(SessionExpiredError).and.include({ code: 'SESSION_GONE' });
      const refused = await client.acquire('x', { session }).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(SessionExpiredError);
    }
  });

  it('is given up, and not the session, where an administrator breaks it', async () => {
    const { clock, service, client } = start();
    const [lock, other] = [await client.acquire('jobs'), await client.acquire('other')];
    await clock.settle();
    service.breakHold('jobs');
    await clock.settle();
    expect(lossOf(lock)).to.include({ why: 'broken' });
    expect(other.isHeld).to.equal(true);
    // Nothing is left to release, and nobody is in the way of the next.
    await lock.release();
    expect(service.requests('Release')).to.have.lengthOf(0);
    expect((await client.acquire('jobs')).isHeld).to.equal(true);
  });

  it('is looked up where the watch has missed something', async () => {
    const { clock, service, client } = start();
    const [lock, other] = [await client.acquire('jobs'), await client.acquire('other')];
    await clock.settle();
    service.elect('b');
    service.holds.delete('jobs');
    service.script = ({ method, request }) => {
      if (method === 'Acquire' && request.name === 'jobs') {
        const details = new Uint8Array([42, 6, ...new TextEncoder().encode('broken')]);
        throw new AppError('ENDED', 'it is over', { details });
      }
      return undefined;
    };
    await clock.advance(2_000);
    expect(lossOf(lock)).to.include({ why: 'broken' });
    expect(other.isHeld).to.equal(true);
  });

  it('is not given up because a node does not know the session yet', async () => {
    const { clock, service, client } = start();
    const lock = await client.acquire('jobs');
    await clock.settle();
    service.script = ({ method }) => (method === 'Watch' ? { index: 5, state: {} } : undefined);
    const before = service.requests('KeepAlive').length;
    service.elect('b');
    await clock.advance(500);
    expect(lock.isHeld).to.equal(true);
    expect(service.requests('KeepAlive').length).to.be.greaterThan(before);
  });

  it('is over for its holder with its release, and at the end of the session or client', async () => {
    for (const [end, why] of [
      ['release', 'released'],
      ['session', 'closed'],
      ['client', 'closed'],
    ] as const) {
      const { clock, service, client } = start();
      const session = await client.session();
      const lock = await client.acquire('jobs', { session });
      const { signal } = lock;
      const ending = end === 'release' ? lock.release() : end === 'session' ? session.close() : client.close();
      expect(signal.aborted, end).to.equal(true);
      expect(lossOf(lock)).to.include({ why });
      await clock.advance(0);
      await ending;
      expect(service.holds.size).to.equal(0);
    }
  });

  it('is in one call with whatever else is to be kept alive', async () => {
    const { clock, service, client } = start();
    const sessions = [];
    for (let i = 0; i < 20; i++) {
      sessions.push(await client.session({ ttl: 3_000 + 100 * i }));
      await clock.advance(10);
    }
    const before = service.requests('KeepAlive').length;
    await clock.advance(30_000);
    expect(sessions.every(({ isAlive }) => isAlive)).to.equal(true);
    const calls = service.requests('KeepAlive').slice(before);
    expect(calls.length).to.be.within(18, 40);
    expect(Math.max(...calls.map(({ sessions: { length } }) => length as number))).to.equal(20);
  });

  it('has signs of life that fail repeated soon, whatever the failure is', async () => {
    const { clock, service, client } = start();
    const lock = await client.acquire('jobs');
    let failures = 0;
    service.script = ({ method }) => {
      if (method !== 'KeepAlive' || ++failures > 4) return undefined;
      throw failures % 2 === 0 ? new AppError('STRANGE', 'no') : new UnavailableError('gone', 'unknown');
    };
    await clock.advance(2_900);
    expect(failures).to.be.greaterThan(4);
    expect(lock.isHeld).to.equal(true);
    await clock.advance(3_000);
    expect(lock.isHeld).to.equal(true);
  });
});
