import type {
  CallOptions,
  ClientConnection,
  ClientTransport,
  NodeStatus,
  ReadLevel,
  ServiceRequest,
  ServiceResponse,
} from '@lolraft/raft-core';
import {
  type Command,
  decodeCommand,
  decodeQuery,
  encodeResponse,
  type Failure,
  type Query,
  type Result,
} from '../../src/index.js';

export interface Asked {
  readonly request: Command | Query;
  readonly level: ReadLevel | undefined;
  readonly timeout: number | undefined;
}

type Answer = { readonly revision?: number; readonly index?: number; readonly result: Result | Failure };

/** A leader that answers every request as it is told, and remembers what it was asked. */
export class ScriptedStore implements ClientTransport {
  readonly asked: Asked[] = [];
  answer: (asked: Asked) => Answer = () => {
    throw new Error('nothing to answer');
  };

  async connect(): Promise<ClientConnection> {
    let markClosed = () => {};
    const closed = new Promise<void>((resolve) => (markClosed = resolve));
    return {
      closed,
      call: (request, options) => this.#call(request, options),
      stream: () => {
        throw new Error('no stream here');
      },
      close: async () => markClosed(),
    };
  }

  async #call(request: ServiceRequest, options: CallOptions = {}): Promise<ServiceResponse> {
    if (request.type === 'status') {
      const membership = { index: 0, committed: true, joint: false, members: [], catchingUp: [] };
      const status = { role: 'leader', term: 1, clusterId: '', membership, peers: [] } as unknown as NodeStatus;
      return { type: 'status', status };
    }
    if (request.type === 'session') return { type: 'session', session: 1, index: 1, ttl: 60_000, window: 4_096 };
    if (request.type !== 'write' && request.type !== 'query') throw new Error(`this store does no ${request.type}`);
    const asked: Asked = {
      request: request.type === 'write' ? decodeCommand(request.payload) : decodeQuery(request.payload),
      level: request.type === 'query' ? request.level : undefined,
      timeout: options.timeout,
    };
    this.asked.push(asked);
    const { revision = 7, index = 70, result } = this.answer(asked);
    return { type: request.type, index, value: encodeResponse({ revision, result }) };
  }
}
