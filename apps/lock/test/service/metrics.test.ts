import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { PrometheusMetrics } from '@lolraft/raft-metrics/prometheus';
import { LOCK_METRICS, lockMetricSource } from '../../src/index.js';
import { Cluster, sessionOf } from './support/cluster.js';

describe('metrics of the lock service', () => {
  it('are what a registry shows', async () => {
    await using cluster = await Cluster.start(1);
    const leader = await cluster.leader();
    const registry = new Registry();
    const shown = PrometheusMetrics.attach(lockMetricSource(leader.service), { registry });
    for (const n of [1, 2]) await cluster.open(leader, n, 2_000);
    await cluster.done(cluster.acquire(leader, 1, 1, 'a'));
    const next = cluster.acquire(leader, 2, 1, 'a', { waitOpen: true });
    await cluster.clock.until(() => leader.service.status().waitingRequests === 1, 'it waits');
    expect(await registry.metrics()).to.match(/^lol_lock_waiters 1$/m);
    await cluster.clock.advance(40);
    await cluster.ask(leader, 'Release', { session: sessionOf(1), request: 1 });
    await cluster.done(next);
    await cluster.keep(leader, 1, 2);
    const text = await registry.metrics();
    for (const line of [
      'lol_lock_keeps_sessions 1',
      'lol_lock_sessions 2',
      'lol_lock_holds 1',
      'lol_lock_grants_total 2',
      'lol_lock_keep_alives_total 2',
      'lol_lock_sessions_expired_total 0',
      'lol_lock_wait_seconds_count 1',
      'lol_lock_wait_seconds_bucket{le="0.025"} 0',
      'lol_lock_wait_seconds_bucket{le="+Inf"} 1',
    ])
      expect(text.split('\n'), line).to.include(line);
    // The same to those who ask otherwise.
    const source = lockMetricSource(leader.service);
    expect(source.metrics.map(({ name, type, help }) => ({ name, type, help }))).to.deep.equal(
      LOCK_METRICS.map(({ name, type, help }) => ({ name, type, help })),
    );
    const families = source.read();
    expect(families.map(({ metric }) => metric)).to.deep.equal(source.metrics);
    for (const { metric, ...family } of families) {
      const [series] = family.series;
      if (series !== undefined && 'counts' in series)
        expect(series.counts.reduce((all, one) => all + one, 0)).to.equal(1);
      else expect(text.split('\n')).to.include(`${metric.name} ${series?.value}`);
    }
    await cluster.clock.advance(5_000);
    expect(await registry.metrics()).to.match(/^lol_lock_sessions_expired_total 2$/m);
    shown.detach();
    expect((await registry.metrics()).trim()).to.equal('');
  });

  it('are documented, each with what it says', () => {
    const text = readFileSync(new URL('../../../../../docs/lock.md', import.meta.url), 'utf8');
    for (const { name, type, help } of LOCK_METRICS) expect(text).to.include(`| \`${name}\` | ${type} | ${help} |`);
    expect([...text.matchAll(/^\| `lol_lock_/gm)]).to.have.length(LOCK_METRICS.length);
  });
});
