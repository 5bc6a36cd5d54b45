import type { ClientConnection, ClientTransport } from '@lolraft/raft-core';
import { type ClientTlsOptions, WsClientTransport } from '@lolraft/transport-ws';

/** Whether an address is one of gRPC, and not of WebSockets. */
export function isGrpcAddress(address: string): boolean {
  return /^grpcs?:/.test(address);
}

interface ReloadableTransport extends ClientTransport {
  reload(tls: ClientTlsOptions): void;
}

/** Calls each address over what it begins with: `ws:`, `wss:`, `grpc:` or `grpcs:`. */
export class AnyClientTransport implements ClientTransport {
  #options: { readonly tls?: ClientTlsOptions };
  readonly #webSockets: WsClientTransport;
  #grpc: Promise<ReloadableTransport> | undefined;

  /** @throws {InvalidArgumentError} where the TLS options are not valid. */
  constructor(tls: ClientTlsOptions | undefined) {
    this.#options = tls === undefined ? {} : { tls };
    this.#webSockets = new WsClientTransport(this.#options);
  }

  /**
   * Connects with these certificates from now on; connections that are open stay.
   * @throws {InvalidArgumentError} where they are not valid; the former ones stay.
   */
  reload(tls: ClientTlsOptions): void {
    this.#webSockets.reload(tls);
    this.#options = { tls };
    void this.#grpc?.then(
      (grpc) => grpc.reload(tls),
      // Whoever connects is told that it could not be loaded.
      () => undefined,
    );
  }

  async connect(address: string, options?: { readonly signal?: AbortSignal }): Promise<ClientConnection> {
    if (!isGrpcAddress(address)) return this.#webSockets.connect(address, options);
    // Loaded by those alone who use it.
    this.#grpc ??= import('@lolraft/transport-grpc').then(
      ({ GrpcClientTransport }) => new GrpcClientTransport(this.#options),
    );
    return (await this.#grpc).connect(address, options);
  }
}
