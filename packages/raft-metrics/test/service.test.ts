import { encodeMessage } from '@lolraft/proto-kit';
import {
  type CallContext,
  ClosedError,
  GroupNotFoundError,
  InvalidArgumentError,
  type MountedMethod,
  OverloadedError,
  type RaftHost,
  type StreamMethod,
  type UnaryMethod,
} from '@lolraft/raft-core';
import { VirtualClock } from '@lolraft/raft-testkit';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Registry } from 'prom-client';
import { type MetricsSample, SampleDecoder } from '../src/client/index.js';
import { ALL_METRICS, CountedMetrics, type MetricSource } from '../src/index.js';
import { PrometheusMetrics } from '../src/prometheus/index.js';
import { proto } from '../src/protocol/generated.js';
import { MAX_SERIES, MetricsService, type MetricsServiceOptions } from '../src/service/index.js';
import { Cluster, CountingApp, payload } from './support/cluster.js';
import { type Family, parseExposition } from './support/exposition.js';

/** An app's own metrics; says how often it was asked. */
class Own implements MetricSource {
  reads = 0;
  rows = 1;
  readonly metrics = [
    { name: 'own_reads_total', type: 'counter', unit: undefined, help: 'How often.', labels: ['row'] },
  ] as const;

  read() {
    this.reads++;
    const [metric] = this.metrics;
    const series = Array.from({ length: this.rows }, (_, row) => ({
      labels: { row: String(row) },
      value: this.reads,
    }));
    return [{ type: metric.type, metric, series }];
  }
}

class Caller implements CallContext {
  readonly controller = new AbortController();
  readonly signal = this.controller.signal;
  readonly remaining = undefined;
  readonly traceparent = undefined;
  readonly credential = undefined;
  readonly forwarded = false;
  readonly remote = undefined;
}

describe('the service of metrics', () => {
  let cluster: Cluster;
  let host: RaftHost;
  let clock: VirtualClock;
  let own: Own;
  const services: MetricsService[] = [];
  beforeEach(async () => {
    cluster = await Cluster.start({
      size: 1,
      groups: { main: { app: new CountingApp() }, other: { app: new CountingApp() } },
    });
    ({ host } = await cluster.leader());
    clock = new VirtualClock();
    own = new Own();
  });
  afterEach(async () => {
    for (const service of services.splice(0)) service[Symbol.dispose]();
    await cluster[Symbol.asyncDispose]();
  });

  function serve(options: MetricsServiceOptions = {}): MetricsService {
    const service = new MetricsService(host, { clock, sources: [own], ...options });
    services.push(service);
    return service;
  }

  const methodOf = (service: MetricsService, name: string): MountedMethod => {
    const method = service.mounted.methods[name];
    if (method === undefined) throw new Error(`no method ${name}`);
    return method;
  };
  async function read(service: MetricsService, filter?: proto.Filter.$Properties): Promise<MetricsSample> {
    const request = encodeMessage(proto.ReadRequest, filter === undefined ? {} : { filter });
    return new SampleDecoder().decode(await (methodOf(service, 'Read') as UnaryMethod).handle(request, new Caller()));
  }
  function watch(
    service: MetricsService,
    request: proto.WatchRequest.$Properties,
    caller = new Caller(),
  ): AsyncIterator<Uint8Array> {
    const method = methodOf(service, 'Watch') as StreamMethod;
    return method.handle(encodeMessage(proto.WatchRequest, request), caller)[Symbol.asyncIterator]();
  }
  async function failure(promise: Promise<unknown>): Promise<unknown> {
    return promise.then(
      (value) => expect.fail(`it ended well, with ${JSON.stringify(value)}`),
      (error: unknown) => error,
    );
  }

  /** As Prometheus shows the same. */
  function exposed({ families }: MetricsSample): Map<string, Family['series']> {
    const all = new Map<string, Family['series']>();
    for (const { type, metric, series } of families) {
      const { name } = metric;
      if (type !== 'histogram') {
        all.set(
          name,
          series.map(({ labels, value }) => ({ name, labels: { ...labels }, value })),
        );
        continue;
      }
      all.set(
        name,
        series.flatMap(({ labels, sum, counts }) => {
          let below = 0;
          const buckets = counts.map((count, at) => ({
            name: `${name}_bucket`,
            labels: { le: String(metric.buckets[at] ?? '+Inf'), ...labels },
            value: (below += count),
          }));
          const rest = { labels: { ...labels } };
          return [
            ...buckets,
            { name: `${name}_sum`, ...rest, value: sum },
            { name: `${name}_count`, ...rest, value: below },
          ];
        }),
      );
    }
    return all;
  }

  it('tells what Prometheus is told: every metric with its series and values, from the same counts', async () => {
    using metrics = new CountedMetrics(host);
    const registry = new Registry();
    using _page = PrometheusMetrics.attach(metrics, { registry });
    const service = serve({ metrics, sources: [] });
    for (let i = 0; i < 5; i++) await host.group('main').write(payload);
    await host.group('main').read(payload);
    const page = parseExposition(await registry.metrics());
    const sample = await read(service);
    expect(sample.node).to.equal(host.id);
    const ours = exposed(sample);
    for (const [name, { series }] of page) expect(ours.get(name) ?? [], name).to.deep.equal(series);
    expect(ours.size).to.be.above(30);
    expect(sample.catalogue).to.deep.equal(ALL_METRICS);
    expect([...page.keys()]).to.deep.equal(ALL_METRICS.map(({ name }) => name));
  });

  it('leaves the counts to who gave them, and ends its own', async () => {
    const metrics = new CountedMetrics(host);
    const given = serve({ metrics });
    const kept = serve();
    PrometheusMetrics.attach(metrics, { registry: new Registry() }).detach();
    given[Symbol.dispose]();
    kept[Symbol.dispose]();
    await host.group('main').write(payload);
    const proposals = async (service: MetricsService) =>
      (await read(service, { prefixes: ['lol_raft_proposals_total'] })).families[0]?.series[0];
    expect(await proposals(given)).to.include({ value: 1 });
    expect(await proposals(kept)).to.include({ value: 0 });
    metrics[Symbol.dispose]();
    await host.group('main').write(payload);
    expect(await proposals(given)).to.include({ value: 1 });
  });

  it('tells of the app too, behind the host, and of nothing twice', async () => {
    const { catalogue, families } = await read(serve());
    expect(catalogue.map(({ name }) => name)).to.deep.equal([
      ...ALL_METRICS.map(({ name }) => name),
      'own_reads_total',
    ]);
    expect(families.at(-1)).to.deep.equal({
      type: 'counter',
      metric: own.metrics[0],
      series: [{ labels: { row: '0' }, value: 1 }],
    });
    expect(() => serve({ sources: [own, new Own()] })).to.throw(InvalidArgumentError, 'own_reads_total');
    for (const maxWatchers of [0, 1.5, NaN]) expect(() => serve({ maxWatchers })).to.throw(InvalidArgumentError);
  });

  const groupsOf = ({ families }: MetricsSample): Set<string | undefined> =>
    new Set(families.flatMap(({ series }) => series.map(({ labels }) => labels['group'])));

  it('tells what was asked for, in the catalogue and in the series', async () => {
    const service = serve();
    await host.group('main').write(payload);
    const disk = ALL_METRICS.map(({ name }) => name).filter((name) => name.startsWith('lol_raft_disk_'));
    const some = await read(service, { prefixes: ['lol_raft_term', 'lol_raft_disk_'] });
    expect(some.catalogue.map(({ name }) => name)).to.deep.equal(['lol_raft_term', ...disk]);
    expect(some.families.map(({ metric }) => metric.name)).to.deep.equal(['lol_raft_term', ...disk]);
    const ofGroup = await read(service, { groups: ['other'] });
    expect(groupsOf(ofGroup)).to.deep.equal(new Set(['other', undefined]));
    expect(ofGroup.catalogue).to.have.length(ALL_METRICS.length + 1);
    expect(groupsOf(await read(service))).to.deep.equal(new Set(['main', 'other', undefined]));
    expect((await read(service, { prefixes: ['nothing'] })).families).to.deep.equal([]);
  });

  it('refuses what nobody can mean, in either method', async () => {
    const service = serve();
    const filters: [proto.Filter.$Properties, new (...args: never[]) => Error][] = [
      [{ prefixes: [''] }, InvalidArgumentError],
      [{ prefixes: ['x'.repeat(129)] }, InvalidArgumentError],
      [{ prefixes: ['lol\n'] }, InvalidArgumentError],
      [{ prefixes: Array.from({ length: 65 }, (_, i) => `a${i}`) }, InvalidArgumentError],
      [{ groups: ['../main'] }, InvalidArgumentError],
      [{ groups: Array.from({ length: 65 }, () => 'main') }, InvalidArgumentError],
      [{ groups: ['nowhere'] }, GroupNotFoundError],
    ];
    for (const [filter, type] of filters) {
      const what = JSON.stringify(filter).slice(0, 80);
      expect(await failure(read(service, filter)), what).to.be.instanceOf(type);
      expect(await failure(watch(service, { filter }).next()), what).to.be.instanceOf(type);
    }
    for (const interval of [1, 99, 3_600_001])
      expect(await failure(watch(service, { interval }).next())).to.be.instanceOf(InvalidArgumentError);
    const method = methodOf(service, 'Read') as UnaryMethod;
    for (const bytes of [Uint8Array.of(0xff), Uint8Array.of(0x0a, 5, 1)])
      expect(await failure(method.handle(bytes, new Caller()))).to.be.instanceOf(InvalidArgumentError);
    // An interval that does not fit 32 bits is not cut to one that does.
    const large = Uint8Array.of(0x08, 0xe8, 0x87, 0x80, 0x80, 0x10);
    const stream = (methodOf(service, 'Watch') as StreamMethod).handle(large, new Caller());
    expect(await failure(stream[Symbol.asyncIterator]().next())).to.be.instanceOf(InvalidArgumentError);
    expect([own.reads, service.watchers]).to.deep.equal([0, 0]);
  });

  it('refuses a sample that is too large, until less is asked for', async () => {
    const service = serve();
    own.rows = MAX_SERIES;
    expect(await failure(read(service))).to.be.instanceOf(InvalidArgumentError);
    expect((await read(service, { prefixes: ['own_'] })).families[0]?.series).to.have.length(MAX_SERIES);
    expect((await read(service, { prefixes: ['lol_'] })).families.length).to.be.above(20);
  });

  describe('as a stream', () => {
    const filter = { prefixes: ['own_'] };

    it('gives a sample at once and one after each interval, and the catalogue once', async () => {
      const stream = watch(serve(), { interval: 250, filter });
      const decoder = new SampleDecoder();
      const seen: [elapsed: number, value: number][] = [];
      const raw: Uint8Array[] = [];
      const take = async (): Promise<void> => {
        const { value } = (await stream.next()) as { value: Uint8Array };
        raw.push(value);
        const { elapsed, families } = decoder.decode(value);
        const [series] = families[0]?.series ?? [];
        seen.push([elapsed, series !== undefined && 'value' in series ? series.value : NaN]);
      };
      await take();
      for (let i = 0; i < 2; i++) {
        const next = take();
        await clock.advance(249);
        expect(seen).to.have.length(i + 1);
        await clock.advance(1);
        await next;
      }
      expect(seen).to.deep.equal([
        [0, 1],
        [250, 2],
        [500, 3],
      ]);
      const catalogues = raw.map((bytes) => proto.Sample.decode(bytes).catalogue.length);
      expect(catalogues).to.deep.equal([1, 0, 0]);
    });

    it('makes nothing ahead: a slow reader gets one new sample for all that it has missed, and costs nothing meanwhile', async () => {
      const stream = watch(serve(), { interval: 100, filter });
      const decoder = new SampleDecoder();
      const take = async () => decoder.decode(((await stream.next()) as { value: Uint8Array }).value);
      await take();
      await clock.advance(10_050);
      expect([own.reads, clock.pendingTimers]).to.deep.equal([1, 0]);
      // At once, and of now.
      expect(await take()).to.include({ elapsed: 10_050 });
      expect(own.reads).to.equal(2);
      // No burst to catch up with: the next one is an interval later.
      const next = take();
      await clock.advance(99);
      expect(own.reads).to.equal(2);
      await clock.advance(1);
      expect(await next).to.include({ elapsed: 10_150 });
    });

    it('takes a second where nothing is said', async () => {
      const stream = watch(serve(), { filter });
      await stream.next();
      const next = stream.next();
      await clock.advance(999);
      expect(own.reads).to.equal(1);
      await clock.advance(1);
      await next;
    });

    it('ends without a trace where its caller goes, while it waits and while it does not', async () => {
      const service = serve();
      const caller = new Caller();
      const stream = watch(service, { filter }, caller);
      await stream.next();
      const next = stream.next();
      await clock.settle();
      expect([service.watchers, clock.pendingTimers]).to.deep.equal([1, 1]);
      caller.controller.abort();
      expect(await next).to.deep.equal({ done: true, value: undefined });
      expect([service.watchers, clock.pendingTimers, own.reads]).to.deep.equal([0, 0, 1]);
      const other = watch(service, { filter });
      await other.next();
      await other.return?.();
      expect([service.watchers, clock.pendingTimers]).to.deep.equal([0, 0]);
      const never = new Caller();
      never.controller.abort();
      expect(await watch(service, { filter }, never).next()).to.have.property('done', true);
    });

    it('says so where the node closes', async () => {
      const service = serve();
      const caller = new Caller();
      const stream = watch(service, { filter }, caller);
      await stream.next();
      const next = failure(stream.next());
      caller.controller.abort(new ClosedError('the node', 'unknown'));
      expect(await next).to.be.instanceOf(ClosedError);
      expect([service.watchers, clock.pendingTimers]).to.deep.equal([0, 0]);
    });

    it('is one of so many, and a place that is given back is taken', async () => {
      const service = serve({ maxWatchers: 2 });
      const [one, two] = [watch(service, { filter }), watch(service, { filter })];
      await one.next();
      await two.next();
      const late = await failure(watch(service, { filter }).next());
      expect(late).to.be.instanceOf(OverloadedError);
      expect(late).to.include({ outcome: 'not_applied', retryable: true });
      // Who reads once is in nobody's way.
      await read(service, filter);
      await one.return?.();
      await watch(service, { filter }).next();
      expect(service.watchers).to.equal(2);
      expect(service.mounted.maxCalls).to.be.above(2);
    });
  });
});
