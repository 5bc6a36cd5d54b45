import {
  AbortedError,
  ClosedError,
  DeadlineExceededError,
  InternalError,
  NotLeaderError,
  OverloadedError,
  UnavailableError,
  type Outcome,
  type RaftError,
} from '../model/errors.js';
import type { GroupId } from '../model/ids.js';
import type {
  ChangeMembershipRequest,
  ServiceResponse,
  SessionRequest,
  TransferLeadershipRequest,
  WriteRequest,
} from '../model/service.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { CallContext, ClientConnection, ClientTransport } from '../ports/transport.js';
import { endedBefore } from './bounded-call.js';
import { asRaftError, messageOf, notApplied } from './call-errors.js';
import type { CallerOptions } from './call-options.js';
import type { HostLimits } from './limits.js';

export interface ForwardOptions {
  /** How the leader is reached: at its address in the group's configuration, with the credentials and certificates of this transport. */
  readonly transport: ClientTransport;
  /** Milliseconds that a connection may take: 2,000. */
  readonly connectTimeout?: number;
}

const CONNECT_TIMEOUT = 2_000;

/** What only a leader does. */
type Request = WriteRequest | SessionRequest | ChangeMembershipRequest | TransferLeadershipRequest;
type ResponseTo<R extends Request> = Extract<ServiceResponse, { readonly type: R['type'] }>;
export type PassOn = <R extends Request>(request: R, options: CallerOptions) => Promise<ResponseTo<R>>;

interface PassedCall {
  readonly group: GroupId;
  readonly fail: (errorOf: (outcome: Outcome) => RaftError) => void;
  readonly late: (errorOf: (outcome: Outcome) => RaftError) => void;
  /** Its leader leads no longer, and has this long to answer. */
  patience: Timer | undefined;
}

/** A connection, and the calls that are on it. */
interface Line {
  readonly connection: Promise<ClientConnection>;
  calls: number;
  /** When it last brought an answer. */
  heardAt: number;
  /** Nothing more is sent on it: it closes with its last call. */
  retired: boolean;
}

/**
 * Passes on to the leader what a node was asked that does not lead: once, since a call that was passed on is not passed on again,
 * whoever may believe what. What is known of a call's outcome stays what it is: one that was sent and not answered is unknown.
 * Bounded like the writes of a group; each call ends by its deadline, its signal, or soon after its leader is known to lead no longer.
 */
export class Forwarder {
  readonly #transport: ClientTransport;
  readonly #connectTimeout: number;
  readonly #limits: HostLimits;
  readonly #clock: Clock;
  readonly #lines = new Map<string, Line>();
  readonly #calls = new Set<PassedCall>();
  readonly #abort = new AbortController();
  #bytes = 0;

  constructor({ transport, connectTimeout = CONNECT_TIMEOUT }: ForwardOptions, limits: HostLimits, clock: Clock) {
    this.#transport = transport;
    this.#connectTimeout = connectTimeout;
    this.#limits = limits;
    this.#clock = clock;
  }

  get count(): number {
    return this.#calls.size;
  }

  /** How to pass on a call that was refused here with `error`; undefined where its caller has to be told. */
  target(error: unknown, origin: CallContext | undefined): PassOn | undefined {
    if (!(error instanceof NotLeaderError) || origin?.forwarded === true) return undefined;
    const address = error.leader?.address ?? '';
    if (address === '') return undefined;
    return (request, options) => this.#pass(address, request, options, origin);
  }

  async #pass<R extends Request>(
    address: string,
    request: R,
    options: CallerOptions,
    origin: CallContext | undefined,
  ): Promise<ResponseTo<R>> {
    const signal = origin?.signal ?? options.signal;
    const timeout = origin?.remaining ?? options.timeout;
    const refusal = this.#refusal(request) ?? endedBefore({ signal, timeout });
    if (refusal !== undefined) throw refusal;
    const bytes = bytesOf(request);
    this.#bytes += bytes;
    try {
      const response = await this.#call(address, request, signal, timeout, origin);
      if (response.type !== request.type)
        throw new InternalError(`${address} answered a ${request.type} with something else`);
      return response as ResponseTo<R>;
    } finally {
      this.#bytes -= bytes;
    }
  }

  #refusal(request: Request): RaftError | undefined {
    if (this.#abort.signal.aborted) return new ClosedError('the node');
    const { maxPendingWrites, maxPendingWriteBytes } = this.#limits;
    if (this.#calls.size >= maxPendingWrites || this.#bytes + bytesOf(request) > maxPendingWriteBytes)
      return new OverloadedError('too many calls wait for the leader that they were passed on to');
    return undefined;
  }

  #call(
    address: string,
    request: Request,
    signal: AbortSignal | undefined,
    timeout: number | undefined,
    origin: CallContext | undefined,
  ): Promise<ServiceResponse> {
    const clock = this.#clock;
    const deadline = timeout === undefined ? undefined : clock.now() + timeout;
    return new Promise((resolve, reject) => {
      const giveUp = new AbortController();
      const line = this.#line(address);
      let sentAt: number | undefined;
      const end = (settle: () => void): void => {
        if (!this.#calls.delete(call)) return;
        timer?.cancel();
        call.patience?.cancel();
        signal?.removeEventListener('abort', onAbort);
        settle();
        line.calls--;
        if (line.retired && line.calls === 0) void line.connection.then(dismiss, () => undefined);
      };
      const fail: PassedCall['fail'] = (errorOf) => {
        end(() => {
          reject(errorOf(sentAt === undefined ? 'not_applied' : 'unknown'));
          giveUp.abort();
        });
      };
      /** It has waited long enough: where nothing at all came meanwhile, nobody may be there any more. */
      const late: PassedCall['late'] = (errorOf) => {
        if (sentAt !== undefined && line.heardAt < sentAt) this.#retire(address, line);
        fail(errorOf);
      };
      const onAbort = (): void => {
        fail((outcome) => new AbortedError(outcome, signal?.reason));
      };
      const call: PassedCall = { group: request.group, fail, late, patience: undefined };
      this.#calls.add(call);
      line.calls++;
      const timer =
        timeout === undefined
          ? undefined
          : clock.setTimer(timeout, () => {
              late((outcome) => new DeadlineExceededError(outcome));
            });
      signal?.addEventListener('abort', onAbort, { once: true });
      line.connection.then(
        (connection) => {
          if (!this.#calls.has(call)) return;
          sentAt = clock.now();
          connection
            .call(request, {
              forwarded: true,
              signal: giveUp.signal,
              ...(deadline === undefined ? undefined : { timeout: Math.max(1, deadline - sentAt) }),
              ...(origin?.traceparent === undefined ? undefined : { traceparent: origin.traceparent }),
              ...(origin?.credential === undefined ? undefined : { credential: origin.credential }),
            })
            .then(
              (response) => {
                line.heardAt = clock.now();
                end(() => {
                  resolve(response);
                });
              },
              (error: unknown) => {
                end(() => {
                  reject(asRaftError(error, 'the transport failed'));
                });
              },
            );
        },
        (error: unknown) => {
          end(() => {
            reject(notApplied(asRaftError(error, 'the transport failed')));
          });
        },
      );
    });
  }

  /** One connection for each address, made when it is needed. */
  #line(address: string): Line {
    const known = this.#lines.get(address);
    if (known !== undefined) return known;
    const line: Line = { connection: this.#dial(address), calls: 0, heardAt: -Infinity, retired: false };
    this.#lines.set(address, line);
    const forget = (): void => {
      if (this.#lines.get(address) === line) this.#lines.delete(address);
    };
    line.connection.then(({ closed }) => closed).then(forget, forget);
    return line;
  }

  #retire(address: string, line: Line): void {
    if (this.#lines.get(address) === line) this.#lines.delete(address);
    line.retired = true;
    if (line.calls === 0) void line.connection.then(dismiss, () => undefined);
  }

  #dial(address: string): Promise<ClientConnection> {
    const controller = new AbortController();
    return new Promise((resolve, reject) => {
      let over = false;
      const end = (settle: () => void): void => {
        if (over) return;
        over = true;
        timer.cancel();
        this.#abort.signal.removeEventListener('abort', onClose);
        settle();
      };
      const giveUp = (error: RaftError): void => {
        end(() => {
          reject(error);
          controller.abort();
        });
      };
      const onClose = (): void => {
        giveUp(new ClosedError('the node'));
      };
      const timer = this.#clock.setTimer(this.#connectTimeout, () => {
        giveUp(new UnavailableError(`${address} has not answered for ${this.#connectTimeout} ms`, 'not_applied'));
      });
      this.#abort.signal.addEventListener('abort', onClose);
      this.#transport.connect(address, { signal: controller.signal }).then(
        (connection) => {
          if (over) void dismiss(connection);
          else
            end(() => {
              resolve(connection);
            });
        },
        (error: unknown) => {
          end(() => {
            reject(
              error instanceof Error && 'code' in error
                ? error
                : new UnavailableError(`${address} cannot be reached: ${messageOf(error)}`, 'not_applied', error),
            );
          });
        },
      );
    });
  }

  /**
   * Another node leads the group, or nobody: who led has the answers of what it committed, and `patience` milliseconds to give
   * them.
   */
  leaderChanged(group: GroupId, patience: number): void {
    for (const call of this.#calls) {
      if (call.group !== group) continue;
      call.patience ??= this.#clock.setTimer(patience, () => {
        call.late((outcome) => new UnavailableError('who led when the call was passed on leads no longer', outcome));
      });
    }
  }

  /** Connections to other addresses than these close, each with its last call. */
  keep(addresses: ReadonlySet<string>): void {
    for (const [address, line] of [...this.#lines]) if (!addresses.has(address)) this.#retire(address, line);
  }

  /** Settles every call, and ends every connection. */
  async close(): Promise<void> {
    this.#abort.abort();
    const lines = [...this.#lines.values()];
    this.#lines.clear();
    for (const call of [...this.#calls]) call.fail((outcome) => new ClosedError('the node', outcome));
    await Promise.all(lines.map(({ connection }) => connection.then(dismiss, () => undefined)));
  }
}

function bytesOf(request: Request): number {
  return request.type === 'write' ? request.payload.length : 0;
}

/** That a connection ends badly is of no interest to anybody who has no call on it. */
function dismiss(connection: ClientConnection): Promise<void> {
  return connection.close().catch(() => undefined);
}
