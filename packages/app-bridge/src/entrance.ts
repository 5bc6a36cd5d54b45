import { timingSafeEqual, createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { ProtocolError } from '@lolraft/raft-core';
import { AppConnection } from './connection.js';
import { FrameType, VERSION_MAX, VERSION_MIN } from './frame.js';
import { FrameReader } from './frame-reader.js';
import { decodeHello, encodeWelcome, RefusalCode, type Hello } from './messages.js';
import { refuse } from './refuse.js';
import type { BridgeLimits, BridgeTimings } from './options.js';

/** A stranger sends no more than this. */
const MAX_HELLO_BYTES = 1024;
/** Connections that have not said hello yet; one more is cut off. */
const MAX_STRANGERS = 16;

export interface EntranceSite {
  readonly name: string;
  readonly token: string;
  readonly limits: BridgeLimits;
  readonly timings: BridgeTimings;
  /** Whether an app is there already. */
  isBusy(): boolean;
  admitted(connection: AppConnection): void;
  refused(reason: string): void;
}

class Refusal extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Lets apps in: those that speak a version of the protocol and know the token, one at a time. */
export class Entrance {
  readonly #site: EntranceSite;
  readonly #strangers = new Set<Socket>();

  constructor(site: EntranceSite) {
    this.#site = site;
  }

  accept(socket: Socket): void {
    if (this.#strangers.size >= MAX_STRANGERS) {
      socket.destroy();
      this.#site.refused('too many connections that have not said hello');
      return;
    }
    this.#strangers.add(socket);
    const site = this.#site;
    const reader = new FrameReader(MAX_HELLO_BYTES);
    const timer = setTimeout(() => {
      leave();
      socket.destroy();
      site.refused('a connection has not said hello in time');
    }, site.timings.helloTimeout);
    const gone = (): void => {
      leave();
      site.refused('a connection ended before its hello');
    };
    const failed = (): void => {
      socket.destroy();
    };
    const leave = (): void => {
      clearTimeout(timer);
      this.#strangers.delete(socket);
      socket.off('data', read);
      socket.off('close', gone);
    };
    const read = (chunk: Buffer): void => {
      try {
        const [first, ...more] = reader.read(chunk);
        if (first === undefined) return;
        if (first.type !== FrameType.hello || first.id !== 0 || more.length > 0 || !reader.isEmpty)
          throw new ProtocolError('a connection begins with something other than one hello');
        leave();
        const hello = decodeHello(first.body);
        this.#judge(hello);
        socket.off('error', failed);
        const connection = new AppConnection(socket, hello.capabilities, site.limits, site.timings);
        const { maxFrameBytes, windowBytes } = site.limits;
        connection.send(FrameType.welcome, 0, encodeWelcome(VERSION_MAX, maxFrameBytes, windowBytes, site.name));
        site.admitted(connection);
      } catch (error) {
        leave();
        if (error instanceof Refusal) this.#refuse(socket, error.code, error.message);
        else if (error instanceof ProtocolError) this.#refuse(socket, RefusalCode.protocol, error.message);
        else throw error;
      }
    };
    socket.on('data', read);
    socket.on('close', gone);
    socket.on('error', failed);
  }

  #judge({ versionMin, versionMax, token }: Hello): void {
    if (versionMin > VERSION_MAX || versionMax < VERSION_MIN)
      throw new Refusal(
        RefusalCode.version,
        `the app speaks versions ${versionMin} to ${versionMax} of the protocol, this node ${VERSION_MIN} to ${VERSION_MAX}`,
      );
    if (!timingSafeEqual(digest(token), digest(Buffer.from(this.#site.token))))
      throw new Refusal(RefusalCode.token, 'the app does not know the token');
    if (this.#site.isBusy()) throw new Refusal(RefusalCode.busy, 'another app is connected');
  }

  #refuse(socket: Socket, code: RefusalCode, message: string): void {
    this.#site.refused(message);
    refuse(socket, code, message);
    this.#strangers.add(socket);
    socket.once('close', () => {
      this.#strangers.delete(socket);
    });
  }

  close(): void {
    for (const socket of this.#strangers) socket.destroy();
  }
}
