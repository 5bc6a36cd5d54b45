import { decodeResponse, encodeQuery, getKey, type KeyValue, type RangeRequest } from '@lolraft/kvs-client';
import {
  type ClientConnection,
  type ClientTransport,
  DEFAULT_GROUP,
  ProtocolError,
  type ReadLevel,
  UnavailableError,
} from '@lolraft/raft-core';

const CONNECT_TIMEOUT = 1_000;

/** Reads of one node, whoever leads. */
export class NodeReader {
  readonly #transport: ClientTransport;
  readonly #address: string;
  #connection: ClientConnection | undefined;

  constructor(transport: ClientTransport, address: string) {
    this.#transport = transport;
    this.#address = address;
  }

  /** @throws {RaftError} */
  async get(
    key: string,
    level: ReadLevel,
    timeout: number,
  ): Promise<{ readonly index: number; readonly found: KeyValue | undefined }> {
    const { index, kvs } = await this.range(getKey(key), level, timeout);
    return { index, found: kvs[0] };
  }

  /** One page. @throws {RaftError} */
  async range(
    range: RangeRequest,
    level: ReadLevel,
    timeout: number,
  ): Promise<{ readonly index: number; readonly kvs: readonly KeyValue[]; readonly more: boolean }> {
    const connection = (this.#connection ??= await this.#connect());
    try {
      const payload = encodeQuery(range);
      const answer = await connection.call({ type: 'query', group: DEFAULT_GROUP, level, payload }, { timeout });
      if (answer.type !== 'query') throw new ProtocolError(`a query was answered with ${answer.type}`);
      const { result } = decodeResponse(answer.value);
      if (result.type !== 'range') throw new ProtocolError(`a range was answered with ${result.type}`);
      return { index: answer.index, kvs: result.kvs, more: result.more };
    } catch (error) {
      if (error instanceof UnavailableError) await this.close();
      throw error;
    }
  }

  async #connect(): Promise<ClientConnection> {
    const connection = await this.#transport.connect(this.#address, { signal: AbortSignal.timeout(CONNECT_TIMEOUT) });
    void connection.closed.then(() => {
      if (this.#connection === connection) this.#connection = undefined;
    });
    return connection;
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }
}
