import {
  ClosedError,
  type ClientConnection,
  type ClientTransport,
  type Clock,
  RaftError,
  UnavailableError,
} from '@lolraft/raft-core';
import { asRaftError, Link, type LinkOptions } from './link.js';

export interface LinksOptions extends LinkOptions {
  readonly transport: ClientTransport;
  readonly clock: Clock;
  /** Milliseconds that a connection may take. */
  readonly connectTimeout: number;
  readonly maxDials: number;
}

/** At most one connection for each address, made when it is needed; few are made at once. */
export class Links {
  readonly #options: LinksOptions;
  readonly #links = new Map<string, Link>();
  readonly #dials = new Map<string, Promise<Link>>();
  /** Dials that wait for their turn. */
  readonly #waiting: (() => void)[] = [];
  readonly #abort = new AbortController();
  #dialing = 0;

  constructor(options: LinksOptions) {
    this.#options = options;
  }

  /** The connection to an address, where there is one that is in order. */
  get(address: string): Link | undefined {
    const link = this.#links.get(address);
    return link?.isGood === true ? link : undefined;
  }

  get open(): Link[] {
    return [...this.#links.values()].filter((link) => link.isGood);
  }

  /**
   * The connection to an address, made if need be; a suspected one too.
   * @throws {RaftError} `not_applied`
   */
  connect(address: string): Promise<Link> {
    const link = this.#links.get(address);
    if (link?.isOpen === true) return Promise.resolve(link);
    let dial = this.#dials.get(address);
    if (dial === undefined) {
      dial = this.#dialInTurn(address).finally(() => this.#dials.delete(address));
      this.#dials.set(address, dial);
    }
    return dial;
  }

  async #dialInTurn(address: string): Promise<Link> {
    if (this.#dialing < this.#options.maxDials) this.#dialing++;
    else await new Promise<void>((turn) => this.#waiting.push(turn));
    try {
      const connection = await this.#dial(address);
      const link = new Link(address, connection, {
        ...this.#options,
        onEnd: (ended) => {
          if (this.#links.get(address) === ended) this.#links.delete(address);
          this.#options.onEnd(ended);
        },
      });
      this.#links.set(address, link);
      return link;
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#dialing--;
      else next();
    }
  }

  /** Gives up in time, whatever the transport does; a connection that comes too late is closed. */
  #dial(address: string): Promise<ClientConnection> {
    const { transport, clock, connectTimeout } = this.#options;
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
      const giveUp = (error: RaftError): void =>
        end(() => {
          controller.abort(error);
          reject(error);
        });
      const onClose = (): void => giveUp(new ClosedError('the client'));
      const timer = clock.setTimer(connectTimeout, () =>
        giveUp(new UnavailableError(`${address} has not answered for ${connectTimeout} ms`, 'not_applied')),
      );
      if (this.#abort.signal.aborted) {
        onClose();
        return;
      }
      this.#abort.signal.addEventListener('abort', onClose);
      transport.connect(address, { signal: controller.signal }).then(
        (connection) => {
          if (over) connection.close().catch(() => undefined);
          else end(() => resolve(connection));
        },
        (error: unknown) => end(() => reject(notApplied(asRaftError(error)))),
      );
    });
  }

  /** Ends all connections, and those that are being made. */
  async close(): Promise<void> {
    this.#abort.abort();
    await Promise.all([...this.#links.values()].map((link) => link.close()));
  }
}

/** Nothing was sent on a connection that was not made. */
function notApplied(error: RaftError): RaftError {
  if (error.outcome === 'not_applied') return error;
  return new RaftError(error.code, error.message, { retryable: error.retryable, cause: error });
}
