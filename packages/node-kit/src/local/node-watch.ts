import type { NodeStatus } from '@lolraft/raft-core';
import { type ClientConnection, DEFAULT_GROUP, RaftError } from '@lolraft/raft-core';
import type { WsClientTransport } from '@lolraft/transport-ws';

const INTERVAL = 500;
const RETRY = 50;
const SILENCE = 2000;

/**
 * Follows the status of one node for as long as it is asked to: over a connection that is made again whenever it is lost, or
 * when the node has been silent too long. Calls back with `undefined` when the node cannot be heard, and never once it is
 * closed.
 */
export class NodeWatch {
  readonly #transport: WsClientTransport;
  readonly #address: string;
  readonly #onStatus: (status: NodeStatus | undefined) => void;
  readonly #end = new AbortController();
  readonly #done: Promise<void>;

  constructor(transport: WsClientTransport, address: string, onStatus: (status: NodeStatus | undefined) => void) {
    this.#transport = transport;
    this.#address = address;
    this.#onStatus = onStatus;
    this.#done = this.#run();
  }

  #isClosed(): boolean {
    return this.#end.signal.aborted;
  }

  async #run(): Promise<void> {
    while (!this.#isClosed()) {
      try {
        await this.#follow(this.#end.signal);
      } catch (error) {
        if (!(error instanceof RaftError)) throw error;
      }
      if (this.#isClosed()) return;
      this.#onStatus(undefined);
      await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const connection = await this.#transport.connect(this.#address, { signal });
    let timer: NodeJS.Timeout | undefined;
    const heard = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => void connection.close(), SILENCE);
    };
    try {
      heard();
      for await (const status of statuses(connection, signal)) {
        if (this.#isClosed()) return;
        heard();
        this.#onStatus(status);
      }
    } finally {
      clearTimeout(timer);
      await connection.close();
    }
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#done;
  }
}

async function* statuses(connection: ClientConnection, signal: AbortSignal): AsyncGenerator<NodeStatus> {
  const request = { type: 'watchStatus', group: DEFAULT_GROUP, interval: INTERVAL } as const;
  for await (const item of connection.stream(request, { signal })) if (item.type === 'status') yield item.status;
}
