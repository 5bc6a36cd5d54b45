import {
  type CallOptions,
  type ClientConnection,
  type Clock,
  DeadlineExceededError,
  type ErrorCode,
  type GroupId,
  InternalError,
  type Outcome,
  RaftError,
  type ServiceRequest,
  type StatusResponse,
  type StreamItem,
  type StreamRequest,
  type Timer,
  UnavailableError,
} from '@lolraft/raft-core';
import { Attempt } from './call.js';

export interface LinkOptions {
  readonly clock: Clock;
  readonly group: GroupId;
  readonly credential: string | undefined;
  /** Milliseconds without an answer after which the node is suspected, and again after which it is given up. */
  readonly silence: number;
  /** The node is suspected: calls had better go elsewhere. */
  readonly onSuspect: (link: Link) => void;
  /** A suspected node has answered. */
  readonly onCleared: (link: Link) => void;
  /** The connection has ended. */
  readonly onEnd: (link: Link) => void;
}

/** Errors that a transport may raise by itself: they do not prove that the node lives. */
const MAY_BE_LOCAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ABORTED',
  'CLOSED',
  'DEADLINE_EXCEEDED',
  'INTERNAL',
  'INVALID_ARGUMENT',
  'OVERLOADED',
  'PROTOCOL',
  'UNAVAILABLE',
]);

/** How many times the patience with a silent node a suspected one that lives has for its status. */
const PROBE = 30;

/**
 * One connection, and a watch on it. A paused process keeps its connections open and answers nothing: so where a node owes
 * an answer and is silent, it is asked for its status, which every live node gives soon; if it does not, the connection
 * is given up, and with it the calls on it. Where the transport has heard of the node meanwhile, it is only busy: to begin anew with all
 * that it has been asked would make it busier, so the connection stays.
 */
export class Link {
  readonly address: string;
  readonly #connection: ClientConnection;
  readonly #options: LinkOptions;
  readonly #attempts = new Set<Attempt>();
  /** When the oldest answer fell due that has not come, of those since the node was last heard. */
  #owedSince: number | undefined;
  #timer: Timer | undefined;
  #suspect = false;
  #isProbing = false;
  /** Of the connection, when the node was last judged. */
  #received: number | undefined;
  /** Why the connection has ended; undefined while it is open. */
  #ended: string | undefined;

  constructor(address: string, connection: ClientConnection, options: LinkOptions) {
    this.address = address;
    this.#connection = connection;
    this.#options = options;
    connection.closed.then(
      () => this.#end('the connection has ended'),
      (error: unknown) => this.#end(messageOf(error)),
    );
  }

  /** Whether calls should be sent on it. */
  get isGood(): boolean {
    return this.isOpen && !this.#suspect;
  }

  get isOpen(): boolean {
    return this.#ended === undefined;
  }

  /** Sends a request. The attempt is told of its end, also if the connection ends first. Never throws. */
  send(request: ServiceRequest, options: CallOptions, attempt: Attempt): void {
    if (!this.isOpen) {
      attempt.fail(this.#broke('the connection has ended', 'not_applied'));
      return;
    }
    this.#attempts.add(attempt);
    this.#owedSince ??= this.#options.clock.now();
    if (this.#timer === undefined) this.#watch(this.#options.silence);
    this.#connection.call(request, this.#withCredential(options)).then(
      (response) => {
        this.forget(attempt);
        this.#heard();
        attempt.answer(response);
      },
      (thrown: unknown) => {
        const error = asRaftError(thrown);
        this.forget(attempt);
        if (!MAY_BE_LOCAL.has(error.code)) this.#heard();
        attempt.fail(this.#explained(error));
      },
    );
  }

  /**
   * Asks for the node's status, and waits no longer than `patience` milliseconds, whatever the transport does.
   * @throws {RaftError}
   */
  status(patience: number): Promise<StatusResponse> {
    return new Promise((resolve, reject) => {
      const attempt = new Attempt((response, error) => {
        this.forget(attempt);
        timer.cancel();
        if (response?.type === 'status') resolve(response);
        else reject(error ?? new InternalError('a status was asked for, and something else was answered'));
      });
      const timer = this.#options.clock.setTimer(patience, () => {
        attempt.fail(new DeadlineExceededError('not_applied', `${this.address} has not said its status`));
      });
      this.send({ type: 'status', group: this.#options.group }, { timeout: patience }, attempt);
    });
  }

  stream(request: StreamRequest, options: CallOptions): AsyncIterable<StreamItem> {
    return this.#connection.stream(request, this.#withCredential(options));
  }

  #withCredential(options: CallOptions): CallOptions {
    const { credential } = this.#options;
    return credential === undefined ? options : { ...options, credential };
  }

  /** An attempt that its caller has given up; a late answer still says that the node lives. */
  forget(attempt: Attempt): void {
    this.#attempts.delete(attempt);
  }

  #heard(): void {
    this.#owedSince = this.#attempts.size > 0 ? this.#options.clock.now() : undefined;
    if (!this.#suspect) return;
    this.#suspect = false;
    this.#options.onCleared(this);
  }

  /** Says which connection it was that broke; one that we have ended ourselves fails calls in other words. */
  #explained(error: RaftError): RaftError {
    if (this.#ended !== undefined && (error.code === 'CLOSED' || error.code === 'UNAVAILABLE')) {
      return this.#broke(this.#ended, error.outcome);
    }
    return error.code === 'UNAVAILABLE' ? this.#broke(error.message, error.outcome, error) : error;
  }

  #broke(why: string, outcome: Outcome, cause?: RaftError): UnavailableError {
    return new UnavailableError(`${this.address}: ${why}`, outcome, cause);
  }

  #watch(delay: number): void {
    const { clock } = this.#options;
    this.#timer = clock.setTimer(delay, () => {
      // What arrived while the loop was blocked is delivered before it is judged missing.
      clock.defer(() => {
        this.#timer = undefined;
        this.#judge();
      });
    });
  }

  #judge(): void {
    if (!this.isOpen || this.#owedSince === undefined) return;
    const { clock, silence } = this.#options;
    const quiet = clock.now() - this.#owedSince;
    const patience = this.#suspect ? 2 * silence : silence;
    if (quiet < patience) {
      // At least one: what rounding leaves of a wait would pass in no time, again and again.
      this.#watch(Math.max(1, patience - quiet));
    } else if (this.#suspect) {
      const { received } = this.#connection;
      if (received === this.#received) {
        this.#end(`it has been silent for ${Math.round(quiet)} ms`);
        return;
      }
      this.#received = received;
      this.#watch(silence);
      this.#probe();
    } else {
      this.#suspect = true;
      this.#received = this.#connection.received;
      this.#watch(silence);
      this.#probe();
      this.#options.onSuspect(this);
    }
  }

  /** A node that is busy answers late, and is not suspected any more from then on. */
  #probe(): void {
    if (this.#isProbing) return;
    this.#isProbing = true;
    this.status(PROBE * this.#options.silence)
      .catch(ignoreError)
      .finally(() => {
        this.#isProbing = false;
      });
  }

  #end(why: string): void {
    if (!this.isOpen) return;
    this.#ended = why;
    this.#timer?.cancel();
    // Nobody is told of its failure: the connection is over either way.
    this.#connection.close().catch(ignoreError);
    this.#options.onEnd(this);
    // The transport knows of each call whether it was sent, so it has the first word.
    this.#options.clock.defer(() => {
      const attempts = [...this.#attempts];
      this.#attempts.clear();
      for (const attempt of attempts) attempt.fail(this.#broke(why, 'unknown'));
    });
  }

  /** Ends the connection; resolves when it has ended. */
  async close(): Promise<void> {
    this.#end('closed by the client');
    await this.#connection.close().catch(ignoreError);
  }
}

function ignoreError(): void {
  // What failed is known by other ways already.
}

/** Whatever a transport throws; what it does not know of may have happened. */
export function asRaftError(error: unknown): RaftError {
  return error instanceof RaftError ? error : new InternalError(`the transport failed: ${messageOf(error)}`, error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
