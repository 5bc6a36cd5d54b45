import type { Socket } from 'node:net';
import { AwakeClock, OverloadedError, ProtocolError } from '@lolraft/raft-core';
import { AppLostError, type LossReason } from './errors.js';
import { frameHead, FrameType, type Frame } from './frame.js';
import { FrameReader } from './frame-reader.js';
import { RefusalCode } from './messages.js';
import { refuse } from './refuse.js';
import type { BridgeLimits, BridgeTimings } from './options.js';

/** One request to the app, until it is settled. */
export interface Exchange {
  /** @throws {ProtocolError} where the app may not send that here. */
  received(frame: Frame): void;
  /** The app is lost. */
  lost(error: AppLostError): void;
  /**
   * Called now and then: whether the app has to do something for it now. Where it has to for longer than `responseTimeout`,
   * `expired` is called. Undefined for requests that pings watch over.
   */
  readonly watch?: { isWaiting(): boolean; expired(): void };
  /** The app has everything it needs for its answer, and has to give it before it answers what comes later. */
  isDue?(): boolean;
}

interface Open {
  readonly exchange: Exchange;
  since: number | undefined;
}

/** Ticks for each `responseTimeout`. */
const TICKS = 8;

/** An app process that has said hello: frames to and from it, and whether it is alive. */
export class AppConnection {
  readonly capabilities: number;
  readonly limits: BridgeLimits;
  /** Resolves, with the reason, once the app is lost. */
  readonly ended: Promise<AppLostError>;
  /** A snapshot is on its way into the app, which has no state meanwhile. */
  isInstalling = false;
  readonly #socket: Socket;
  readonly #timings: BridgeTimings;
  readonly #clock: AwakeClock;
  readonly #open = new Map<number, Open>();
  readonly #end: (error: AppLostError) => void;
  #nextId = 1;
  #lost: AppLostError | undefined;
  #ping: { readonly since: number; readonly due: readonly Exchange[] } | undefined;
  #queries = 0;
  #wantsSnapshot = false;

  constructor(socket: Socket, capabilities: number, limits: BridgeLimits, timings: BridgeTimings) {
    const reader = new FrameReader(limits.maxFrameBytes);
    this.#socket = socket;
    this.capabilities = capabilities;
    this.limits = limits;
    this.#timings = timings;
    let end: (error: AppLostError) => void = () => undefined;
    this.ended = new Promise((resolve) => {
      end = resolve;
    });
    this.#end = end;
    this.#clock = new AwakeClock(Math.max(1, timings.responseTimeout / TICKS), () => {
      this.#tick();
    });
    socket.on('data', (chunk: Buffer) => {
      this.#read(reader, chunk);
    });
    socket.on('close', () => {
      this.lose('ended', 'the app has closed its connection');
    });
    socket.on('error', (error) => {
      this.lose('ended', `the connection to the app broke: ${error.message}`);
    });
  }

  /** Why the app is gone; undefined while it is there. */
  get lost(): AppLostError | undefined {
    return this.#lost;
  }

  /** Whether the app has asked for a snapshot since this was last looked at. */
  takeWish(): boolean {
    const wish = this.#wantsSnapshot;
    this.#wantsSnapshot = false;
    return wish;
  }

  /** @throws {AppLostError} */
  check(): void {
    if (this.#lost !== undefined) throw this.#lost;
  }

  // ---- to the app ----

  /** Begins an exchange: its id. Nothing is sent by that. @throws {AppLostError} */
  begin(exchange: Exchange): number {
    this.check();
    const id = this.#nextId++;
    if (id >= 2 ** 32) {
      this.lose('closed', 'the connection has used up its ids');
      this.check();
    }
    this.#open.set(id, { exchange, since: undefined });
    return id;
  }

  /** The exchange is settled: what still comes for it is ignored. */
  settle(id: number): void {
    this.#open.delete(id);
  }

  send(type: FrameType, id: number, body: Uint8Array): void {
    if (this.#lost !== undefined) return;
    const socket = this.#socket;
    socket.cork();
    socket.write(frameHead(type, id, body.length));
    if (body.length > 0) socket.write(body);
    process.nextTick(() => {
      socket.uncork();
    });
  }

  /** Settles an exchange that the app is still busy with. */
  cancel(id: number): void {
    if (!this.#open.delete(id)) return;
    this.send(FrameType.cancel, id, new Uint8Array(0));
  }

  /** @throws {OverloadedError} where no query may be added to what waits. */
  admitQuery(bytes: number): void {
    if (this.#queries >= this.limits.maxQueries)
      throw new OverloadedError(`the app has ${this.#queries} queries to answer`);
    if (this.#socket.writableLength + bytes > this.limits.maxQueuedBytes && this.#socket.writableLength > 0)
      throw new OverloadedError('the app does not read its queries');
    this.#queries++;
  }

  queryDone(): void {
    this.#queries--;
  }

  /** Resolves when the socket has taken most of what was sent. @throws {AppLostError} */
  async drained(): Promise<void> {
    while (this.#lost === undefined && this.#socket.writableNeedDrain)
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.#socket.off('drain', done);
          this.#socket.off('close', done);
          resolve();
        };
        this.#socket.on('drain', done);
        this.#socket.on('close', done);
      });
    this.check();
  }

  // ---- from the app ----

  #read(reader: FrameReader, chunk: Uint8Array): void {
    if (this.#lost !== undefined) return;
    try {
      for (const frame of reader.read(chunk)) {
        this.#received(frame);
        if (this.lost !== undefined) return;
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.lose('protocol', error.message);
    }
  }

  #received(frame: Frame): void {
    const { type, id, body } = frame;
    if (type === FrameType.wantSnapshot) {
      if (body.length > 0) throw new ProtocolError('a wish for a snapshot has no body');
      this.#wantsSnapshot = true;
      return;
    }
    if (id === 0 || id >= this.#nextId)
      throw new ProtocolError(`a frame of type ${type} for request ${id}, which there is not`);
    this.#open.get(id)?.exchange.received(frame);
  }

  // ---- whether it lives ----

  #tick(): void {
    const { now } = this.#clock;
    const limit = this.#timings.responseTimeout;
    if (this.#ping !== undefined) {
      if (now - this.#ping.since > limit)
        this.lose('silent', `the app has not answered for ${this.#timings.responseTimeout} ms`);
    } else this.#sendPing(now);
    for (const open of [...this.#open.values()]) {
      const { watch } = open.exchange;
      if (watch === undefined) continue;
      if (!watch.isWaiting()) open.since = undefined;
      else if (open.since === undefined) open.since = now;
      else if (now - open.since > limit) watch.expired();
    }
  }

  #sendPing(since: number): void {
    const due = [...this.#open.values()]
      .map(({ exchange }) => exchange)
      .filter((exchange) => exchange.isDue?.() === true);
    this.#ping = { since, due };
    const id = this.begin({
      received: ({ type }) => {
        if (type !== FrameType.done) throw new ProtocolError(`a frame of type ${type} is no answer to a ping`);
        this.#ping = undefined;
        this.settle(id);
        if (due.some((exchange) => exchange.isDue?.() === true))
          throw new ProtocolError('a ping was answered before what had been asked for earlier');
      },
      lost: () => undefined,
    });
    this.send(FrameType.ping, id, new Uint8Array(0));
  }

  /** Ends the connection, and fails everything that is open. The first reason counts. */
  lose(reason: LossReason, message: string): void {
    if (this.#lost !== undefined) return;
    const error = new AppLostError(reason, message);
    this.#lost = error;
    this.#clock.stop();
    if (reason === 'protocol') refuse(this.#socket, RefusalCode.protocol, message);
    else this.#socket.destroy();
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { exchange } of open) exchange.lost(error);
    this.#end(error);
  }
}
