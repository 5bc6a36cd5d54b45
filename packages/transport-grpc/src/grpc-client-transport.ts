import { status } from '@grpc/grpc-js';
import {
  AbortedError,
  ProtocolError,
  UnavailableError,
  type ClientConnection,
  type ClientTransport,
} from '@lolraft/raft-core';
import {
  Connection,
  dialTls,
  NOBODY,
  PipelinedClient,
  resolveLimits,
  resolveTimings,
  Turn,
  whole,
  type ClientTlsOptions,
  type DialTls,
  type TimingOptions,
  type TransportLimits,
  type TransportTimings,
} from '@lolraft/transport-kit';
import { parseAddress } from './address.js';
import { StreamOpening, StreamRefused } from './dial/stream-opening.js';
import { CALLER } from './language.js';
import { PIPELINE } from './methods.js';
import { dialOptions, resolveSettings, type GrpcOptions, type GrpcSettings } from './settings.js';

export interface GrpcClientTransportOptions extends Pick<GrpcOptions, 'compression' | 'windowBytes'> {
  /** For `grpcs:` addresses. */
  readonly tls?: ClientTlsOptions;
  readonly limits?: Partial<Pick<TransportLimits, 'maxMessageBytes' | 'maxQueuedBytes'>>;
  /** Milliseconds. */
  readonly timings?: Pick<TimingOptions, 'handshakeTimeout' | 'keepAlive' | 'closeTimeout'>;
}

/** Calls nodes over gRPC, many calls on one stream (`lol.v1.Raft/Pipeline`). */
export class GrpcClientTransport implements ClientTransport {
  readonly #limits: TransportLimits;
  readonly #timings: TransportTimings;
  readonly #settings: GrpcSettings;
  #tls: DialTls;
  readonly #turn = new Turn();

  /** @throws {InvalidArgumentError} where an option can never work. */
  constructor(options: GrpcClientTransportOptions = {}) {
    this.#limits = resolveLimits(options.limits);
    this.#timings = resolveTimings(options.timings);
    this.#settings = resolveSettings(options);
    this.#tls = dialTls(options.tls);
  }

  /**
   * Connects with these certificates from now on; connections that are open stay.
   * @throws {InvalidArgumentError} where they are not valid; the former ones stay.
   */
  reload(tls: ClientTlsOptions): void {
    this.#tls = dialTls(tls);
  }

  /**
   * @param address `grpc://host:port` or `grpcs://host:port`
   * @throws {InvalidArgumentError} where the address is none.
   * @throws {UnavailableError} where nobody answers.
   * @throws {ProtocolError} where somebody else does.
   * @throws {AbortedError} where `signal` fires first.
   */
  async connect(address: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<ClientConnection> {
    const destination = parseAddress(address);
    if (signal?.aborted === true) throw new AbortedError('not_applied', signal.reason);
    const { closeTimeout, handshakeTimeout } = this.#timings;
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const giveUp = (error: Error): void => {
        settle();
        opening.terminate();
        reject(error);
      };
      const onAbort = (): void => giveUp(new AbortedError('not_applied', signal?.reason));
      const opening = new StreamOpening(
        {
          destination,
          tls: this.#tls,
          method: PIPELINE,
          language: CALLER,
          channel: dialOptions(this.#limits.maxMessageBytes, this.#settings),
          closeTimeout,
        },
        {
          onOpen: (channel) => {
            settle();
            const options = { framing: () => whole('server'), closeTimeout };
            const connection = new Connection(channel, NOBODY, this.#turn, options);
            resolve(new PipelinedClient(connection, this.#limits, this.#timings));
          },
          onFailed: (reason, cause) => {
            settle();
            reject(failure(`cannot connect to ${address}: ${reason}`, cause));
          },
        },
      );
      const timer = setTimeout(
        () => giveUp(new UnavailableError(`cannot connect to ${address}: it took too long`, 'not_applied')),
        handshakeTimeout,
      );
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}

/** Of the network, not of what somebody said. */
const UNREACHABLE = /\bE(?!RR_|PROTO)[A-Z_]{3,}\b|closed before|dropped|hang up/;

function failure(message: string, cause: unknown): Error {
  if (!(cause instanceof StreamRefused) || cause.status !== status.UNAVAILABLE)
    return new ProtocolError(message, cause);
  const unreachable = UNREACHABLE.test(cause.message);
  return unreachable ? new UnavailableError(message, 'not_applied', cause) : new ProtocolError(message, cause);
}
