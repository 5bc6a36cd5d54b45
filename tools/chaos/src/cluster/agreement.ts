import { createHash } from 'node:crypto';
import { encodeCommand, getRange, KvsClient, putKey } from '@lolraft/kvs-client';
import { RaftError } from '@lolraft/raft-core';
import { setTimeout as sleep } from 'node:timers/promises';
import { NodeReader } from './node-reader.js';
import type { ChaosCluster } from './chaos-cluster.js';

const PAUSE = 50;
const READ_TIMEOUT = 5_000;
const FIRST = Uint8Array.of(0);

/**
 * Expects of a cluster in which nothing is wrong any more that it takes a write, and that every node has the same state by then.
 * @throws where it does not within `bound` milliseconds.
 */
export async function checkAgreement(cluster: ChaosCluster, bound: number): Promise<void> {
  const end = performance.now() + bound;
  const { transport, addresses } = cluster;
  await using client = new KvsClient({ transport, endpoints: addresses, timeout: bound });
  const { index } = await client.raft.write(encodeCommand(putKey('the end', 'of the run')), { idempotent: true });
  const states = new Map<string, string>();
  for (const id of cluster.ids) states.set(id, await stateOf(cluster, id, index, end));
  if (new Set(states.values()).size > 1)
    throw new Error(`the nodes have different states at ${String(index)}: ${JSON.stringify([...states])}`);
}

/** A digest of all that a node has, at `index` at least. */
async function stateOf(cluster: ChaosCluster, id: string, index: number, end: number): Promise<string> {
  const reader = new NodeReader(cluster.transport, cluster.addressOf(id));
  try {
    for (;;) {
      try {
        return await readAll(reader, index);
      } catch (error) {
        if (!(error instanceof RaftError) || performance.now() > end) throw error;
        await sleep(PAUSE);
      }
    }
  } finally {
    await reader.close();
  }
}

async function readAll(reader: NodeReader, minIndex: number): Promise<string> {
  const hash = createHash('sha256');
  let count = 0;
  let from = FIRST;
  for (;;) {
    const { kvs, more } = await reader.range(getRange({ from }), { type: 'local', minIndex }, READ_TIMEOUT);
    for (const { key, value, createRevision, modRevision, version } of kvs) {
      hash
        .update(JSON.stringify([createRevision, modRevision, version, key.length]))
        .update(key)
        .update(value);
      count++;
    }
    const last = kvs.at(-1);
    if (!more || last === undefined) return `${String(count)} keys, ${hash.digest('hex')}`;
    from = Uint8Array.of(...last.key, 0);
  }
}
