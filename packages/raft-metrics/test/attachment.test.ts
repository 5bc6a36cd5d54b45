import { Events, type HostEvents, type RaftHost } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Counter, type OpenMetricsContentType, Registry } from 'prom-client';
import { ALL_METRICS, HostMetrics, METRICS } from '../src/index.js';
import { PrometheusMetrics } from '../src/prometheus/index.js';
import { Cluster, payload } from './support/cluster.js';
import { Scrape } from './support/exposition.js';

const scrapeOf = async (registry: Registry): Promise<Scrape> => new Scrape(await registry.metrics());

/** Listeners that a host has. */
function listeners(host: RaftHost): number {
  const names: (keyof HostEvents)[] = [
    ...(['state', 'writesProposed', 'writesDone', 'writeFailed', 'readsDone', 'readFailed', 'batchApplied'] as const),
    ...(['diskWritten', 'diskSlow', 'peerDown', 'messagesDropped', 'peerFault', 'connectionRefused'] as const),
    ...(['snapshotTaken', 'snapshotInstalled', 'snapshotFailed', 'snapshotServed'] as const),
  ];
  return names.filter((name) => host.events.isWatched(name)).length;
}

describe('the attachment of metrics', () => {
  it('ends by dispose: no listener and no metric is left, and another one may begin', async () => {
    await using cluster = await Cluster.start({ size: 1 });
    const { host } = await cluster.leader();
    const registry = new Registry();
    {
      using _metrics = PrometheusMetrics.attach(host, { registry });
      expect(listeners(host)).to.equal(17);
      expect(registry.getMetricsAsArray()).to.have.length(ALL_METRICS.length);
    }
    expect(listeners(host)).to.equal(0);
    expect(registry.getMetricsAsArray()).to.have.length(0);
    using again = PrometheusMetrics.attach(host, { registry });
    await host.group('main').write(payload);
    const scrape = await scrapeOf(registry);
    expect(scrape.value('lol_raft_write_duration_seconds', {}, '_count')).to.equal(1);
    again.detach();
    again.detach();
  });

  it('leaves what others have registered, and registers nothing where a name is taken', async () => {
    await using cluster = await Cluster.start({ size: 1 });
    const { host } = await cluster.leader();
    const registry = new Registry();
    const own = new Counter({ name: 'lol_raft_elections_total', help: 'Mine.', registers: [registry] });
    expect(() => PrometheusMetrics.attach(host, { registry })).to.throw('already been registered');
    expect(registry.getMetricsAsArray()).to.deep.equal([own]);
    expect(listeners(host)).to.equal(0);
  });

  it('may outlive its host, which then has no series', async () => {
    const cluster = await Cluster.start({ size: 1 });
    const { host } = await cluster.leader();
    const registry = new Registry();
    using _metrics = PrometheusMetrics.attach(host, { registry });
    await host.group('main').write(payload);
    expect((await scrapeOf(registry)).alive.size).to.be.above(20);
    await cluster[Symbol.asyncDispose]();
    expect([...(await scrapeOf(registry)).alive]).to.deep.equal([]);
  });

  it('joins registries, speaks OpenMetrics, has default labels, and resets what was counted', async () => {
    await using cluster = await Cluster.start({ size: 1 });
    const { host } = await cluster.leader();
    const registry = new Registry();
    using _metrics = PrometheusMetrics.attach(host, { registry });
    registry.setDefaultLabels({ zone: 'a' });
    await host.group('main').write(payload);
    const merged = Registry.merge([registry, new Registry()]);
    expect(new Scrape(await merged.metrics()).value('lol_raft_proposals_total')).to.equal(1);
    expect((await scrapeOf(registry)).value('lol_raft_proposals_total', { group: 'main', zone: 'a' })).to.equal(1);
    const json = await registry.getMetricsAsJSON();
    expect(json.map(({ name }) => name)).to.deep.equal(ALL_METRICS.map(({ name }) => name));
    registry.resetMetrics();
    const reset = await scrapeOf(registry);
    expect(reset.value('lol_raft_proposals_total')).to.equal(0);
    expect(reset.find('lol_raft_write_duration_seconds', {}, '_count')).to.equal(undefined);
    expect(reset.value('lol_raft_term')).to.equal(host.group('main').status().term);

    const open = new Registry<OpenMetricsContentType>();
    open.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    using _open = PrometheusMetrics.attach(host, { registry: open });
    await host.group('main').write(payload);
    const text = await open.metrics();
    expect(text).to.contain('# TYPE lol_raft_proposals counter\nlol_raft_proposals_total{group="main"} 1\n');
    expect(text.endsWith('# EOF\n')).to.equal(true);
  });

  it('has a group that begins later, and loses one that ends, with all it counted', async () => {
    await using cluster = await Cluster.start({ size: 1 });
    const { host } = await cluster.leader();
    const main = host.group('main');
    // As a host would be that begins and ends groups while it runs.
    const groups = new Map([[main.id, main]]);
    const events = new Events<HostEvents>();
    const shown = { id: host.id, clusterId: host.clusterId, groups, events, diskFull: false, traffic: () => undefined };
    using metrics = new HostMetrics(shown as unknown as RaftHost, () => ({ observe: () => undefined }));
    const late = 'late' as typeof main.id;
    const count = (): { group: string | undefined; value: number }[] =>
      metrics
        .collect()
        .of(METRICS.elections)
        .map(({ labels, value }) => ({ group: labels['group'], value }));
    expect(count()).to.deep.equal([{ group: 'main', value: 0 }]);
    groups.set(late, {
      id: late,
      failure: undefined,
      pending: main.pending,
      status: () => main.status(),
    } as unknown as typeof main);
    expect(count()).to.deep.equal([
      { group: 'main', value: 0 },
      { group: 'late', value: 0 },
    ]);
    events.emit('state', { group: late, role: 'candidate', term: 9, leader: undefined });
    events.emit('writesDone', { group: late, milliseconds: [1] });
    expect(count()[1]).to.deep.equal({ group: 'late', value: 1 });
    expect([...metrics.distributions(METRICS.writeDuration)]).to.have.length(1);
    groups.delete(late);
    expect(count()).to.deep.equal([{ group: 'main', value: 0 }]);
    expect([...metrics.distributions(METRICS.writeDuration)]).to.have.length(0);
  });
});
