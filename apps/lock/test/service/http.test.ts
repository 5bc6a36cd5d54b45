import { type MethodRole, RaftError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type LockHttpOptions, type LockRoute, lockRoutes } from '../../src/index.js';
import { Cluster, type Node, sid } from './support/cluster.js';

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: any;
}

/** Finds routes as a server does. */
class Web {
  readonly #cluster: Cluster;
  readonly #options: LockHttpOptions;

  constructor(cluster: Cluster, options: LockHttpOptions = {}) {
    this.#cluster = cluster;
    this.#options = options;
  }

  async ask(node: Node, method: LockRoute['method'], url: string, body?: unknown): Promise<Answered> {
    const { pathname, searchParams } = new URL(url, 'http://node');
    const segments = pathname.split('/').map(decodeURIComponent);
    const fitting = lockRoutes(node.service, this.#options).filter(({ path, method: of }) => {
      const wanted = path.split('/');
      return (
        of === method &&
        wanted.length === segments.length &&
        wanted.every((one, i) => one.startsWith(':') || one === segments[i])
      );
    });
    expect(fitting, `${method} ${url}`).to.have.length(1);
    const [route] = fitting;
    const parameters: Record<string, string> = {};
    for (const [i, one] of route!.path.split('/').entries())
      if (one.startsWith(':')) parameters[one.slice(1)] = segments[i]!;
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await this.#cluster.done(
      route!.handle({
        path: pathname,
        parameters,
        query: searchParams,
        headers: {},
        body: new TextEncoder().encode(text),
        signal: new AbortController().signal,
      }),
      `${method} ${url}`,
    );
    return { status: answer.status, headers: answer.headers, json: JSON.parse(answer.body) };
  }
}

describe('lock service over HTTP', () => {
  it('opens, keeps, acquires, looks, releases and closes', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    const web = new Web(cluster);
    const opened = await web.ask(leader, 'POST', '/v1/namespaces/jobs/sessions', { ttl: 60_000, owner: 'curl' });
    expect(opened.status).to.equal(201);
    const { session } = opened.json;
    expect(session).to.match(/^[0-9a-f]{32}$/);
    expect((await web.ask(leader, 'PUT', `/v1/sessions/${session}`)).json).to.deep.equal({ ttl: 60_000 });
    const lock = `/v1/sessions/${session}/locks/${encodeURIComponent('a/b ü')}`;
    const { status, json } = await web.ask(leader, 'POST', lock, { kind: 'mutex', request: 1 });
    expect(status).to.equal(200);
    expect(json.token).to.be.above(0);
    const shown = `/v1/namespaces/jobs/locks/${encodeURIComponent('a/b ü')}`;
    expect((await web.ask(leader, 'GET', shown)).json).to.deep.equal({
      name: 'a/b ü',
      kind: 'mutex',
      size: 1,
      holds: 1,
      waiters: 0,
      holders: [{ session, owner: 'curl', token: json.token, requests: [1] }],
      waiting: [],
    });
    const check = await web.ask(leader, 'GET', `${shown}/check?token=${json.token}`);
    expect(check.json).to.deep.equal({ current: true, newest: json.token });
    const list = await web.ask(leader, 'GET', '/v1/namespaces/jobs/locks?limit=5');
    expect(list.json).to.deep.equal({
      locks: [{ name: 'a/b ü', kind: 'mutex', size: 1, holds: 1, waiters: 0 }],
      more: false,
    });
    expect((await web.ask(leader, 'GET', '/v1/namespaces/jobs/sessions')).json).to.deep.equal({
      sessions: [{ session, owner: 'curl', ttl: 60_000 }],
      more: false,
    });
    expect((await web.ask(leader, 'DELETE', `${lock}?token=${json.token}`)).json).to.deep.equal({ left: 0 });
    expect((await web.ask(leader, 'DELETE', `/v1/sessions/${session}`)).json).to.deep.equal({});
    const gone = await web.ask(leader, 'PUT', `/v1/sessions/${session}`);
    expect([gone.status, gone.json.code]).to.deep.equal([410, 'SESSION_GONE']);
  });

  it('waits, queues, or does not', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    const web = new Web(cluster);
    for (const n of [1, 2, 3])
      await web.ask(leader, 'POST', '/v1/namespaces/default/sessions', { session: sid(n), ttl: 600_000 });
    const acquire = (n: number, body: unknown): Promise<Answered> =>
      web.ask(leader, 'POST', `/v1/sessions/${sid(n)}/locks/a`, body);
    await acquire(1, { request: 1 });
    const busy = await acquire(2, { request: 1 });
    expect([busy.status, busy.json.code]).to.deep.equal([409, 'BUSY']);
    const timed = await acquire(2, { request: 2, wait: 1_000 });
    expect([timed.status, timed.json.code]).to.deep.equal([409, 'BUSY']);
    const queued = await acquire(2, { request: 3, wait: 'queue' });
    expect([queued.status, queued.json]).to.deep.equal([202, { position: 1 }]);
    const waits = acquire(3, { request: 1, wait: 'open' });
    await cluster.clock.until(() => leader.service.status().waitingRequests === 1, 'it waits');
    const released = await web.ask(leader, 'DELETE', `/v1/sessions/${sid(1)}/locks/a?request=1`);
    expect(released.json).to.deep.equal({ left: 0 });
    const granted = await acquire(2, { request: 3, wait: 'open' });
    const broken = await web.ask(leader, 'POST', '/v1/namespaces/default/locks/a/break', { token: granted.json.token });
    expect(broken.json).to.deep.equal({ holds: 1 });
    expect((await waits).json.token).to.be.above(granted.json.token);
    const ended = await acquire(2, { request: 3 });
    expect([ended.status, ended.json]).to.deep.equal([
      409,
      {
        code: 'ENDED',
        message: 'this request is over: broken',
        outcome: 'unknown',
        retryable: false,
        details: { ending: 'broken', token: granted.json.token },
      },
    ]);
  });

  it('has semaphores, elections, barriers and quotas', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    const web = new Web(cluster);
    for (const n of [1, 2])
      await web.ask(leader, 'POST', '/v1/namespaces/default/sessions', { session: sid(n), ttl: 600_000 });
    const post = (n: number, name: string, body: unknown): Promise<Answered> =>
      web.ask(leader, 'POST', `/v1/sessions/${sid(n)}/locks/${name}`, body);
    await post(1, 's', { kind: 'semaphore', permits: 4, weight: 3, request: 1 });
    expect((await post(2, 's', { kind: 'semaphore', permits: 4, weight: 2, request: 1 })).status).to.equal(409);
    const other = await post(2, 's', { kind: 'mutex', request: 2 });
    expect([other.status, other.json.details]).to.deep.equal([409, { kind: 'semaphore' }]);
    await post(1, 'rw', { kind: 'rwlock', mode: 'read', request: 2 });
    expect((await post(2, 'rw', { kind: 'rwlock', mode: 'read', request: 3 })).status).to.equal(200);
    const { token } = (await post(1, 'e', { kind: 'election', value: 'ü', request: 3 })).json;
    const shown = (): Promise<Answered> => web.ask(leader, 'GET', '/v1/namespaces/default/locks/e');
    expect((await shown()).json.holders[0].value).to.equal('ü');
    const proclaimed = await web.ask(leader, 'PUT', `/v1/sessions/${sid(1)}/locks/e`, { token, valueBase64: '/w==' });
    expect(proclaimed.status).to.equal(200);
    expect((await shown()).json.holders[0].valueBase64).to.equal('/w==');
    const entering = post(1, 'b', { kind: 'barrier', parties: 2, request: 4, wait: 'open' });
    await post(2, 'b', { kind: 'barrier', parties: 2, request: 4, wait: 'open' });
    expect((await entering).status).to.equal(200);
    const leaving = post(1, 'b/leave', { request: 5 });
    await post(2, 'b/leave', { request: 5 });
    expect((await leaving).status).to.equal(200);
    await web.ask(leader, 'PUT', '/v1/namespaces/default/quotas', { sessions: 2 });
    const full = await web.ask(leader, 'POST', '/v1/namespaces/default/sessions', { ttl: 1_000 });
    expect([full.status, full.json.details]).to.deep.equal([429, { quota: 'sessions', limit: 2 }]);
    expect((await web.ask(leader, 'GET', '/v1/namespaces/default')).json).to.deep.include({ own: true, sessions: 2 });
    await web.ask(leader, 'DELETE', '/v1/namespaces/default/quotas');
    expect((await web.ask(leader, 'GET', '/v1/namespaces/default')).json).to.deep.include({ own: false });
  });

  it('sends to the leader, where it knows the way', async () => {
    await using cluster = await Cluster.start(3);
    const leader = await cluster.leader();
    const [other] = cluster.others(leader);
    const web = new Web(cluster, { leaderUrl: ({ id }) => `http://${id}.example:80/` });
    const url = `/v1/sessions/${sid(1)}/locks/a%2Fb?token=7`;
    const sent = await web.ask(other!, 'DELETE', url);
    expect(sent.status).to.equal(307);
    expect(sent.headers.location).to.equal(`http://${leader.id}.example:80${url}`);
    const lost = await new Web(cluster).ask(other!, 'DELETE', url);
    expect([lost.status, lost.headers['retry-after']]).to.deep.equal([503, '1']);
    expect(lost.json).to.deep.include({ code: 'NOT_LEADER', outcome: 'not_applied', retryable: true });
    expect(lost.json.leader.id).to.equal(leader.id);
  });

  it('asks who it is, with the role that the method wants', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    const asked: MethodRole[] = [];
    const web = new Web(cluster, {
      authorize: (role) => {
        asked.push(role);
        if (role !== 'read') throw new RaftError('PERMISSION_DENIED', 'not for you');
      },
    });
    expect((await web.ask(leader, 'GET', '/v1/namespaces/default')).status).to.equal(200);
    const denied = await web.ask(leader, 'POST', '/v1/namespaces/default/sessions', { ttl: 1_000 });
    expect([denied.status, denied.json.code]).to.deep.equal([403, 'PERMISSION_DENIED']);
    await web.ask(leader, 'POST', '/v1/namespaces/default/locks/a/break', { token: 1 });
    expect(asked).to.deep.equal(['read', 'write', 'admin']);
    expect(leader.service.status().sessions).to.equal(0);
  });

  it('refuses what is malformed, and writes nothing', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    const web = new Web(cluster);
    await web.ask(leader, 'POST', '/v1/namespaces/default/sessions', { session: sid(1), ttl: 600_000 });
    const before = leader.group.consensusState.log.lastIndex;
    const sessions = '/v1/namespaces/default/sessions';
    const lock = `/v1/sessions/${sid(1)}/locks/a`;
    const wrong: [LockRoute['method'], string, unknown?][] = [
      ['POST', sessions],
      ['POST', sessions, '{"ttl":'],
      ['POST', sessions, '[]'],
      ['POST', sessions, 'null'],
      ['POST', sessions, { ttl: '1000' }],
      ['POST', sessions, { ttl: 1.5 }],
      ['POST', sessions, { ttl: -1 }],
      ['POST', sessions, { ttl: 1 }],
      ['POST', sessions, { ttl: 2 ** 40 }],
      ['POST', sessions, { ttl: 1_000, owner: 7 }],
      ['POST', sessions, { ttl: 1_000, ovner: 'me' }],
      ['POST', sessions, { ttl: 1_000, session: 'ABC' }],
      ['POST', '/v1/namespaces/..x/sessions', { ttl: 1_000 }],
      ['PUT', '/v1/sessions/nobody'],
      ['POST', lock, {}],
      ['POST', lock, { request: 0 }],
      ['POST', lock, { request: 2 ** 53 }],
      ['POST', lock, { request: 1, kind: 'door' }],
      ['POST', lock, { request: 1, kind: 'rwlock' }],
      ['POST', lock, { request: 1, kind: 'semaphore' }],
      ['POST', lock, { request: 1, kind: 'barrier', parties: 0 }],
      ['POST', lock, { request: 1, kind: 'mutex', weight: 2 }],
      ['POST', lock, { request: 1, wait: 600_001 }],
      ['POST', lock, { request: 1, wait: 'for ever' }],
      ['POST', lock, { request: 1, kind: 'election', value: 'a', valueBase64: 'YQ==' }],
      ['POST', lock, { request: 1, kind: 'election', valueBase64: '*' }],
      ['DELETE', lock],
      ['DELETE', `${lock}?token=1&request=1`],
      ['DELETE', `${lock}?token=1&token=2`],
      ['DELETE', `${lock}?token=0x10`],
      ['GET', '/v1/namespaces/default/locks?limit=1001'],
      ['GET', '/v1/namespaces/default/locks?limits=1'],
      ['GET', '/v1/namespaces/default/locks/a/check'],
      ['GET', '/v1/namespaces/default/locks/a/check?token=1e3'],
      ['POST', '/v1/namespaces/default/locks/a/break', {}],
      ['PUT', '/v1/namespaces/default/quotas', { sessions: 2_000_000 }],
    ];
    for (const [method, url, body] of wrong) {
      const answer = await web.ask(leader, method, url, body);
      const what = `${method} ${url} ${JSON.stringify(body)}`;
      expect(answer.status, what).to.equal(400);
      expect(answer.json, what).to.include({ code: 'INVALID_ARGUMENT', outcome: 'not_applied', retryable: false });
    }
    expect(leader.group.consensusState.log.lastIndex).to.equal(before);
  });
});
