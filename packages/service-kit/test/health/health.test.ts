import { DEFAULT_GROUP, UnavailableError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  askHealth,
  type Barrier,
  type CheckResult,
  Health,
  healthRoutes,
  HttpServer,
  MetricsPage,
} from '../../src/index.js';
import { barrier, Cluster } from '../support/cluster.js';
import { until } from '../support/wait.js';

const failed = (results: readonly CheckResult[]): string[] =>
  results.filter(({ problem }) => problem !== undefined).map(({ name }) => name);
const isReady = (health: Health): boolean => failed(health.ready()).length === 0;

function watched(cluster: Cluster, how: Barrier = barrier): Health[] {
  return cluster.nodes.map(({ host }) => {
    const health = new Health();
    health.attach(host, how);
    return health;
  });
}

describe('health', () => {
  it('of a server that has not started: alive, not ready', () => {
    const health = new Health();
    expect(failed(health.live())).to.deep.equal([]);
    expect(failed(health.ready())).to.deep.equal(['started']);
  });

  it('is ready once a leader is known and what it had committed is applied; a node in a minority is alive and not ready', async () => {
    await using cluster = await Cluster.start(3);
    const healths = watched(cluster);
    for (const health of healths) await until('all are ready', () => isReady(health));
    cluster.network.cut(['mem:n1'], ['mem:n2', 'mem:n3']);
    const [first, ...others] = healths as [Health, Health, Health];
    await until('n1 notices', () => !isReady(first));
    expect(failed(first.ready())).to.include('group/main/leader');
    expect(failed(first.live())).to.deep.equal([]);
    await until('the others are ready', () => others.every(isReady));
    cluster.network.heal();
    for (const health of healths) await until('all are ready again', () => isReady(health));
    for (const { host } of cluster.nodes) await host.close();
    expect(failed(first.ready())).to.include('started');
    expect(failed(first.live())).to.deep.equal([]);
  });

  it('is not ready before a linearizable read has come through, whatever the leader is; it is tried again', async () => {
    await using cluster = await Cluster.start(1);
    let isOpen = false;
    let asked = 0;
    const [health] = watched(cluster, async (...args) => {
      asked++;
      if (!isOpen) throw new UnavailableError('not yet', 'not_applied');
      return barrier(...args);
    }) as [Health];
    await until('there is a leader', () => cluster.leader !== undefined);
    await until('it was tried again', () => asked > 2);
    expect(failed(health.ready())).to.deep.equal(['group/main/applied']);
    isOpen = true;
    await until('it is ready', () => isReady(health));
    health[Symbol.dispose]();
  });

  it('is not ready where the app lags behind what is committed', async () => {
    await using cluster = await Cluster.start(1);
    const health = new Health({ maxApplyLag: 30 });
    const [{ host, app }] = cluster.nodes as [Cluster['nodes'][number]];
    health.attach(host, barrier);
    await until('it is ready', () => isReady(health));
    let release = (): void => undefined;
    app.held = new Promise((resolve) => {
      release = resolve;
    });
    const write = host.group(DEFAULT_GROUP).write(new Uint8Array(1));
    await until('it is late', () => failed(health.ready()).includes('group/main/applied'));
    expect(health.ready().at(-1)?.problem).to.match(/^applied up to \d+; \d+ was committed \d+ ms ago$/);
    expect(failed(health.live())).to.deep.equal([]);
    app.held = undefined;
    release();
    await write;
    await until('it is ready again', () => isReady(health));
  });

  it('is not alive where the storage is poisoned: a restart is what helps', async () => {
    await using cluster = await Cluster.start(1);
    const [health] = watched(cluster) as [Health];
    await until('it is ready', () => isReady(health));
    const [{ host, storage }] = cluster.nodes as [Cluster['nodes'][number]];
    storage.failWrite(1);
    await host
      .group(DEFAULT_GROUP)
      .write(new Uint8Array(1))
      .catch(() => undefined);
    expect(failed(health.live())).to.deep.equal(['storage']);
    expect(failed(health.ready())).to.include('group/main/running');
  });

  it('is alive and not ready while a node waits to be added', async () => {
    await using cluster = await Cluster.start(1);
    const { host } = await cluster.add(2, 0);
    const health = new Health();
    health.attach(host, barrier);
    const problem = health.ready().find(({ name }) => name === 'group/main/leader')?.problem;
    expect(problem).to.equal('the node waits to be added');
    expect(failed(health.live())).to.deep.equal([]);
  });

  it('is not ready once the server drains, and has the checks of the app', async () => {
    await using cluster = await Cluster.start(1);
    let full: string | undefined;
    const health = new Health({ ready: [{ name: 'cache', problem: () => full }] });
    health.attach((cluster.nodes[0] as Cluster['nodes'][number]).host, barrier);
    await until('it is ready', () => isReady(health));
    full = 'it is cold';
    expect(failed(health.ready())).to.deep.equal(['cache']);
    full = undefined;
    health.drain();
    expect(failed(health.ready())).to.deep.equal(['shutdown']);
    expect(failed(health.live())).to.deep.equal([]);
  });

  it('is served as Kubernetes serves its own, and metrics beside it', async () => {
    await using cluster = await Cluster.start(1);
    const [health] = watched(cluster) as [Health];
    using metrics = new MetricsPage();
    await using http = await HttpServer.start({ listen: '0', routes: [...healthRoutes(health), metrics.route] });
    await until('it is ready', () => isReady(health));
    const get = async (path: string): Promise<[number, string]> => {
      const answer = await fetch(`${http.url}${path}`);
      return [answer.status, await answer.text()];
    };
    expect(await get('/livez')).to.deep.equal([200, 'ok']);
    expect(await get('/readyz')).to.deep.equal([200, 'ok']);
    expect(await get('/livez?verbose')).to.deep.equal([200, '[+]event-loop ok\n[+]storage ok\nlivez check passed\n']);
    health.drain();
    const [status, text] = await get('/readyz');
    expect(status).to.equal(503);
    expect(text).to.match(
      /^\[-\]shutdown failed: the server is about to end\n\[\+\]started ok\n[^]*readyz check failed\n$/,
    );
    const asked = await askHealth({ url: http.url, endpoint: 'readyz', timeout: 10_000 });
    expect(asked).to.deep.equal({ isPassed: false, report: text });

    expect((await get('/metrics'))[1]).to.match(/^process_cpu_seconds_total /m);
    metrics.attach((cluster.nodes[0] as Cluster['nodes'][number]).host);
    const [, page] = await get('/metrics');
    expect(page).to.match(/^lol_raft_has_leader\{group="main"\} 1$/m);
    expect(page).to.match(/^nodejs_eventloop_lag_seconds /m);
    await http.close();
    await askHealth({ url: http.url, endpoint: 'livez', timeout: 10_000 }).then(
      () => expect.fail('it answered'),
      (error: unknown) => expect(error).to.be.instanceOf(UnavailableError),
    );
  });
});
