import { WsTransport } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Registry } from 'prom-client';
import { PrometheusMetrics } from '../src/prometheus/index.js';
import { Cluster, payload } from './support/cluster.js';
import { Scrape } from './support/exposition.js';
import { freePorts } from './support/free-ports.js';

describe('metrics of a cluster over WebSockets', function () {
  this.timeout(60_000);

  it('have the traffic with each peer, as the transport counts it', async () => {
    const ports = await freePorts(3);
    await using cluster = await Cluster.start({
      transport: (at) => ({
        transport: new WsTransport({ listen: ports[at] as number }),
        address: `ws://127.0.0.1:${ports[at]}`,
      }),
    });
    const registries = cluster.nodes.map(({ host }) => {
      const registry = new Registry();
      PrometheusMetrics.attach(host, { registry });
      return registry;
    });
    const leader = await cluster.leader();
    const large = new Uint8Array(10_000);
    for (let i = 0; i < 10; i++) await leader.group().write(i % 2 === 0 ? large : payload);
    const scrapes = await Promise.all(registries.map(async (registry) => new Scrape(await registry.metrics())));
    const at = cluster.nodes.indexOf(leader);
    const total = (scrape: Scrape, what: string): number =>
      (scrape.families.get(`lol_raft_peer_${what}_total`)?.series ?? []).reduce((sum, { value }) => sum + value, 0);
    const led = scrapes[at] as Scrape;
    for (const what of ['sent_bytes', 'sent_messages', 'received_bytes', 'received_messages'])
      expect(led.families.get(`lol_raft_peer_${what}_total`)?.series, what).to.have.length(2);
    // A majority has acknowledged every write, so its bytes went to one follower at least.
    expect(total(led, 'sent_bytes')).to.be.at.least(50_000);
    expect(total(led, 'received_messages')).to.be.at.least(1);
    for (const [index, scrape] of scrapes.entries()) {
      if (index === at) continue;
      const from = { peer: leader.host.id };
      expect(scrape.value('lol_raft_peer_received_bytes_total', from)).to.be.at.most(
        led.value('lol_raft_peer_sent_bytes_total', { peer: `n${index + 1}` }) + 100_000,
      );
      expect(scrape.value('lol_raft_peer_sent_messages_total', from)).to.be.at.least(1);
    }
    expect(scrapes.reduce((sum, each, i) => sum + (i === at ? 0 : total(each, 'received_bytes')), 0)).to.be.at.least(
      50_000,
    );
  });
});
