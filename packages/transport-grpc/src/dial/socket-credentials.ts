import { CallCredentials, ChannelCredentials, type experimental } from '@grpc/grpc-js';
import type { DialTls } from '@lolraft/transport-kit';
import { isIP, type Socket } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import type { Destination } from '../address.js';

/**
 * Credentials that make the secure connection themselves, and so know the socket: whose certificate it has, how much it has
 * brought, and when it is gone. (The methods that begin with an underscore are how gRPC's own credentials are made.)
 */
export class SocketCredentials extends ChannelCredentials {
  readonly #destination: Destination;
  readonly #tls: DialTls;
  readonly #onSocket: (socket: Socket) => void;

  constructor(destination: Destination, tls: DialTls, onSocket: (socket: Socket) => void) {
    super();
    this.#destination = destination;
    this.#tls = tls;
    this.#onSocket = onSocket;
  }

  _isSecure(): boolean {
    return this.#destination.secure;
  }

  _equals(other: ChannelCredentials): boolean {
    return other === this;
  }

  _createSecureConnector(): experimental.SecureConnector {
    return {
      connect: async (socket) => {
        this.#onSocket(socket);
        if (!this.#destination.secure) return { socket, secure: false };
        const secured = await this.#secure(socket);
        this.#onSocket(secured);
        return { socket: secured, secure: true };
      },
      waitForReady: async () => undefined,
      getCallCredentials: () => CallCredentials.createEmpty(),
      destroy: () => undefined,
    };
  }

  #secure(socket: Socket): Promise<Socket> {
    const { host } = this.#destination;
    const { secureContext, servername } = this.#tls;
    const options: ConnectionOptions = { socket, host, ALPNProtocols: ['h2'], ...(secureContext && { secureContext }) };
    // An address is no name to ask for (RFC 6066), but it is what the certificate is compared with.
    if (servername !== undefined || isIP(host) === 0) options.servername = servername ?? host;
    return new Promise((resolve, reject) => {
      const secured = connect(options, () => resolve(secured));
      secured.on('error', reject);
      secured.once('close', () => reject(new Error('the connection was closed before TLS was set up')));
    });
  }
}
