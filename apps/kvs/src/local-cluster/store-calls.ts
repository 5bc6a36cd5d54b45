import { LocalFailure } from '@lolraft/node-kit/local';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeResponse, encodeCommand, encodeQuery, type KeyValue, type Result } from '@lolraft/kvs-client';
import type { RaftClient, WriteOptions } from '@lolraft/raft-client';
import { DEFAULT_GROUP, type NodeStatus, type ReadLevel, RaftError } from '@lolraft/raft-core';
import type { WsClientTransport } from '@lolraft/transport-ws';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const ALL_AFTER = new Uint8Array([0]);
const NOTHING = new Uint8Array(0);
const PAGE = 10_000;

function resultOf(bytes: Uint8Array): Result {
  const { result } = decodeResponse(bytes);
  if (result.type === 'failure') throw new LocalFailure(`the store answered ${result.code}: ${result.message}`);
  return result;
}

/** Writes a key; resolves with the index of the log at which it was applied. */
export async function put(client: RaftClient, key: string, value: string, options: WriteOptions = {}): Promise<number> {
  const command = encodeCommand({ type: 'put', key: encoder.encode(key), value: encoder.encode(value), prevKv: false });
  const answer = await client.write(command, options);
  resultOf(answer.value);
  return answer.index;
}

/** Reads a key of the present. */
export async function get(client: RaftClient, key: string): Promise<string | undefined> {
  const { value } = await client.read(rangeQuery(encoder.encode(key), NOTHING, 1));
  const result = resultOf(value);
  const [found] = result.type === 'range' ? result.kvs : [];
  return found === undefined ? undefined : decoder.decode(found.value);
}

function rangeQuery(key: Uint8Array, rangeEnd: Uint8Array, limit: number): Uint8Array {
  return encodeQuery({ type: 'range', key, rangeEnd, limit, revision: 0, keysOnly: false, countOnly: false });
}

/** One key as a node holds it. */
export interface HeldKey {
  readonly key: string;
  readonly value: string;
  /** The revision of its last change, and how often it was written. */
  readonly modRevision: number;
  readonly version: number;
}

function held({ key, value, modRevision, version }: KeyValue): HeldKey {
  return { key: decoder.decode(key), value: decoder.decode(value), modRevision, version };
}

/** Every key that this one node has applied, once it has applied `minIndex`. */
export async function readNode(transport: WsClientTransport, address: string, minIndex: number): Promise<HeldKey[]> {
  const connection = await transport.connect(address);
  try {
    const keys: HeldKey[] = [];
    const level: ReadLevel = { type: 'local', minIndex };
    let from: Uint8Array = new Uint8Array([0]);
    for (;;) {
      const payload = rangeQuery(from, ALL_AFTER, PAGE);
      const answer = await connection.call(
        { type: 'query', group: DEFAULT_GROUP, level, payload },
        { timeout: 20_000 },
      );
      const result = answer.type === 'query' ? resultOf(answer.value) : undefined;
      if (result?.type !== 'range') throw new LocalFailure(`${address} answered a read with something else`);
      keys.push(...result.kvs.map(held));
      const last = result.kvs.at(-1);
      if (!result.more || last === undefined) return keys;
      from = new Uint8Array([...last.key, 0]);
    }
  } finally {
    await connection.close();
  }
}

/** What a node says of itself, once it answers. @throws {LocalFailure} after `bound` milliseconds. */
export async function statusOf(transport: WsClientTransport, address: string, bound: number): Promise<NodeStatus> {
  const end = performance.now() + bound;
  for (;;) {
    try {
      const connection = await transport.connect(address);
      try {
        const answer = await connection.call({ type: 'status', group: DEFAULT_GROUP }, { timeout: 2000 });
        if (answer.type === 'status') return answer.status;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (!(error instanceof RaftError)) throw error;
      if (performance.now() >= end)
        throw new LocalFailure(`${address} does not answer: ${error.message}`, { cause: error });
    }
    await sleep(20);
  }
}
