import { InvalidArgumentError } from '@lolraft/raft-core';
import type { FrameLimits } from '@lolraft/raft-wire';
import type { BackoffOptions } from './backoff.js';
import type { KeepAliveOptions } from './silence.js';

/** Bounds of everything that grows with what others do. */
export interface TransportLimits {
  /** Largest WebSocket message, in bytes; larger things travel in pieces. The same on all nodes. */
  readonly maxFrameBytes: number;
  /** Largest message between peers, request or response, in bytes; at least 2 MiB, so that snapshots pass. */
  readonly maxMessageBytes: number;
  /** Messages of one class (control, bulk, background) that wait for one peer. */
  readonly maxQueuedMessages: number;
  /** Bytes of control, and of bulk, that wait for one peer, counted by their contents. One message passes always. */
  readonly maxQueuedBytes: number;
  /**
   * The same for background. Whoever fetches a snapshot asks for a few chunks at a time, so more than a few MiB for one peer
   * are repetitions of what waits here already.
   */
  readonly maxQueuedBackgroundBytes: number;
  /** Connections of clients through the listener. */
  readonly maxConnections: number;
  /** Those of one address (of 64 bits where it is IPv6). Default: as many as there may be, since many may come through one proxy. */
  readonly maxConnectionsPerAddress: number;
  /** Connections that nodes have dialled; room that no client can take. */
  readonly maxPeerConnections: number;
  /**
   * Connections that have not completed their handshake, or, where there is an access policy, have not shown yet who they
   * are. Over it the address that has most of them loses its oldest.
   */
  readonly maxPendingConnections: number;
  /** Calls and streams of one client connection that are being answered; over it a call is refused as overloaded. */
  readonly maxCalls: number;
  /** Bytes of their requests; over it a call is refused as overloaded. One call passes always. */
  readonly maxCallBytes: number;
  /** Bytes of answers that wait for a client to read them; over it nothing more is read from that client. */
  readonly maxUnreadBytes: number;
  /** Bytes of answers that are kept for a client; over it an answer becomes a short "overloaded". One passes always. */
  readonly maxAnswerBytes: number;
}

/** Milliseconds. */
export interface TransportTimings {
  /** From the beginning of a connection to the end of its handshake and, where one is needed, its first credential. */
  readonly handshakeTimeout: number;
  readonly keepAlive: KeepAliveOptions;
  /** Of the connections of clients, at the node. */
  readonly clientKeepAlive: KeepAliveOptions;
  readonly reconnect: BackoffOptions;
  /** How long a connection to a peer that `setPeers` does not name stays without a message. */
  readonly idleTimeout: number;
  /** What a connection has for its closing handshake, before it is cut. */
  readonly closeTimeout: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: TransportLimits = {
  maxFrameBytes: 256 * 1024,
  maxMessageBytes: 40 * MIB,
  maxQueuedMessages: 16_384,
  maxQueuedBytes: 64 * MIB,
  maxQueuedBackgroundBytes: 4 * MIB,
  maxConnections: 10_000,
  maxConnectionsPerAddress: Number.MAX_SAFE_INTEGER,
  maxPeerConnections: 1024,
  maxPendingConnections: 256,
  maxCalls: 4096,
  maxCallBytes: 64 * MIB,
  maxUnreadBytes: 4 * MIB,
  maxAnswerBytes: 64 * MIB,
};

export const DEFAULT_TIMINGS: TransportTimings = {
  handshakeTimeout: 5000,
  keepAlive: { interval: 1000, timeout: 5000 },
  clientKeepAlive: { interval: 10_000, timeout: 30_000 },
  reconnect: { first: 50, cap: 1000 },
  idleTimeout: 10_000,
  closeTimeout: 500,
};

/** Options as they are given: any part of them. */
export interface TimingOptions {
  readonly handshakeTimeout?: number;
  readonly keepAlive?: Partial<KeepAliveOptions>;
  readonly clientKeepAlive?: Partial<KeepAliveOptions>;
  readonly reconnect?: Partial<BackoffOptions>;
  readonly idleTimeout?: number;
  readonly closeTimeout?: number;
}

function checkNumbers(what: string, values: object, min: number, max: number): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'object') checkNumbers(`${what}.${name}`, value as object, min, max);
    else if (typeof value !== 'number' || !(value >= min && value <= max)) {
      throw new InvalidArgumentError(
        `${what}.${name} is ${String(value)}, expected a number from ${String(min)} to ${String(max)}`,
      );
    }
  }
}

/** A part of a snapshot is up to 1 MiB long: a connection that could not carry one would never bring a snapshot to its end. */
const MIN_MESSAGE_BYTES = 2 * MIB;

/** @throws {InvalidArgumentError} */
export function resolveLimits(limits: Partial<TransportLimits> = {}): TransportLimits {
  const all = { ...DEFAULT_LIMITS, ...limits };
  checkNumbers('limits', all, 1, Number.MAX_SAFE_INTEGER);
  checkNumbers('limits', { maxMessageBytes: all.maxMessageBytes }, MIN_MESSAGE_BYTES, Number.MAX_SAFE_INTEGER);
  return all;
}

const MAX_TIMER = 2 ** 31 - 1;

/** @throws {InvalidArgumentError} */
export function resolveTimings(given: TimingOptions = {}): TransportTimings {
  const all: TransportTimings = {
    handshakeTimeout: given.handshakeTimeout ?? DEFAULT_TIMINGS.handshakeTimeout,
    keepAlive: { ...DEFAULT_TIMINGS.keepAlive, ...given.keepAlive },
    clientKeepAlive: { ...DEFAULT_TIMINGS.clientKeepAlive, ...given.clientKeepAlive },
    reconnect: { ...DEFAULT_TIMINGS.reconnect, ...given.reconnect },
    idleTimeout: given.idleTimeout ?? DEFAULT_TIMINGS.idleTimeout,
    closeTimeout: given.closeTimeout ?? DEFAULT_TIMINGS.closeTimeout,
  };
  checkNumbers('timings', all, 1, MAX_TIMER);
  return all;
}

/** How often silence and lateness are looked at. */
export function tickPeriod({ handshakeTimeout, keepAlive, clientKeepAlive, idleTimeout }: TransportTimings): number {
  const shortest = Math.min(
    handshakeTimeout,
    keepAlive.interval,
    keepAlive.timeout,
    clientKeepAlive.interval,
    clientKeepAlive.timeout,
    idleTimeout,
  );
  return Math.max(10, shortest / 4);
}

/** For frames, what is framed is bounded already: by whoever queues it, who knows what it is. */
export function frameLimitsOf({ maxFrameBytes, maxMessageBytes }: TransportLimits): FrameLimits {
  const unbounded = Number.MAX_SAFE_INTEGER;
  return { maxFrameBytes, maxMessageBytes, maxQueuedMessages: unbounded, maxQueuedBytes: unbounded };
}
