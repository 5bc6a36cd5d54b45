import { setTimeout as pause } from 'node:timers/promises';
import { encodeCommand } from '@lolraft/kvs-client';
import { RaftClient } from '@lolraft/raft-client';
import { type ClientConnection, DEFAULT_GROUP, RaftError } from '@lolraft/raft-core';
import { WsClientTransport } from '@lolraft/transport-ws';
import { agreedLeader } from '../cluster/cluster.js';
import type { KvsCluster } from '../kvs/kvs-cluster.js';

export type Way = 'transfer' | 'SIGTERM';

/** What one change of leader cost, in milliseconds since it was asked for. */
export interface HandOver {
  readonly way: Way;
  /** Until another node had acknowledged a write. */
  readonly served: number;
  /** The longest time in which a client that tries again got no answer to its writes, one after the other. */
  readonly pause: number;
}

const KEY = new TextEncoder().encode('handover');
const COMMAND = encodeCommand({ type: 'put', key: KEY, value: KEY, prevKv: false });
/** Between two questions to a node that does not lead yet. */
const ASK_MS = 1;
/** Writes of the client before the change, and after it. */
const AROUND = 50;
const PATIENCE_MS = 30_000;

/** When a node that does not lead has acknowledged a write: it is asked until then. */
async function servedBy(connection: ClientConnection, signal: AbortSignal): Promise<number> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await connection.call({
        type: 'write',
        group: DEFAULT_GROUP,
        session: 0,
        sequence: 0,
        window: 0,
        payload: COMMAND,
      });
      return performance.now();
    } catch (error) {
      if (!(error instanceof RaftError) || signal.aborted || performance.now() > end) throw error;
    }
    await pause(ASK_MS);
  }
}

/** Writes one after the other, and knows the longest time between two answers. */
class Stream {
  readonly #client: RaftClient;
  #answers = 0;
  #last = performance.now();
  #longest = 0;
  #running = true;
  readonly #done: Promise<void>;

  constructor(client: RaftClient) {
    this.#client = client;
    this.#done = this.#run();
  }

  async #run(): Promise<void> {
    while (this.#running) {
      await this.#client.write(COMMAND, { idempotent: true, timeout: PATIENCE_MS });
      const now = performance.now();
      this.#longest = Math.max(this.#longest, now - this.#last);
      this.#last = now;
      this.#answers++;
    }
  }

  async more(count: number): Promise<void> {
    const goal = this.#answers + count;
    while (this.#answers < goal) await Promise.race([pause(ASK_MS), this.#done]);
  }

  forget(): void {
    this.#longest = 0;
  }

  async end(): Promise<number> {
    this.#running = false;
    await this.#done;
    return this.#longest;
  }
}

/** Has the leader go in one way, and waits until all is as before. */
export async function handOver(cluster: KvsCluster, way: Way): Promise<HandOver> {
  const leader = await agreedLeader(cluster);
  const others = cluster.nodes.filter((node) => node !== leader);
  const transport = new WsClientTransport();
  await using client = new RaftClient({ transport, endpoints: cluster.nodes.map(({ address }) => address) });
  await using administrator = new RaftClient({ transport, endpoints: [leader.address], timeout: PATIENCE_MS });
  const connections = await Promise.all(others.map(({ address }) => transport.connect(address)));
  const stream = new Stream(client);
  const found = new AbortController();
  try {
    // Both are connected to the leader, and know it.
    await administrator.write(COMMAND);
    await stream.more(AROUND);
    stream.forget();
    const begun = performance.now();
    const gone = way === 'SIGTERM' ? cluster.terminate(leader.id) : administrator.transferLeadership();
    const served = Promise.any(connections.map((connection) => servedBy(connection, found.signal)));
    const at = await served;
    found.abort();
    await gone;
    await stream.more(AROUND);
    const longest = await stream.end();
    if (way === 'SIGTERM') await cluster.restart(leader.id);
    return { way, served: at - begun, pause: longest };
  } finally {
    found.abort();
    await stream.end();
    await Promise.all(connections.map((connection) => connection.close()));
  }
}
