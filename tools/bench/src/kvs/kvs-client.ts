import { KvsClient } from '@lolraft/kvs-client';
import { WsClientTransport } from '@lolraft/transport-ws';
import type { BenchClient } from '../load/client.js';
import type { ReadLevel } from '../options.js';

/** One or more clients of the key-value server, each with a connection of its own, in turn. */
export class KvsBenchClient implements BenchClient {
  readonly #clients: readonly KvsClient[];
  #next = 0;

  /** `addresses` of the nodes, the leader first: it is where calls go from the start. */
  constructor(addresses: readonly string[], connections: number) {
    const transport = new WsClientTransport();
    this.#clients = Array.from({ length: connections }, () => new KvsClient({ transport, endpoints: addresses }));
  }

  #client(): KvsClient {
    const client = this.#clients[this.#next] as KvsClient;
    this.#next = (this.#next + 1) % this.#clients.length;
    return client;
  }

  async put(key: Uint8Array, value: Uint8Array): Promise<void> {
    await this.#client().put(key, value);
  }

  /** A local read is answered by whichever node the client prefers. */
  async get(key: Uint8Array, level: ReadLevel): Promise<Uint8Array | undefined> {
    return (await this.#client().get(key, { level }))?.value;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
  }
}
