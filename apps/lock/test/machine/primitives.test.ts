import { expect } from 'chai';
import { describe, it } from 'mocha';
import { DEFAULT_QUOTAS, LockApp, MAX_STAKE_REQUESTS, type Want } from '../../src/index.js';
import { asToken, expectType, requestId, sessionId, World } from './support/world.js';

const mutex: Want = { kind: 'mutex' };
const read: Want = { kind: 'rwlock', mode: 'read' };
const write: Want = { kind: 'rwlock', mode: 'write' };
const permits = (weight: number, of = 4): Want => ({ kind: 'semaphore', permits: of, weight });
const barrier = (parties: number): Want => ({ kind: 'barrier', parties });
const campaign = (value: string): Want => ({ kind: 'election', value: new TextEncoder().encode(value) });

function world(sessions = 5): World {
  const made = new World();
  for (let n = 1; n <= sessions; n++) made.open(n);
  made.takeEvents();
  return made;
}

describe('a mutex', () => {
  it('is granted to one after the other, in the order of asking, with the index as token', () => {
    const w = world();
    expect(w.acquire(1, 1, 'm', mutex)).to.deep.equal({ type: 'granted', token: 6 });
    expect(w.acquire(2, 1, 'm', mutex)).to.deep.equal({ type: 'queued', position: 1 });
    expect(w.acquire(3, 1, 'm', mutex)).to.deep.equal({ type: 'queued', position: 2 });
    expect(w.acquire(4, 1, 'm', mutex, { wait: false })).to.deep.equal({ type: 'busy' });
    w.takeEvents();
    expect(w.release(1, 1)).to.deep.equal({ type: 'released', token: 6, left: 0 });
    expect(w.told()).to.deep.equal(['released 1 #1', 'granted 2 #1']);
    expect(w.check('m', 6)).to.equal(false);
    expect(w.check('m', w.index)).to.equal(true);
    w.cancel(3, 1);
    w.release(2, 1);
    expect(w.look('m').object).to.equal(undefined);
  });

  it('gives the same answer to the same request, also when it is over', () => {
    const w = world();
    const { token } = expectType(w.acquire(1, 1, 'm', mutex), 'granted');
    w.acquire(2, 7, 'm', mutex);
    w.acquire(3, 1, 'm', mutex);
    expect(w.acquire(1, 1, 'm', mutex)).to.deep.equal({ type: 'granted', token });
    expect(w.acquire(3, 1, 'm', mutex)).to.deep.equal({ type: 'queued', position: 2 });
    expect(w.line('m')).to.deep.equal({ holders: [1], waiting: [2, 3] });
    w.release(1, 1);
    // What was delayed on its way does not take it again.
    expect(w.acquire(1, 1, 'm', mutex)).to.deep.equal({ type: 'ended', how: 'released', token });
    expect(w.release(1, 1)).to.deep.equal({ type: 'ended', how: 'released', token });
    expect(w.run({ type: 'releaseToken', session: sessionId(1), floor: 0, name: 'm', token })).to.deep.equal({
      type: 'notHeld',
    });
    expect(w.line('m')).to.deep.equal({ holders: [2], waiting: [3] });
    // Nor one that was given up before it came, or that found it busy.
    expect(w.cancel(4, 1)).to.deep.equal({ type: 'cancelled' });
    expect(w.acquire(4, 1, 'm', mutex)).to.deep.equal({ type: 'ended', how: 'cancelled', token: 0 });
    w.acquire(4, 2, 'm', mutex, { wait: false });
    w.release(2, 7);
    w.release(3, 1);
    expect(w.acquire(4, 2, 'm', mutex, { wait: false })).to.deep.equal({ type: 'busy' });
    expect(w.acquire(4, 2, 'm', mutex)).to.deep.equal({ type: 'busy' });
    // Below the floor nothing is remembered, and nothing is begun.
    w.acquire(4, 3, 'm', mutex, { floor: 3 });
    expect(w.acquire(4, 2, 'm', mutex)).to.deep.equal({ type: 'ended', how: 'forgotten', token: 0 });
    expect(w.app.session(sessionId(4))?.requests).to.equal(1);
  });

  it('is re-entrant: a session has it until its last request is released', () => {
    const w = world();
    const { token } = expectType(w.acquire(1, 1, 'm', mutex), 'granted');
    w.acquire(2, 1, 'm', mutex);
    expect(w.acquire(1, 2, 'm', mutex)).to.deep.equal({ type: 'granted', token });
    expect(w.release(1, 1)).to.deep.equal({ type: 'released', token, left: 1 });
    expect(w.line('m').holders).to.deep.equal([1]);
    expect(w.release(1, 2)).to.deep.equal({ type: 'released', token, left: 0 });
    expect(w.line('m').holders).to.deep.equal([2]);
    for (let i = 2; i <= MAX_STAKE_REQUESTS; i++) w.acquire(2, i, 'm', mutex);
    expect(w.acquire(2, 1_000, 'm', mutex)).to.deep.equal({
      type: 'quotaExceeded',
      which: 'stakeRequests',
      limit: MAX_STAKE_REQUESTS,
    });
  });

  it('goes on to the next where its holder is gone, or is broken', () => {
    const w = world();
    const { token } = expectType(w.acquire(1, 1, 'm', mutex), 'granted');
    w.acquire(2, 1, 'm', mutex);
    w.acquire(3, 1, 'm', mutex);
    const wrong = asToken(token + 1);
    expect(w.run({ type: 'break', namespace: 'ns', name: 'm', token: wrong })).to.deep.equal({ type: 'notHeld' });
    expect(w.run({ type: 'break', namespace: 'ns', name: 'm', token })).to.deep.equal({ type: 'broken', holds: 1 });
    expect(w.release(1, 1)).to.deep.equal({ type: 'ended', how: 'broken', token });
    expect(w.line('m')).to.deep.equal({ holders: [2], waiting: [3] });
    w.close(2);
    expect(w.line('m')).to.deep.equal({ holders: [3], waiting: [] });
    expect(w.acquire(2, 9, 'm', mutex)).to.deep.equal({ type: 'sessionGone' });
  });
});

describe('an expiry', () => {
  it('takes only sessions of which nothing was heard since, and only in the term of its leader', () => {
    const w = world(3);
    w.acquire(1, 1, 'm', mutex);
    w.acquire(2, 1, 'm', mutex);
    expect(w.expire([1], { epochs: { 1: 1 } })).to.deep.equal({ type: 'expired', expired: 0, stale: 1 });
    expect(w.expire([1], { term: w.term + 1 })).to.deep.equal({ type: 'expired', expired: 0, stale: 1 });
    w.term++;
    expect(w.expire([1], { term: w.term - 1 })).to.deep.equal({ type: 'expired', expired: 0, stale: 1 });
    expect(w.line('m').holders).to.deep.equal([1]);
    expect(w.expire([1, 3])).to.deep.equal({ type: 'expired', expired: 2, stale: 0 });
    expect(w.line('m').holders).to.deep.equal([2]);
  });

  it('grants nothing to a session that it takes as well', () => {
    const w = world(4);
    w.acquire(1, 1, 'm', mutex);
    w.acquire(2, 1, 'm', mutex);
    w.acquire(3, 1, 'm', mutex);
    w.takeEvents();
    w.expire([1, 2]);
    expect(w.told()).to.deep.equal([
      'released 1 #1',
      'sessionEnded 1',
      'withdrawn 2 #1',
      'sessionEnded 2',
      'granted 3 #1',
    ]);
  });

  it('of an opened session, opened again, is void', () => {
    const w = world(1);
    const { epoch } = w.app.session(sessionId(1))!;
    expect(w.open(1)).to.deep.equal({ type: 'opened', epoch: w.index });
    expect(w.open(1, { owner: 'another' })).to.deep.equal({ type: 'reused' });
    expect(w.expire([1], { epochs: { 1: epoch } })).to.deep.equal({ type: 'expired', expired: 0, stale: 1 });
  });
});

describe('a read-write lock', () => {
  it('grants consecutive readers together, and lets no reader overtake a writer', () => {
    const w = world();
    const first = expectType(w.acquire(1, 1, 'rw', read), 'granted');
    expectType(w.acquire(2, 1, 'rw', read), 'granted');
    expectType(w.acquire(3, 1, 'rw', write), 'queued');
    expectType(w.acquire(4, 1, 'rw', read), 'queued');
    expectType(w.acquire(5, 1, 'rw', read), 'queued');
    // Who reads already may go on to: it would wait for itself.
    expect(w.acquire(1, 2, 'rw', read)).to.deep.equal(first);
    expect(w.acquire(1, 3, 'rw', write)).to.deep.equal({ type: 'upgradeRefused' });
    w.release(1, 1);
    w.release(1, 2);
    w.release(2, 1);
    expect(w.line('rw')).to.deep.equal({ holders: [3], waiting: [4, 5] });
    w.release(3, 1);
    expect(w.line('rw')).to.deep.equal({ holders: [4, 5], waiting: [] });
    expect(w.look('rw').holders.map(({ token }) => token)).to.deep.equal([w.index, w.index]);
  });

  it('lets readers in when the writer before them gives up', () => {
    const w = world();
    w.acquire(1, 1, 'rw', read);
    w.acquire(2, 1, 'rw', write);
    w.acquire(3, 1, 'rw', read);
    w.cancel(2, 1);
    expect(w.line('rw')).to.deep.equal({ holders: [1, 3], waiting: [] });
  });
});

describe('a semaphore', () => {
  it('gives permits in order: small requests do not overtake large ones', () => {
    const w = world();
    w.acquire(1, 1, 's', permits(3));
    expectType(w.acquire(2, 1, 's', permits(2)), 'queued');
    expectType(w.acquire(3, 1, 's', permits(1)), 'queued');
    expect(w.acquire(4, 1, 's', permits(1), { wait: false })).to.deep.equal({ type: 'busy' });
    expect(w.acquire(4, 2, 's', permits(1, 5))).to.deep.equal({ type: 'sizeMismatch', size: 4 });
    w.release(1, 1);
    expect(w.line('s')).to.deep.equal({ holders: [2, 3], waiting: [] });
    // Each request has its own, also of one session.
    expectType(w.acquire(2, 2, 's', permits(1)), 'granted');
    expectType(w.acquire(2, 3, 's', permits(1)), 'queued');
  });
});

describe('an election', () => {
  it('has a leader with a value, which its token may change', () => {
    const w = world();
    const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
    const { token } = expectType(w.acquire(1, 1, 'e', campaign('one')), 'granted');
    w.acquire(2, 1, 'e', campaign('two'));
    expect(text(w.look('e').holders[0]?.value)).to.equal('one');
    const proclaim = (n: number, as: number) =>
      w.run({
        type: 'proclaim',
        session: sessionId(n),
        name: 'e',
        token: asToken(as),
        value: new TextEncoder().encode('new'),
      });
    expect(proclaim(2, token)).to.deep.equal({ type: 'notHeld' });
    expect(proclaim(1, token + 1)).to.deep.equal({ type: 'notHeld' });
    w.takeEvents();
    expect(proclaim(1, token)).to.deep.equal({ type: 'proclaimed' });
    w.release(1, 1);
    w.release(2, 1);
    const leaders = w.takeEvents().flatMap((event) => (event.type === 'leader' ? [event.leader] : []));
    expect(leaders.map((leader) => leader && `${leader.owner}: ${text(leader.value)}`)).to.deep.equal([
      'owner 1: new',
      'owner 2: two',
      undefined,
    ]);
  });
});

describe('a barrier', () => {
  it('lets all in at once, and out at once', () => {
    const w = world();
    w.acquire(1, 1, 'b', barrier(2));
    const { token } = expectType(w.acquire(2, 1, 'b', barrier(2)), 'granted');
    for (const n of [3, 4, 5]) expectType(w.acquire(n, 1, 'b', barrier(2)), 'queued');
    expect(w.acquire(1, 1, 'b', barrier(2))).to.deep.equal({ type: 'granted', token });
    expect(w.leave(3, 2, 'b')).to.deep.equal({ type: 'notHeld' });
    expect(w.leave(1, 2, 'b')).to.deep.equal({ type: 'queued', position: 1 });
    expect(w.leave(2, 2, 'b')).to.deep.equal({ type: 'ended', how: 'left', token });
    expect(w.leave(1, 2, 'b')).to.deep.equal({ type: 'ended', how: 'left', token });
    expect(w.line('b')).to.deep.equal({ holders: [3, 4], waiting: [5] });
  });

  it('does not wait for who is gone', () => {
    const w = world();
    w.acquire(1, 1, 'b', barrier(3));
    w.close(1);
    for (const n of [2, 3, 4]) w.acquire(n, 1, 'b', barrier(3));
    w.leave(2, 2, 'b');
    w.expire([3]);
    expect(w.leave(4, 2, 'b').type).to.equal('ended');
    expect(w.look('b').object).to.equal(undefined);
  });
});

describe('namespaces', () => {
  it('are apart, and refuse what is over their quotas, also small ones of their own', () => {
    const w = world(2);
    w.open(8, { namespace: 'other' });
    expectType(w.acquire(1, 1, 'm', mutex), 'granted');
    expectType(w.acquire(8, 1, 'm', mutex), 'granted');
    expect(w.acquire(2, 1, 'm', read)).to.deep.equal({ type: 'kindMismatch', kind: 'mutex' });
    const set = (quotas: Partial<typeof DEFAULT_QUOTAS>) =>
      w.run({ type: 'setQuotas', namespace: 'ns', quotas: { ...DEFAULT_QUOTAS, ...quotas } });
    const exceeded = (which: string, limit: number) => ({ type: 'quotaExceeded', which, limit });
    set({ sessions: 2 });
    expect(w.open(3)).to.deep.equal(exceeded('sessions', 2));
    set({ objects: 1 });
    expect(w.acquire(1, 2, 'n', mutex)).to.deep.equal(exceeded('objects', 1));
    set({ waiters: 0 });
    expect(w.acquire(2, 2, 'm', mutex)).to.deep.equal(exceeded('waiters', 0));
    set({ sessionRequests: 2 });
    expect(w.acquire(1, 3, 'm', mutex)).to.deep.equal(exceeded('sessionRequests', 2));
    set({ requests: 4 });
    expect(w.acquire(2, 3, 'm', mutex)).to.deep.equal(exceeded('requests', 4));
    set({ nameBytes: 3 });
    expect(w.acquire(2, 4, 'née', mutex)).to.deep.equal(exceeded('nameBytes', 3));
    set({ valueBytes: 1 });
    expect(w.acquire(2, 5, 'e', campaign('ab'))).to.deep.equal(exceeded('valueBytes', 1));
    set({ ownerBytes: 2 });
    expect(w.open(3, { owner: 'abc' })).to.deep.equal(exceeded('ownerBytes', 2));
    expect(w.ask({ type: 'namespace', namespace: 'ns' })).to.include({ isOwn: true, sessions: 2 });
    expect(w.run({ type: 'setQuotas', namespace: 'ns', quotas: undefined })).to.deep.equal({ type: 'quotasSet' });
    expect(w.ask({ type: 'namespace', namespace: 'ns' })).to.deep.include({ isOwn: false, quotas: DEFAULT_QUOTAS });
    for (const n of [1, 2, 8]) w.close(n);
    expect(w.app.digest()).to.equal(new LockApp().digest());
  });

  it('are no more than there may be', () => {
    const w = new World();
    for (let n = 1; n <= 1_024; n++) w.open(n, { namespace: `n${n}` });
    expect(w.open(2_000, { namespace: 'more' })).to.deep.include({ type: 'quotaExceeded', which: 'namespaces' });
    expect(w.run({ type: 'setQuotas', namespace: 'more', quotas: DEFAULT_QUOTAS })).to.deep.include({
      type: 'quotaExceeded',
      which: 'namespaces',
    });
    w.close(5);
    expect(w.open(2_000, { namespace: 'more' }).type).to.equal('opened');
  });
});

describe('queries', () => {
  it('list names and sessions in pages, and tell of requests', () => {
    const w = world(3);
    for (const name of ['b', 'a', 'c', 'a\0']) w.acquire(1, w.index, name, mutex);
    const page = (after: string, limit: number) => w.ask({ type: 'objects', namespace: 'ns', after, limit });
    expect(page('', 2).objects.map(({ name }) => name)).to.deep.equal(['a', 'a\0']);
    expect(page('', 2).more).to.equal(true);
    expect(page('a', 9).objects.map(({ name }) => name)).to.deep.equal(['a\0', 'b', 'c']);
    expect(page('a', 3).more).to.equal(false);
    const sessions = w.ask({ type: 'sessions', namespace: 'ns', after: sessionId(1), limit: 1 });
    expect(sessions.sessions.map(({ owner }) => owner)).to.deep.equal(['owner 2']);
    expect(sessions.more).to.equal(true);
    const state = (n: number, request: number) =>
      w.ask({ type: 'request', session: sessionId(n), request: requestId(request) }).state;
    expect(state(1, 3).type).to.equal('granted');
    expect(state(1, 99).type).to.equal('unknown');
    expect(state(9, 1).type).to.equal('sessionGone');
    w.acquire(2, 1, 'a', mutex);
    expect(state(2, 1)).to.deep.equal({ type: 'queued', position: 1 });
    expect(w.ask({ type: 'session', session: sessionId(2) }).session).to.deep.include({ epoch: w.index, requests: 1 });
    expect(w.ask({ type: 'object', namespace: 'ns', name: 'a', limit: 1 }).holders).to.have.lengthOf(1);
  });
});
