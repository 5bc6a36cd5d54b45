import {
  AbortedError,
  ProtocolError,
  UnauthenticatedError,
  UnavailableError,
  type ClientConnection,
  type ClientTransport,
} from '@lolraft/raft-core';
import { PROTOCOL_MAX, PROTOCOL_MIN, type RefusalReason } from '@lolraft/raft-wire';
import {
  CloseCode,
  Dial,
  dialTls,
  frameLimitsOf,
  piecewise,
  PipelinedClient,
  resolveLimits,
  resolveTimings,
  Turn,
  type ClientTlsOptions,
  type DialTls,
  type TimingOptions,
  type TransportLimits,
  type TransportTimings,
} from '@lolraft/transport-kit';
import { parseAddress } from './address.js';
import { WsOpening } from './ws-opening.js';

export interface WsClientTransportOptions {
  /** For `wss:` addresses. */
  readonly tls?: ClientTlsOptions;
  readonly limits?: Partial<Pick<TransportLimits, 'maxFrameBytes' | 'maxMessageBytes' | 'maxQueuedBytes'>>;
  /** Milliseconds. */
  readonly timings?: Pick<TimingOptions, 'handshakeTimeout' | 'keepAlive' | 'closeTimeout'>;
}

/** Calls nodes over WebSockets. */
export class WsClientTransport implements ClientTransport {
  readonly #limits: TransportLimits;
  readonly #timings: TransportTimings;
  #tls: DialTls;
  readonly #turn = new Turn();

  /** @throws {InvalidArgumentError} where an option can never work. */
  constructor(options: WsClientTransportOptions = {}) {
    this.#limits = resolveLimits(options.limits);
    this.#timings = resolveTimings(options.timings);
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
   * @param address `ws://host:port` or `wss://host:port`
   * @throws {InvalidArgumentError} where the address is none.
   * @throws {UnavailableError} where nobody answers.
   * @throws {ProtocolError} where somebody else does.
   * @throws {UnauthenticatedError} where it wants to know who we are, and does not believe it.
   * @throws {AbortedError} where `signal` fires first.
   */
  async connect(address: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<ClientConnection> {
    const url = parseAddress(address);
    const { maxFrameBytes } = this.#limits;
    const { closeTimeout, handshakeTimeout } = this.#timings;
    if (signal?.aborted === true) throw new AbortedError('not_applied', signal.reason);
    return new Promise((resolve, reject) => {
      const settle = (): void => signal?.removeEventListener('abort', onAbort);
      const onAbort = (): void => {
        dial.abort(CloseCode.GoingAway, 'the client has given up');
        reject(new AbortedError('not_applied', signal?.reason));
      };
      const dial = new Dial(
        { type: 'client', protocolMin: PROTOCOL_MIN, protocolMax: PROTOCOL_MAX },
        this.#turn,
        {
          framing: () => piecewise(frameLimitsOf(this.#limits)),
          closeTimeout,
          handshakeTimeout,
          open: (events) =>
            new WsOpening(
              url,
              { maxFrameBytes, closeTimeout, tls: this.#tls, dialler: 'lol (client)', mask: true },
              events,
            ),
        },
        {
          onAccepted: (connection, reply) => {
            settle();
            if (reply.type === 'client') resolve(new PipelinedClient(connection, this.#limits, this.#timings));
            else {
              connection.close(CloseCode.Refused, 'this is a client');
              reject(new ProtocolError(`${address} took us for a peer`));
            }
          },
          onFailed: (reason, refused, cause) => {
            settle();
            reject(failure(address, reason, refused, cause));
          },
        },
      );
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}

/** Refusals that say nothing against another try. */
const TRY_AGAIN: ReadonlySet<RefusalReason> = new Set(['overloaded', 'closing']);

function failure(address: string, reason: string, refused: RefusalReason | undefined, cause: unknown): Error {
  const message = `cannot connect to ${address}: ${reason}`;
  if (refused === undefined ? isUnreachable(cause) : TRY_AGAIN.has(refused))
    return new UnavailableError(message, 'not_applied', cause);
  return refused === 'unauthenticated' ? new UnauthenticatedError(message) : new ProtocolError(message, cause);
}

/** Whether an error is of the network (ECONNREFUSED, ENOTFOUND, ...) or a silence, and not of what somebody said. */
function isUnreachable(cause: unknown): boolean {
  if (cause === undefined) return true;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^E(?!RR_|PROTO)/.test(code);
}
