import { AppError, NotLeaderError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Leader, LockLostError, NotAcquiredError, NotHeldError, proto } from '../src/index.js';
import { start, watch } from './support/fixture.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const ID = new Uint8Array(16).fill(0xab);

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
const HEX = 'ab'.repeat(16);

describe('an election', () => {
  it('is won, and its leader proclaims in order, and resigns', async () => {
    const { clock, service, client } = start();
    const leadership = await client.campaign('boss', { value: 'hello' });
    expect(service.acquires[0].want.election.value).to.deep.equal(bytes('hello'));
    let answer = (): void => undefined;
    service.script = ({ method, request }) =>
      method === 'Proclaim' && request.value.length === 1
        ? new Promise((resolve) => (answer = () => resolve({})))
        : undefined;
    const [one, two] = [watch(leadership.proclaim('1')), watch(leadership.proclaim(bytes('22')))];
    await clock.settle();
    expect(service.requests('Proclaim')).to.have.lengthOf(1);
    answer();
    await clock.settle();
    expect([one.isOpen, two.isOpen]).to.deep.equal([false, false]);
    expect(service.requests('Proclaim').map(({ value, token }) => [value.length, token])).to.deep.equal([
      [1, leadership.token],
      [2, leadership.token],
    ]);
    await leadership.resign();
    expect(leadership.isHeld).to.equal(false);
    await clock.settle();
    const late = watch(leadership.proclaim('3'));
    await clock.settle();
    expect(late.error).to.be.instanceOf(LockLostError);
  });

  it('is observed over changes of the node, and each leader is told of once', async () => {
    const { clock, service, client } = start();
    const stake = (token: number, value: string) => ({ session: ID, owner: 'o', token, value: bytes(value) });
    let state: object = { index: 20, state: { object: { object: { name: 'boss' }, holders: [stake(15, 'a')] } } };
    service.script = ({ method }) => (method === 'Watch' ? state : undefined);
    const seen: (Leader | undefined)[] = [];
    const controller = new AbortController();
    const observing = watch(
      (async () => {
        for await (const leader of client.observe('boss', { signal: controller.signal })) seen.push(leader);
      })(),
    );
    await clock.settle();
    expect(seen).to.deep.equal([{ session: HEX, owner: 'o', token: 15, value: bytes('a') }]);
    service.tell('boss', { index: 21, elected: { name: 'boss', leader: stake(15, 'b') } });
    service.tell('boss', { index: 22, elected: { name: 'boss' } });
    await clock.settle();
    // A node that has not come so far, and then one that has.
    service.elect('b');
    await clock.advance(500);
    state = { index: 30, state: {} };
    service.elect('c');
    await clock.advance(2_000);
    service.tell('boss', { index: 31, elected: { name: 'boss', leader: stake(31, 'c') } });
    await clock.settle();
    expect(seen.slice(1).map((leader) => leader?.token)).to.deep.equal([15, undefined, 31]);
    controller.abort();
    await clock.settle();
    expect(observing.error).to.include({ code: 'ABORTED' });
  });

  it('is not observed any more where that cannot help, or the client has closed', async () => {
    const { clock, client, service } = start();
    const refused = start();
    refused.service.script = ({ method }) => {
      if (method === 'Watch') throw new AppError('FORBIDDEN', 'never');
      return undefined;
    };
    const fatal = watch(refused.client.observe('x').next());
    const observer = client.observe('x');
    await observer.next();
    const next = watch(observer.next());
    await clock.settle();
    void client.close();
    await clock.advance(10);
    expect(next.error).to.include({ code: 'CLOSED' });
    await refused.clock.advance(20_000);
    expect(fatal.isOpen).to.equal(false);
    expect(service.watches).to.equal(0);
  });
});

describe('a barrier', () => {
  it('is entered in a session of its own, and left when all have', async () => {
    const { clock, service, client } = start();
    service.script = ({ method }) => (method === 'Acquire' ? { token: 50 } : undefined);
    const [one, two] = [client.barrier('start', { parties: 2 }), client.barrier('start', { parties: 2 })];
    expect(() => one.token).to.throw(NotHeldError);
    await Promise.all([one.enter(), two.enter()]);
    expect(one.token).to.equal(50);
    expect(new Set(service.acquires.map(({ session }) => session.join())).size).to.equal(2);
    let leave = (): void => undefined;
    let attempts = 0;
    service.script = ({ method }) => {
      if (method !== 'Leave') return undefined;
      if (++attempts === 1) throw new NotLeaderError({ id: 'a', address: 'a' });
      return new Promise((resolve) => (leave = () => resolve({})));
    };
    const { signal } = one;
    const early = watch(one.leave({ wait: 1_000 }));
    await clock.advance(2_000);
    expect(early.error).to.be.instanceOf(NotAcquiredError);
    expect(one.token).to.equal(50);
    expect(service.requests('Release').map(({ request }) => request)).to.deep.equal([2]);
    const leaving = watch(one.leave());
    await clock.advance(1_000);
    expect(leaving.isOpen).to.equal(true);
    leave();
    await clock.settle();
    expect([leaving.isOpen, leaving.error]).to.deep.equal([false, undefined]);
    expect(signal.aborted).to.equal(true);
    await one[Symbol.asyncDispose]();
    await two[Symbol.asyncDispose]();
    expect(service.requests('CloseSession')).to.have.lengthOf(2);
  });
});

describe('what people look at', () => {
  it('is as the cluster has it', async () => {
    const { service, client } = start({ namespace: 'team' });
    const answers: Record<string, object> = {
      Check: { current: true, newest: 9 },
      Describe: {
        object: { name: 'x', kind: proto.Kind.RWLOCK, size: 1, holds: 1, waiters: 1 },
        holders: [{ session: ID, owner: 'o', token: 9, mode: proto.Mode.READ, weight: 1 }],
        waiting: [{ session: ID, owner: 'o', mode: proto.Mode.WRITE, weight: 1 }],
      },
      Namespace: { quotas: { sessions: 5 }, own: true, sessions: 2 },
      SetQuotas: {},
      Break: { holds: 2 },
    };
    service.script = ({ method, request }) => {
      if (method === 'ListObjects') {
        const name = request.after === '' ? 'a' : 'b';
        return { objects: [{ name, kind: proto.Kind.MUTEX, size: 1, holds: 1 }], more: name === 'a' };
      }
      if (method === 'ListSessions')
        return { sessions: [{ session: ID, owner: 'o', ttl: 7 }], more: request.after.length === 0 };
      return answers[method];
    };
    expect(await client.check('x', 9)).to.deep.equal({ isCurrent: true, newest: 9 });
    const details = await client.describe('x');
    expect(details?.object).to.deep.equal({ name: 'x', kind: 'rwlock', size: 1, holds: 1, waiters: 1 });
    expect(details?.holders[0]).to.deep.include({ session: HEX, token: 9, mode: 'read', isLeaving: false });
    expect(details?.waiting[0]).to.deep.include({ token: 0, mode: 'write' });
    expect((await collect(client.list())).map(({ name, kind }) => [name, kind])).to.deep.equal([
      ['a', 'mutex'],
      ['b', 'mutex'],
    ]);
    expect(await collect(client.sessions())).to.deep.equal([
      { session: HEX, owner: 'o', ttl: 7 },
      { session: HEX, owner: 'o', ttl: 7 },
    ]);
    const { quotas, ...rest } = await client.quotas({ namespace: 'other' });
    expect(rest).to.deep.equal({ isOwn: true, sessions: 2, objects: 0, waiters: 0, requests: 0 });
    expect(quotas).to.include({ sessions: 5, nameBytes: 0 });
    expect(service.requests('Namespace')[0]).to.include({ namespace: 'other' });
    await client.setQuotas({ ...quotas, waiters: 3 });
    await client.setQuotas(undefined);
    const [own, none] = service.requests('SetQuotas');
    expect(own.quotas).to.include({ sessions: 5, waiters: 3 });
    expect(none.quotas ?? undefined).to.equal(undefined);
    expect(await client.break('x', 9)).to.equal(2);
    answers.Describe = {};
    expect(await client.describe('x')).to.equal(undefined);
    const namespaces = service.asked.map(({ request }) => request.namespace);
    expect(namespaces.filter((one) => one === 'team')).to.have.lengthOf(namespaces.length - 1);
  });
});
