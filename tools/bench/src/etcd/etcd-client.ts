import type { BenchClient } from '../load/client.js';
import type { ReadLevel } from '../options.js';
import { GrpcConnection } from './grpc-connection.js';
import { decodeStatus, firstValue, putRequest, rangeRequest, type EtcdStatus } from './messages.js';
import { MessageWriter } from './protobuf.js';

const PUT = '/etcdserverpb.KV/Put';
const RANGE = '/etcdserverpb.KV/Range';
const STATUS = '/etcdserverpb.Maintenance/Status';

/** Calls over several connections to one member, in turn. */
export class EtcdClient implements BenchClient {
  readonly #connections: readonly GrpcConnection[];
  #next = 0;

  private constructor(connections: readonly GrpcConnection[]) {
    this.#connections = connections;
  }

  static async open(address: string, connections: number): Promise<EtcdClient> {
    return new EtcdClient(await Promise.all(Array.from({ length: connections }, () => GrpcConnection.open(address))));
  }

  #connection(): GrpcConnection {
    const connection = this.#connections[this.#next] as GrpcConnection;
    this.#next = (this.#next + 1) % this.#connections.length;
    return connection;
  }

  async put(key: Uint8Array, value: Uint8Array): Promise<void> {
    await this.#connection().unary(PUT, putRequest(key, value));
  }

  async get(key: Uint8Array, level: ReadLevel): Promise<Uint8Array | undefined> {
    return firstValue(await this.#connection().unary(RANGE, rangeRequest(key, level === 'local')));
  }

  async status(): Promise<EtcdStatus> {
    return decodeStatus(await this.#connection().unary(STATUS, new MessageWriter()));
  }

  async close(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }
}
