import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import {
  type DataPoint,
  type Histogram,
  MeterProvider,
  type MetricData,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Registry } from 'prom-client';
import { ALL_METRICS, METRICS } from '../src/index.js';
import { nameOf, OpenTelemetryMetrics, unitOf } from '../src/opentelemetry/index.js';
import { PrometheusMetrics } from '../src/prometheus/index.js';
import { Cluster, payload } from './support/cluster.js';
import { parseExposition, Scrape } from './support/exposition.js';

/** A reader that reads when it is asked, as one that is pulled does. */
class PullReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

async function metricsOf(reader: PullReader): Promise<MetricData[]> {
  const { resourceMetrics, errors } = await reader.collect();
  expect(errors).to.deep.equal([]);
  return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
}

function valueOf(all: MetricData[], name: string, attributes: Record<string, string>): unknown {
  const points = all.find(({ descriptor }) => descriptor.name === name)?.dataPoints as DataPoint<unknown>[] | undefined;
  const found = (points ?? []).filter((point) =>
    Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
  );
  expect(found.length, `${name} ${JSON.stringify(attributes)}`).to.be.at.most(1);
  return found[0]?.value;
}

describe('metrics through a meter of OpenTelemetry', function () {
  this.timeout(60_000);

  it('have the names and units of OpenTelemetry', () => {
    expect(nameOf(METRICS.writeDuration)).to.equal('lol.raft.write_duration_seconds');
    expect(unitOf(METRICS.writeDuration)).to.equal('s');
    expect(nameOf(METRICS.bytesSent)).to.equal('lol.raft.peer_sent_bytes');
    expect(new Set(ALL_METRICS.map(nameOf)).size).to.equal(ALL_METRICS.length);
    for (const metric of ALL_METRICS) expect(nameOf(metric)).to.match(/^lol\.raft\.[a-z_]+[a-z]$/);
  });

  it('say the same as those of prom-client, and an exporter to Prometheus gives them the same names', async () => {
    await using cluster = await Cluster.start();
    const reader = new PullReader();
    const provider = new MeterProvider({ readers: [reader] });
    const leader = await cluster.leader();
    const registry = new Registry();
    using _prometheus = PrometheusMetrics.attach(leader.host, { registry });
    using metrics = OpenTelemetryMetrics.attach(leader.host, {
      meter: provider.getMeter('lol'),
      attributes: { node: leader.host.id },
    });
    await Promise.all(Array.from({ length: 12 }, () => leader.group().write(payload)));
    for (let i = 0; i < 3; i++) await leader.group().read(payload);
    await leader.group().takeSnapshot();
    const all = await metricsOf(reader);
    const status = leader.group().status();
    const main = { group: 'main', node: leader.host.id };
    expect(valueOf(all, 'lol.raft.proposals', main)).to.equal(12);
    expect(valueOf(all, 'lol.raft.term', main)).to.equal(status.term);
    expect(valueOf(all, 'lol.raft.role', { ...main, role: 'leader' })).to.equal(1);
    expect(valueOf(all, 'lol.raft.write_duration_seconds', main)).to.include({ count: 12 });
    const written = valueOf(all, 'lol.raft.write_duration_seconds', main) as Histogram;
    expect(written.buckets.boundaries).to.deep.equal([...METRICS.writeDuration.buckets]);
    expect(valueOf(all, 'lol.raft.read_duration_seconds', { ...main, level: 'linearizable' })).to.include({ count: 3 });
    expect(valueOf(all, 'lol.raft.snapshot_take_duration_seconds', main)).to.include({ count: 1 });

    // Both ways have the same names, types and texts, where there is anything to tell.
    const { resourceMetrics } = await reader.collect();
    const before = valueOf(await metricsOf(reader), 'lol.raft.last_index', main);
    const exported = parseExposition(
      new PrometheusSerializer('', false, undefined, true, true).serialize(resourceMetrics),
    );
    const told = new Scrape(await registry.metrics());
    for (const [name, family] of exported) {
      const same = told.families.get(name);
      expect(same, `${name} in prom-client`).to.not.equal(undefined);
      expect(family.type, name).to.equal(same?.type);
    }
    const absent = [...told.families].filter(([name, { series }]) => series.length > 0 && !exported.has(name));
    expect(absent.map(([name]) => name)).to.deep.equal([]);

    metrics.detach();
    await leader.group().write(payload);
    const after = await metricsOf(reader);
    // A cumulative reader goes on to tell what it has seen last.
    expect(valueOf(after, 'lol.raft.last_index', main), 'observed no longer').to.equal(before);
    expect(valueOf(after, 'lol.raft.write_duration_seconds', main), 'recorded no longer').to.include({ count: 12 });
    await provider.shutdown();
  });

  it('tell hosts of one process apart by an attribute', async () => {
    await using cluster = await Cluster.start();
    const reader = new PullReader();
    const provider = new MeterProvider({ readers: [reader] });
    const meter = provider.getMeter('lol');
    for (const { host } of cluster.nodes)
      OpenTelemetryMetrics.attach(host, { meter, attributes: { instance: host.id } });
    await cluster.leader();
    const all = await metricsOf(reader);
    for (const { host } of cluster.nodes)
      expect(valueOf(all, 'lol.raft.has_leader', { instance: host.id }), host.id).to.equal(1);
    await provider.shutdown();
  });
});
