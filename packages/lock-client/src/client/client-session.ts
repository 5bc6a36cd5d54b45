import { type Clock, ClosedError, type Timer } from '@lolraft/raft-core';
import { CLOSE_SESSION } from '../codec/methods.js';
import { sessionHex } from '../protocol/session-id.js';
import { EndSignal } from './end-signal.js';
import type { KeepAlive, KeptSession } from './keep-alive.js';
import { Lease } from './lease.js';
import type { LockCalls } from './lock-calls.js';
import { SessionExpiredError } from './lock-error.js';
import { Requests } from './requests.js';

/** A session with the lock service: it lives for as long as its client gives signs of life, which it does by itself. */
export interface Session extends AsyncDisposable {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly namespace: string;
  readonly owner: string;
  /** Milliseconds. */
  readonly ttl: number;
  /** Whether it may still be taken for alive. */
  readonly isAlive: boolean;
  /** Fires when it may not be taken for alive any more, with a `SessionExpiredError`, or a `ClosedError` where it was closed. */
  readonly signal: AbortSignal;
  /**
   * Ends it, with all that it holds and waits for.
   * @throws {RaftError} where the cluster could not be told: it then ends when its time to live is over.
   */
  close(): Promise<void>;
  /** As `close`, but never rejects. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface SessionTerms {
  readonly idBytes: Uint8Array;
  readonly namespace: string;
  readonly owner: string;
  readonly ttl: number;
}

export interface SessionParts {
  readonly clock: Clock;
  readonly calls: LockCalls;
  readonly keepAlive: KeepAlive;
  /** Milliseconds that a call may take. */
  readonly timeout: number;
  /** Keeps what goes on in the background, so that the end of the client can wait for it. It must not reject. */
  readonly background: (task: Promise<void>) => void;
  readonly onEnd: (session: ClientSession) => void;
}

export class ClientSession implements Session, KeptSession {
  readonly idBytes: Uint8Array;
  readonly id: string;
  readonly namespace: string;
  readonly owner: string;
  readonly ttl: number;
  readonly requests: Requests;
  readonly #parts: SessionParts;
  readonly #lease: Lease;
  #timer: Timer | undefined;
  readonly #ended = new EndSignal();
  /** Why the last sign of life has failed. */
  #trouble: unknown;
  #closing: Promise<void> | undefined;

  /** `sentAt`: when its opening was sent, to which `ttl` milliseconds were granted. */
  constructor(terms: SessionTerms, parts: SessionParts, sentAt: number) {
    this.idBytes = terms.idBytes;
    this.id = sessionHex(terms.idBytes);
    this.namespace = terms.namespace;
    this.owner = terms.owner;
    this.ttl = terms.ttl;
    this.#parts = parts;
    this.#lease = new Lease(sentAt, terms.ttl);
    this.requests = new Requests(
      {
        idBytes: this.idBytes,
        namespace: this.namespace,
        ended: this.#ended,
        check: () => this.check(),
        gone: (error) => this.gone(error),
        isInDoubt: () => parts.keepAlive.hurry(this),
      },
      parts,
    );
    this.#arm();
  }

  get isAlive(): boolean {
    return this.check();
  }

  get signal(): AbortSignal {
    this.check();
    return this.#ended.signal;
  }

  /** Why it is over. */
  get reason(): unknown {
    return this.#ended.reason;
  }

  #arm(): void {
    const { clock } = this.#parts;
    this.#timer = clock.setTimer(Math.max(0, this.#lease.until - clock.now()), () => {
      // It may have been prolonged since.
      if (this.check()) this.#arm();
    });
  }

  /** Whether it is a session of the client that these parts are of. */
  isOf(parts: SessionParts): boolean {
    return this.#parts === parts;
  }

  /** Looks at the clock; whether it may be taken for alive. Once it may not, it is over for good. */
  check(): boolean {
    if (this.#ended.isOver) return false;
    if (!this.#lease.isOver(this.#parts.clock.now())) return true;
    this.#end(new SessionExpiredError('nothing was heard for as long as the session lives', this.#trouble), 'expired');
    // It may be alive over there, and in others' way.
    this.#parts.background(this.#tellEnd().catch(() => undefined));
    return false;
  }

  prolong(sentAt: number, ttl: number): void {
    this.#trouble = undefined;
    this.#lease.extend(sentAt, ttl);
    this.check();
  }

  gone(cause?: unknown): void {
    this.#end(new SessionExpiredError('the session has expired', cause), 'expired');
  }

  failed(error: unknown): void {
    this.#trouble = error;
    this.check();
  }

  /** Whoever holds something is told before anybody else. */
  #end(reason: Error, why: 'expired' | 'closed'): void {
    if (this.#ended.isOver) return;
    this.#timer?.cancel();
    this.requests.loseAll(why, reason.cause);
    this.#ended.end(reason);
    this.#parts.keepAlive.remove(this);
    this.#parts.onEnd(this);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#ended.isOver) return;
    this.#end(new ClosedError('the session'), 'closed');
    await this.#tellEnd();
  }

  /** As `close`, with other patience, and never rejects. */
  async end(timeout: number): Promise<void> {
    if (this.#closing !== undefined || this.#ended.isOver) return;
    this.#end(new ClosedError('the client'), 'closed');
    await this.#tellEnd(timeout).catch(() => undefined);
  }

  async #tellEnd(timeout = this.#parts.timeout): Promise<void> {
    const { calls } = this.#parts;
    try {
      await calls.ask(CLOSE_SESSION, { session: this.idBytes }, { timeout });
    } catch (error) {
      if (!(error instanceof SessionExpiredError)) throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close().catch(() => undefined);
  }
}
