// What metrics cost: the same writes and reads with and without them, in turns. Once on one node whose disk and network are memory,
// so that little else is measured, and once on three nodes over WebSockets, all in this process and all with metrics. Prints
// the CPU time of one call. See README.md.
import process from 'node:process';
import { RaftHost } from '@lolraft/raft-core';
import { OpenTelemetryMetrics } from '@lolraft/raft-metrics/opentelemetry';
import { PrometheusMetrics } from '@lolraft/raft-metrics/prometheus';
import { MemoryNetwork } from '@lolraft/raft-testkit';
import { MemoryStorage } from '@lolraft/storage-memory';
import { WsTransport } from '@lolraft/transport-ws';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { Registry } from 'prom-client';

const CALLS = Number(process.env.CALLS ?? 50_000);
const ROUNDS = Number(process.env.ROUNDS ?? 9);
const PORT = Number(process.env.PORT ?? 17_901);
const OUTSTANDING = 64;

const answer = new Uint8Array(8);
const app = {
  apply: (commands) => commands.map(() => answer),
  query: () => answer,
  install: () => undefined,
};

class PullReader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}
const ways = {
  none: () => undefined,
  prometheus: (host) => PrometheusMetrics.attach(host, { registry: new Registry() }),
  opentelemetry: (host) => {
    const meter = new MeterProvider({ readers: [new PullReader()] }).getMeter('bench');
    return OpenTelemetryMetrics.attach(host, { meter });
  },
};

/** Hosts of one cluster, the leader first. */
async function start(transports, members) {
  const hosts = await Promise.all(
    members.map(({ id }, at) =>
      RaftHost.start({
        id,
        cluster: { name: 'bench', token: '' },
        initial: 'new',
        members,
        groups: { main: { app } },
        transport: transports[at],
        storage: new MemoryStorage(),
      }),
    ),
  );
  for (;;) {
    const leader = hosts.find((host) => host.group('main').status().role === 'leader');
    if (leader !== undefined) return [leader, ...hosts.filter((host) => host !== leader)];
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Microseconds of CPU for one call. */
async function cost(call) {
  const begun = process.cpuUsage();
  let left = CALLS;
  const caller = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: OUTSTANDING }, caller));
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / CALLS;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function compare(title, hosts) {
  const group = hosts[0].group('main');
  const payload = new Uint8Array(256);
  const calls = { write: () => group.write(payload), read: () => group.read(payload) };
  const results = new Map();
  for (let round = -1; round < ROUNDS; round++) {
    for (const [way, attach] of Object.entries(ways)) {
      const attached = hosts.map(attach);
      for (const [name, call] of Object.entries(calls)) {
        const took = await cost(call);
        // The first round warms up.
        if (round >= 0) results.set(`${name} ${way}`, [...(results.get(`${name} ${way}`) ?? []), took]);
      }
      for (const each of attached) each?.detach();
    }
  }
  console.log(`\n${title}`);
  for (const name of Object.keys(calls)) {
    const base = median(results.get(`${name} none`));
    for (const way of Object.keys(ways)) {
      const at = median(results.get(`${name} ${way}`));
      const more =
        way === 'none' ? '' : `  (+${(at - base).toFixed(2)} us, ${(((at - base) / base) * 100).toFixed(1)}%)`;
      console.log(`${name.padEnd(6)} ${way.padEnd(14)} ${at.toFixed(2)} us${more}`);
    }
  }
}

async function scrape(host) {
  const registry = new Registry();
  const attached = PrometheusMetrics.attach(host, { registry });
  await host.group('main').write(answer);
  const begun = process.cpuUsage();
  for (let i = 0; i < 500; i++) await registry.metrics();
  const { user, system } = process.cpuUsage(begun);
  attached.detach();
  console.log(`one scrape of one group:  ${((user + system) / 500 / 1000).toFixed(2)} ms`);
}

console.log(`${CALLS} calls, ${OUTSTANDING} outstanding, ${ROUNDS} rounds; medians of CPU time per call`);
const network = new MemoryNetwork();
const alone = await start([network.transport('mem:a')], [{ id: 'a', address: 'mem:a' }]);
await compare('one node, memory', alone);
await scrape(alone[0]);
await alone[0].close();

const ports = [PORT, PORT + 1, PORT + 2];
const three = await start(
  ports.map((port) => new WsTransport({ listen: port })),
  ports.map((port, at) => ({ id: `n${at + 1}`, address: `ws://127.0.0.1:${port}` })),
);
await compare('three nodes, WebSockets', three);
await Promise.all(three.map((host) => host.close()));
