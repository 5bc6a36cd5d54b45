import {
  encodeCommand,
  encodeQuery,
  decodeResponse,
  type Command,
  type Query,
  type Response,
} from '@lolraft/kvs-client';
import { DEFAULT_GROUP, type ClientConnection, type ReadLevel as CoreReadLevel } from '@lolraft/raft-core';
import { WsClientTransport } from '@lolraft/transport-ws';
import type { BenchClient } from '../load/client.js';
import type { ReadLevel } from '../options.js';

const NO_END = new Uint8Array(0);

/** Calls to the leader over one or more WebSockets. */
export async function openKvsClient(addresses: readonly string[], connections: number): Promise<BenchClient> {
  const transport = new WsClientTransport();
  const address = addresses[0] as string;
  return new KvsBenchClient(await Promise.all(Array.from({ length: connections }, () => transport.connect(address))));
}

class KvsBenchClient implements BenchClient {
  readonly #connections: readonly ClientConnection[];
  #next = 0;

  constructor(connections: readonly ClientConnection[]) {
    this.#connections = connections;
  }

  #connection(): ClientConnection {
    const connection = this.#connections[this.#next] as ClientConnection;
    this.#next = (this.#next + 1) % this.#connections.length;
    return connection;
  }

  async #write(command: Command): Promise<Response> {
    const answer = await this.#connection().call({
      type: 'write',
      group: DEFAULT_GROUP,
      session: 0,
      sequence: 0,
      payload: encodeCommand(command),
    });
    return checked(answer.type === 'write' ? decodeResponse(answer.value) : undefined);
  }

  async #query(query: Query, level: CoreReadLevel): Promise<Response> {
    const answer = await this.#connection().call({
      type: 'query',
      group: DEFAULT_GROUP,
      level,
      payload: encodeQuery(query),
    });
    return checked(answer.type === 'query' ? decodeResponse(answer.value) : undefined);
  }

  async put(key: Uint8Array, value: Uint8Array): Promise<void> {
    await this.#write({ type: 'put', key, value, prevKv: false });
  }

  async get(key: Uint8Array, level: ReadLevel): Promise<Uint8Array | undefined> {
    const response = await this.#query(
      { type: 'range', key, rangeEnd: NO_END, limit: 1, revision: 0, keysOnly: false, countOnly: false },
      level === 'local' ? { type: 'local', minIndex: 0 } : { type: 'linearizable' },
    );
    return response.result.type === 'range' ? response.result.kvs[0]?.value : undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }
}

function checked(response: Response | undefined): Response {
  if (response === undefined) throw new Error('an answer of another kind');
  if (response.result.type === 'failure') throw new Error(`${response.result.code}: ${response.result.message}`);
  return response;
}
