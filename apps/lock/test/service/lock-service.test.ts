import { lockErrorCode, lockErrorDetails, proto } from '@lolraft/lock-client';
import { type AppError, NotLeaderError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Cluster, contextOf, type Node, sessionOf, sid } from './support/cluster.js';

const said = (error: unknown): string | undefined => lockErrorCode(error);
const details = (error: unknown): proto.ErrorDetails => lockErrorDetails(error as AppError)!;

describe('LockService', () => {
  it('opens and closes sessions, however often it is asked', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    expect((await cluster.open(leader, 1)).ttl).to.equal(10_000);
    expect((await cluster.open(leader, 1)).ttl).to.equal(10_000);
    expect(leader.app.session(sid(1))).to.include({ namespace: 'default', owner: 'owner 1' });
    const reused = cluster.call(leader, 'OpenSession', { session: sessionOf(1), owner: 'another', ttl: 10_000 });
    expect(said(await cluster.fails(reused))).to.equal('REUSED');
    await cluster.ask(leader, 'CloseSession', { session: sessionOf(1) });
    await cluster.ask(leader, 'CloseSession', { session: sessionOf(1) });
    expect(leader.app.session(sid(1))).to.equal(undefined);
    expect(await cluster.keep(leader, 1)).to.deep.equal([0]);
  });

  it('grants, releases, and says what is wrong', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    await cluster.open(leader, 1);
    await cluster.open(leader, 2);
    const { token } = await cluster.done(cluster.acquire(leader, 1, 1, 'a'));
    expect(token).to.be.above(0);
    expect(await cluster.done(cluster.acquire(leader, 1, 1, 'a'))).to.include({ token });
    expect(await cluster.done(cluster.acquire(leader, 2, 1, 'a'))).to.include({ busy: true });
    const check = { name: 'a', token: token! };
    expect(await cluster.ask(leader, 'Check', check)).to.include({ current: true, newest: token });

    const other = await cluster.fails(cluster.acquire(leader, 2, 2, 'a', { want: { barrier: { parties: 2 } } }));
    expect(other).to.include({ code: 'APP_ERROR', appCode: 'KIND_MISMATCH', outcome: 'not_applied', retryable: false });
    expect(details(other)).to.include({ kind: proto.Kind.MUTEX });
    await cluster.done(cluster.acquire(leader, 1, 3, 's', { want: { semaphore: { permits: 3, weight: 1 } } }));
    const size = await cluster.fails(
      cluster.acquire(leader, 2, 4, 's', { want: { semaphore: { permits: 4, weight: 1 } } }),
    );
    expect([said(size), details(size).size]).to.deep.equal(['SIZE_MISMATCH', 3]);
    await cluster.done(cluster.acquire(leader, 1, 5, 'rw', { want: { rwlock: { mode: proto.Mode.READ } } }));
    const upgrade = cluster.acquire(leader, 1, 6, 'rw', { want: { rwlock: { mode: proto.Mode.WRITE } } });
    expect(said(await cluster.fails(upgrade))).to.equal('UPGRADE_REFUSED');
    expect(said(await cluster.fails(cluster.acquire(leader, 1, 1, 'b')))).to.equal('REUSED');
    expect(said(await cluster.fails(cluster.acquire(leader, 9, 1, 'a')))).to.equal('SESSION_GONE');

    expect(await cluster.ask(leader, 'Release', { session: sessionOf(1), request: 1 })).to.include({ left: 0 });
    expect(await cluster.ask(leader, 'Release', { session: sessionOf(1), request: 1 })).to.include({ left: 0 });
    expect(await cluster.ask(leader, 'Check', check)).to.include({ current: false, newest: 0 });
    const over = await cluster.fails(cluster.acquire(leader, 1, 1, 'a'));
    expect(over).to.include({ appCode: 'ENDED', outcome: 'unknown' });
    expect(details(over)).to.include({ ending: 'released', token });
    const notHeld = cluster.call(leader, 'Release', { session: sessionOf(1), name: 'a', token: token! });
    expect(said(await cluster.fails(notHeld))).to.equal('NOT_HELD');
    const next = await cluster.done(cluster.acquire(leader, 2, 7, 'a'));
    expect(next.token).to.be.above(token!);
    const byToken = { session: sessionOf(2), name: 'a', token: next.token! };
    expect(await cluster.ask(leader, 'Release', byToken)).to.include({ left: 0 });
  });

  it('refuses what makes no sense, before anything is written', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    await cluster.open(leader, 1);
    const before = leader.group.consensusState.log.lastIndex;
    const calls = [
      cluster.call(leader, 'OpenSession', { session: new Uint8Array(15), ttl: 1_000 }),
      cluster.call(leader, 'OpenSession', { session: sessionOf(2), ttl: 99 }),
      cluster.call(leader, 'OpenSession', { session: sessionOf(2), ttl: 1_000, namespace: 'a/b' }),
      cluster.call(leader, 'KeepAlive', {}),
      cluster.call(leader, 'KeepAlive', { sessions: Array.from({ length: 1_025 }, (_, n) => sessionOf(n)) }),
      cluster.acquire(leader, 1, 0, 'a'),
      cluster.acquire(leader, 1, 1, ''),
      cluster.acquire(leader, 1, 2 ** 60, 'a'),
      cluster.acquire(leader, 1, 1, 'a', { want: {} }),
      cluster.acquire(leader, 1, 1, 'a', { want: { rwlock: {} } }),
      cluster.acquire(leader, 1, 1, 'a', { want: { semaphore: { permits: 2, weight: 3 } } }),
      cluster.call(leader, 'Release', { session: sessionOf(1) }),
      cluster.call(leader, 'Check', { name: 'a' }),
      cluster.call(leader, 'Describe', { name: 'a', limit: 1_001 }),
      cluster.call(leader, 'Break', { name: 'a' }),
    ];
    for (const [i, call] of calls.entries())
      expect((await cluster.fails(call, String(i))).code, String(i)).to.equal('INVALID_ARGUMENT');
    const method = leader.service.mounted.methods.Acquire!;
    const broken = method.handle(Uint8Array.of(10, 200, 1), contextOf()) as Promise<Uint8Array>;
    expect((await cluster.fails(broken)).code).to.equal('INVALID_ARGUMENT');
    expect(leader.group.consensusState.log.lastIndex).to.equal(before);
  });

  it('waits: for a time, openly, or in the queue only', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    for (const n of [1, 2, 3, 4]) await cluster.open(leader, n, 600_000);
    await cluster.done(cluster.acquire(leader, 1, 1, 'a'));
    const timed = cluster.acquire(leader, 2, 1, 'a', { waitFor: 5_000 });
    const open = cluster.acquire(leader, 3, 1, 'a', { waitOpen: true });
    expect(await cluster.done(cluster.acquire(leader, 4, 1, 'a', { queue: true }))).to.include({ position: 3 });
    expect(leader.service.status()).to.include({ waiters: 3, waitingRequests: 2 });
    await cluster.clock.advance(4_900);
    expect(leader.service.status()).to.include({ waitingRequests: 2 });
    await cluster.clock.advance(200);
    expect(await cluster.done(timed)).to.include({ busy: true });
    expect(leader.service.status()).to.include({ waiters: 2, waitingRequests: 1 });
    // Repeated, it gets the same answer.
    const again = cluster.acquire(leader, 2, 1, 'a', { waitFor: 5_000 });
    expect(await cluster.done(again)).to.include({ busy: true });
    await cluster.ask(leader, 'Release', { session: sessionOf(1), request: 1 });
    const { token } = await cluster.done(open);
    expect(token).to.be.above(0);
    await cluster.ask(leader, 'CloseSession', { session: sessionOf(3) });
    const described = await cluster.ask(leader, 'Describe', { name: 'a' });
    expect(described.holders.map(({ owner }) => owner)).to.deep.equal(['owner 4']);
    // It was granted while nobody waited: who asks again gets it.
    const asked = await cluster.done(cluster.acquire(leader, 4, 1, 'a', { waitOpen: true }));
    expect(asked.token).to.be.above(token!);
    expect(leader.service.tally.waits.count).to.equal(1);
  });

  it('tells who waits that its session ended, or that somebody withdrew its request', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    for (const n of [1, 2, 3]) await cluster.open(leader, n, 600_000);
    await cluster.done(cluster.acquire(leader, 1, 1, 'a'));
    const second = cluster.acquire(leader, 2, 1, 'a', { waitOpen: true });
    const third = cluster.acquire(leader, 3, 1, 'a', { waitOpen: true });
    await cluster.clock.until(() => leader.service.status().waitingRequests === 2, 'both wait');
    await cluster.ask(leader, 'CloseSession', { session: sessionOf(2) });
    expect(said(await cluster.fails(second))).to.equal('SESSION_GONE');
    await cluster.ask(leader, 'Release', { session: sessionOf(3), request: 1 });
    const error = await cluster.fails(third);
    expect(error).to.include({ appCode: 'ENDED', outcome: 'not_applied' });
    expect(details(error).ending).to.equal('cancelled');
    expect(leader.service.status()).to.include({ waiters: 0, waitingRequests: 0 });
  });

  it('withdraws a request in its time where its caller has gone, and leaves one that has none', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    for (const n of [1, 2, 3]) await cluster.open(leader, n, 600_000);
    await cluster.done(cluster.acquire(leader, 1, 1, 'a'));
    await cluster.done(cluster.acquire(leader, 1, 2, 'b'));
    const callers = [new AbortController(), new AbortController()];
    const timed = cluster.acquire(leader, 2, 1, 'a', { waitFor: 5_000 }, contextOf(callers[0]!.signal));
    const open = cluster.acquire(leader, 3, 1, 'a', { waitOpen: true }, contextOf(callers[1]!.signal));
    await cluster.clock.until(() => leader.service.status().waitingRequests === 2, 'both wait');
    const early = new AbortController();
    const gone = cluster.acquire(leader, 2, 2, 'b', { waitFor: 5_000 }, contextOf(early.signal));
    early.abort();
    for (const caller of callers) caller.abort();
    expect((await cluster.fails(timed)).code).to.equal('ABORTED');
    expect((await cluster.fails(open)).code).to.equal('ABORTED');
    // This one was gone before its command was applied.
    expect((await cluster.fails(gone)).code).to.equal('ABORTED');
    expect(leader.service.status()).to.include({ waiters: 3, waitingRequests: 2 });
    await cluster.clock.advance(5_100);
    expect(leader.service.status()).to.include({ waiters: 1, waitingRequests: 0 });
    await cluster.ask(leader, 'Release', { session: sessionOf(1), request: 1 });
    const { token } = await cluster.done(cluster.acquire(leader, 3, 1, 'a', { waitOpen: true }));
    expect(token).to.be.above(0);
  });

  it('tells who waits of a grant that comes in the same batch', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    for (const n of [1, 2]) await cluster.open(leader, n, 600_000);
    await cluster.done(cluster.acquire(leader, 1, 1, 'a'));
    const next = cluster.acquire(leader, 2, 1, 'a', { waitOpen: true });
    const released = cluster.call(leader, 'Release', { session: sessionOf(1), request: 1 });
    expect((await cluster.done(next)).token).to.be.above(0);
    await cluster.done(released);
    expect(leader.service.status().waitingRequests).to.equal(0);
  });

  it('bounds what waits', async () => {
    await using cluster = await Cluster.start(1, { maxWaiting: 3 });
    const leader = await cluster.leader();
    for (const n of [1, 2]) await cluster.open(leader, n, 600_000);
    await cluster.done(cluster.acquire(leader, 1, 1, 'a'));
    for (const n of [1, 2, 3]) void cluster.acquire(leader, 2, n, 'a', { waitOpen: true });
    await cluster.clock.until(() => leader.service.status().waitingRequests === 3, 'three wait');
    const before = leader.group.consensusState.log.lastIndex;
    const error = await cluster.fails(cluster.acquire(leader, 2, 4, 'a', { waitOpen: true }));
    expect(error).to.include({ code: 'OVERLOADED', outcome: 'not_applied', retryable: true });
    expect(leader.group.consensusState.log.lastIndex).to.equal(before);
    expect(await cluster.done(cluster.acquire(leader, 2, 5, 'b'))).to.have.property('token');
    await cluster.ask(leader, 'Release', { session: sessionOf(2), request: 3 });
    void cluster.acquire(leader, 2, 6, 'a', { waitOpen: true });
    await cluster.clock.until(() => leader.service.status().waitingRequests === 3, 'there is room again');
  });

  it('answers who repeats a request without another entry of the log, also the next leader', async () => {
    await using cluster = await Cluster.start(3);
    const first = await cluster.leader();
    for (const n of [1, 2, 3]) await cluster.open(first, n, 600_000);
    const { token } = await cluster.done(cluster.acquire(first, 1, 1, 'a'));
    for (const n of [2, 3]) await cluster.done(cluster.acquire(first, n, 1, 'a', { queue: true }));
    const end = (node: Node): number => node.group.consensusState.log.lastIndex;
    const before = end(first);
    const repeat = async (node: Node): Promise<void> => {
      expect(await cluster.done(cluster.acquire(node, 1, 1, 'a'))).to.include({ token });
      for (const n of [2, 3])
        expect((await cluster.done(cluster.acquire(node, n, 1, 'a', { queue: true }))).position).to.equal(n - 1);
      expect(said(await cluster.fails(cluster.acquire(node, 2, 1, 'b')))).to.equal('REUSED');
      const reading = { want: { rwlock: { mode: proto.Mode.READ } } };
      expect(said(await cluster.fails(cluster.acquire(node, 2, 1, 'a', reading)))).to.equal('REUSED');
    };
    await repeat(first);
    expect(end(first)).to.equal(before);
    const handed = first.group.transferLeadership();
    const next = (): Node | undefined =>
      cluster.others(first).find(({ group }) => group.consensusState.role === 'leader');
    await cluster.clock.until(() => next() !== undefined, 'another one leads');
    const second = next()!;
    const begun = end(second);
    await repeat(second);
    await cluster.done(handed);
    expect(end(second)).to.equal(begun);
    // What has become of it since is told as well.
    await cluster.ask(second, 'Release', { session: sessionOf(1), request: 1 });
    expect((await cluster.done(cluster.acquire(second, 2, 1, 'a'))).token).to.be.above(token!);
    expect(details(await cluster.fails(cluster.acquire(second, 1, 1, 'a'))).ending).to.equal('released');
  });

  it('repeats nothing that it remembers where another one leads, which may have granted it to somebody else', async () => {
    await using cluster = await Cluster.start(3);
    const first = await cluster.leader();
    await cluster.open(first, 1, 600_000);
    const { token } = await cluster.done(cluster.acquire(first, 1, 1, 'a'));
    cluster.isolate(first);
    const repeated = cluster.acquire(first, 1, 1, 'a');
    const second = await cluster.leader(first);
    await cluster.ask(second, 'Break', { name: 'a', token: token! });
    expect((await cluster.fails(repeated, 'the repetition', 60_000)).code).to.be.oneOf([
      'NOT_LEADER',
      'DEADLINE_EXCEEDED',
    ]);
  });

  it('waits on through a change of leaders, at the same place of the queue', async () => {
    await using cluster = await Cluster.start(3);
    const first = await cluster.leader();
    for (const n of [1, 2, 3]) await cluster.open(first, n, 600_000);
    const { token } = await cluster.done(cluster.acquire(first, 1, 1, 'a'));
    const ends = [2, 3].map((n) => cluster.acquire(first, n, 1, 'a', { waitOpen: true }));
    await cluster.clock.until(() => first.service.status().waitingRequests === 2, 'both wait');
    const handed = first.group.transferLeadership();
    const second = await cluster.leader(first);
    await cluster.done(handed);
    for (const end of ends) expect(await cluster.fails(end)).to.be.instanceOf(NotLeaderError);
    expect(await cluster.fails(cluster.acquire(first, 2, 1, 'a'))).to.include({ code: 'NOT_LEADER' });
    const hint = await cluster.fails(cluster.acquire(first, 2, 1, 'a'));
    expect(hint instanceof NotLeaderError && hint.leader?.address).to.equal(`mem:${second.id}`);
    // The other way round; their places are as they were.
    const third = cluster.acquire(second, 3, 1, 'a', { waitOpen: true });
    const next = cluster.acquire(second, 2, 1, 'a', { waitFor: 60_000 });
    await cluster.clock.until(() => second.service.status().waitingRequests === 2, 'both wait again');
    await cluster.ask(second, 'Release', { session: sessionOf(1), request: 1 });
    const granted = await cluster.done(next);
    expect(granted.token).to.be.above(token!);
    await cluster.ask(second, 'Release', { session: sessionOf(2), request: 1 });
    expect((await cluster.done(third)).token).to.be.above(granted.token!);
  });

  it('lets a barrier be entered and left together', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    for (const n of [1, 2]) await cluster.open(leader, n, 600_000);
    const want = { barrier: { parties: 2 } };
    const entering = cluster.acquire(leader, 1, 1, 'b', { want, waitOpen: true });
    await cluster.clock.until(() => leader.service.status().waitingRequests === 1, 'one waits');
    const tokens = await Promise.all([
      cluster.done(cluster.acquire(leader, 2, 1, 'b', { want, waitOpen: true })),
      cluster.done(entering),
    ]);
    expect(tokens[0].token).to.equal(tokens[1].token);
    const leaving = cluster.call(leader, 'Leave', { session: sessionOf(1), request: 2, name: 'b' });
    await cluster.clock.until(() => leader.service.status().waitingRequests === 1, 'one waits to leave');
    await cluster.ask(leader, 'Leave', { session: sessionOf(2), request: 2, name: 'b' });
    await cluster.done(leaving);
    const again = cluster.call(leader, 'Leave', { session: sessionOf(1), request: 3, name: 'b' });
    expect(said(await cluster.fails(again))).to.equal('NOT_HELD');
  });

  it('has elections, with values, and an administrator', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    for (const n of [1, 2]) await cluster.open(leader, n, 600_000);
    const want = (value: string) => ({ election: { value: Buffer.from(value) } });
    const { token } = await cluster.done(cluster.acquire(leader, 1, 1, 'e', { want: want('one') }));
    const next = cluster.acquire(leader, 2, 1, 'e', { want: want('two'), waitOpen: true });
    await cluster.ask(leader, 'Proclaim', {
      session: sessionOf(1),
      name: 'e',
      token: token!,
      value: Buffer.from('more'),
    });
    const described = await cluster.ask(leader, 'Describe', { name: 'e' });
    expect(Buffer.from(described.holders[0]!.value!).toString()).to.equal('more');
    expect(described.object).to.include({ holds: 1, waiters: 1, kind: proto.Kind.ELECTION });
    const wrong = cluster.call(leader, 'Break', { name: 'e', token: token! + 1 });
    expect(said(await cluster.fails(wrong))).to.equal('NOT_HELD');
    expect(await cluster.ask(leader, 'Break', { name: 'e', token: token! })).to.include({ holds: 1 });
    expect((await cluster.done(next)).token).to.be.above(token!);
    const broken = await cluster.fails(cluster.call(leader, 'Release', { session: sessionOf(1), request: 1 }));
    expect([said(broken), details(broken).ending]).to.deep.equal(['ENDED', 'broken']);
  });

  it('lists, and keeps to quotas', async () => {
    await using cluster = await Cluster.start(3);
    const leader = await cluster.leader();
    const follower = cluster.others(leader)[0]!;
    for (const n of [1, 2, 3]) await cluster.open(leader, n, 600_000);
    for (const name of ['a', 'b', 'c']) await cluster.done(cluster.acquire(leader, 1, name.charCodeAt(0), name));
    const page = await cluster.ask(follower, 'ListObjects', { limit: 2 });
    expect([page.objects.map(({ name }) => name), page.more]).to.deep.equal([['a', 'b'], true]);
    const rest = await cluster.ask(follower, 'ListObjects', { after: 'b' });
    expect([rest.objects.map(({ name }) => name), rest.more]).to.deep.equal([['c'], false]);
    const sessions = await cluster.ask(follower, 'ListSessions', { after: sessionOf(1), limit: 1 });
    expect(sessions.sessions.map(({ owner }) => owner)).to.deep.equal(['owner 2']);
    expect(sessions.more).to.equal(true);
    const before = await cluster.ask(follower, 'Namespace', {});
    expect(before).to.include({ own: false, sessions: 3, objects: 3 });
    await cluster.ask(leader, 'SetQuotas', { quotas: { ...before.quotas, sessions: 3 } });
    expect(await cluster.ask(follower, 'Namespace', {})).to.include({ own: true });
    const error = await cluster.fails(cluster.call(leader, 'OpenSession', { session: sessionOf(4), ttl: 1_000 }));
    expect([said(error), details(error).quota, details(error).limit]).to.deep.equal(['QUOTA_EXCEEDED', 'sessions', 3]);
    await cluster.ask(leader, 'SetQuotas', {});
    await cluster.open(leader, 4);
  });
});
