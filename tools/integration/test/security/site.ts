import type { ClientTransport, Transport } from '@lolraft/raft-core';
import { GrpcClientTransport, GrpcTransport, type GrpcTransportOptions } from '@lolraft/transport-grpc';
import {
  WsClientTransport,
  WsTransport,
  type ClientTlsOptions,
  type ReloadOptions,
  type WsTransportOptions,
} from '@lolraft/transport-ws';

/** Options that every transport has. */
export type NodeOptions = WsTransportOptions & GrpcTransportOptions;
export type NodeTransport = Transport & { reload(options: ReloadOptions): void };
export type Dialler = ClientTransport & { reload(tls: ClientTlsOptions): void };

/** A transport whose security is tested. The scenarios are the same over each. */
export interface Site {
  readonly name: string;
  readonly plain: string;
  readonly secure: string;
  /** What TLS agrees on, as ALPN names it. */
  readonly protocols: readonly string[];
  /** How an honest connection begins, once TLS is there. */
  readonly opening: string;
  node(options: NodeOptions): NodeTransport;
  client(tls?: ClientTlsOptions): Dialler;
}

export const SITES: readonly Site[] = [
  {
    name: 'WebSockets',
    plain: 'ws',
    secure: 'wss',
    protocols: ['http/1.1'],
    opening: 'GET /lol HTTP/1.1\r\nHost: node\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n',
    node: (options) => new WsTransport(options),
    client: (tls) => new WsClientTransport(tls === undefined ? {} : { tls }),
  },
  {
    name: 'gRPC',
    plain: 'grpc',
    secure: 'grpcs',
    protocols: ['h2'],
    opening: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    node: (options) => new GrpcTransport({ reflection: false, ...options }),
    client: (tls) => new GrpcClientTransport(tls === undefined ? {} : { tls }),
  },
];
