// Calls of clients and messages of peers between two processes on loopback, with handlers that do nothing: how many a
// second, and the CPU time of each.
// node bench/throughput.mjs [seconds for each line]
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EntryBatch, EntryKind } from '@lolraft/raft-core';
import { WsClientTransport, WsTransport } from '../dist/src/index.js';

const identity = (node) => ({
  cluster: 'c'.repeat(32),
  node,
  store: 'd'.repeat(32),
  incarnation: 1,
  clusterVersionMin: 1,
  clusterVersionMax: 1,
});
const nothing = () => undefined;

async function serve() {
  const transport = new WsTransport();
  const value = new Uint8Array(16);
  let index = 0;
  await transport.start(identity('n1'), {
    onMessages: (from, envelopes) => {
      const replies = envelopes.map(({ group, message }) => {
        const { term, prevIndex, entries } = message;
        return { group, message: { type: 'appendReply', term, accepted: true, matchIndex: prevIndex + entries.count } };
      });
      transport.send(from.node, replies);
    },
    onPeerUp: nothing,
    onPeerDown: nothing,
    onDropped: nothing,
    onRefused: (reason) => console.error(reason),
    onCall: () => Promise.resolve({ type: 'write', index: ++index, value }),
    onStream: () => {
      throw new Error('not here');
    },
  });
  process.on('message', () => process.send({ cpu: process.cpuUsage() }));
  process.on('disconnect', () => transport.close());
  process.send({ address: transport.address });
}

const once = (child) => new Promise((resolve) => child.once('message', resolve));
const micros = ({ user, system }) => user + system;

async function serverCpu(child) {
  const answer = once(child);
  child.send('cpu');
  return micros((await answer).cpu);
}

async function measure(child, connection, inFlight, payload, seconds) {
  const request = { type: 'write', group: 'main', session: 1, sequence: 1, window: 0, payload };
  let calls = 0;
  let end = performance.now() + 500;
  const loop = async () => {
    while (performance.now() < end) {
      await connection.call(request, { timeout: 5000 });
      calls++;
    }
  };
  const run = () => Promise.all(Array.from({ length: inFlight }, loop));
  await run();
  calls = 0;
  const server = await serverCpu(child);
  const client = micros(process.cpuUsage());
  const begin = performance.now();
  end = begin + seconds * 1000;
  await run();
  const elapsed = (performance.now() - begin) / 1000;
  const clientUs = (micros(process.cpuUsage()) - client) / calls;
  const serverUs = ((await serverCpu(child)) - server) / calls;
  console.log(
    `${String(payload.length).padStart(6)} B ${String(inFlight).padStart(5)} in flight: ` +
      `${Math.round(calls / elapsed)
        .toLocaleString('en')
        .padStart(9)} calls/s, ` +
      `CPU per call ${clientUs.toFixed(1)} us client + ${serverUs.toFixed(1)} us server`,
  );
}

async function measurePeers(child, address, inFlight, entries, seconds) {
  const transport = new WsTransport();
  const payload = new Uint8Array(256);
  const proposal = { kind: EntryKind.Command, session: 1, sequence: 1, payload };
  const batch = EntryBatch.pack(
    1,
    1,
    0,
    Array.from({ length: entries }, () => proposal),
  );
  const message = { type: 'append', term: 1, prevIndex: 0, prevTerm: 0, commit: 0, entries: batch };
  let replies = 0;
  let end = Infinity;
  let done;
  const finished = new Promise((resolve) => (done = resolve));
  const send = (count) =>
    transport.send(
      'n1',
      Array.from({ length: count }, () => ({ group: 'main', message })),
    );
  const up = new Promise((resolve) => {
    void transport.start(identity('n2'), {
      onMessages: (_from, envelopes) => {
        replies += envelopes.length;
        if (performance.now() < end) send(envelopes.length);
        else done();
      },
      onPeerUp: resolve,
      onPeerDown: nothing,
      onDropped: (_peer, dropped) => console.error(`${dropped} dropped`),
      onRefused: (reason) => console.error(reason),
    });
    transport.setPeers(new Map([['n1', address]]));
  });
  await up;
  send(inFlight);
  await new Promise((resolve) => setTimeout(resolve, 500));
  replies = 0;
  const server = await serverCpu(child);
  const client = micros(process.cpuUsage());
  const begin = performance.now();
  end = begin + seconds * 1000;
  await finished;
  const elapsed = (performance.now() - begin) / 1000;
  const clientUs = (micros(process.cpuUsage()) - client) / replies;
  const serverUs = ((await serverCpu(child)) - server) / replies;
  console.log(
    `appends of ${String(entries).padStart(3)} x 256 B, ${inFlight} in flight: ` +
      `${Math.round(replies / elapsed)
        .toLocaleString('en')
        .padStart(9)} /s, ` +
      `CPU per append and reply ${clientUs.toFixed(1)} us leader + ${serverUs.toFixed(1)} us follower`,
  );
  await transport.close();
}

if (process.send === undefined) {
  const seconds = Number(process.argv[2] ?? 3);
  const child = fork(fileURLToPath(import.meta.url));
  const { address } = await once(child);
  const connection = await new WsClientTransport().connect(address);
  for (const inFlight of [1, 16, 64, 256]) await measure(child, connection, inFlight, new Uint8Array(256), seconds);
  await measure(child, connection, 64, new Uint8Array(64 * 1024), seconds);
  await connection.close();
  for (const entries of [1, 16, 256]) await measurePeers(child, address, 64, entries, seconds);
  child.disconnect();
} else await serve();
