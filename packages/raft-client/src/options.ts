import {
  type Clock,
  type ClientTransport,
  DEFAULT_GROUP,
  type GroupId,
  groupId,
  InvalidArgumentError,
  systemClock,
} from '@lolraft/raft-core';
import type { BackoffOptions } from './backoff.js';

/** Times are milliseconds. */
export interface RaftClientOptions {
  readonly transport: ClientTransport;
  /** Addresses of some nodes, at least one; the others are learned. In the transport's notation. */
  readonly endpoints: readonly string[];
  /** By default `main`. */
  readonly group?: string;
  /** What a call waits that names no timeout of its own: 10,000. */
  readonly timeout?: number;
  /** What one attempt of a read waits, or of a write that is said to be idempotent: 3,000. */
  readonly attemptTimeout?: number;
  /** What a connection may take: 2,000. */
  readonly connectTimeout?: number;
  /**
   * A node that has calls to answer and says nothing for this long is suspected, and others are asked who leads; after the
   * same time again its connection is given up: 1,000.
   */
  readonly silence?: number;
  /** Pause between two rounds of asking who leads, and before a call is tried again that was refused: 20 to 1,000. */
  readonly backoff?: Partial<BackoffOptions>;
  /** Connections that are being made at once: 4. */
  readonly maxDials?: number;
  /** Calls that nodes are working on at once; further ones wait their turn: 4,096. */
  readonly maxInFlight?: number;
  /** Calls of services that may wait (`ServiceCallOptions.waits`), and streams of services; further ones fail at once: 1,024. */
  readonly maxWaiting?: number;
  /** Calls that are not settled; further ones fail with `OverloadedError`, at once: 65,536. */
  readonly maxPending?: number;
  /** Bytes of the payloads of calls that are not settled, likewise: 256 MiB. */
  readonly maxPendingBytes?: number;
  /**
   * Whether writes go through a session with the cluster, so that each is applied once however often it has to be sent: true. Without, a write
   * of which an attempt may have been applied is not sent again.
   */
  readonly session?: boolean;
  /** Bearer credential that is sent with every call. */
  readonly credential?: string;
  readonly clock?: Clock;
}

export interface CheckedOptions {
  readonly transport: ClientTransport;
  readonly endpoints: readonly string[];
  readonly group: GroupId;
  readonly timeout: number;
  readonly attemptTimeout: number;
  readonly connectTimeout: number;
  readonly silence: number;
  readonly backoff: BackoffOptions;
  readonly maxDials: number;
  readonly maxInFlight: number;
  readonly maxWaiting: number;
  readonly maxPending: number;
  readonly maxPendingBytes: number;
  readonly session: boolean;
  readonly credential: string | undefined;
  readonly clock: Clock;
}

/** @throws {InvalidArgumentError} that says which option is wrong. */
export function checkedOptions(options: RaftClientOptions): CheckedOptions {
  const endpoints = [...new Set(options.endpoints)];
  if (endpoints.length === 0 || endpoints.some((endpoint) => endpoint === '')) {
    throw new InvalidArgumentError('endpoints must name at least one address');
  }
  const backoff = { min: 20, max: 1_000, ...options.backoff };
  const checked: CheckedOptions = {
    transport: options.transport,
    endpoints,
    group: groupId(options.group ?? DEFAULT_GROUP),
    timeout: positive('timeout', options.timeout ?? 10_000),
    attemptTimeout: positive('attemptTimeout', options.attemptTimeout ?? 3_000),
    connectTimeout: positive('connectTimeout', options.connectTimeout ?? 2_000),
    silence: positive('silence', options.silence ?? 1_000),
    backoff: { min: positive('backoff.min', backoff.min), max: positive('backoff.max', backoff.max) },
    maxDials: whole('maxDials', options.maxDials ?? 4),
    maxInFlight: whole('maxInFlight', options.maxInFlight ?? 4_096),
    maxWaiting: whole('maxWaiting', options.maxWaiting ?? 1_024),
    maxPending: whole('maxPending', options.maxPending ?? 65_536),
    maxPendingBytes: whole('maxPendingBytes', options.maxPendingBytes ?? 256 * 1024 * 1024),
    session: options.session ?? true,
    credential: options.credential,
    clock: options.clock ?? systemClock(),
  };
  if (backoff.min > backoff.max) throw new InvalidArgumentError('backoff.min must not be above backoff.max');
  return checked;
}

function positive(name: string, value: number): number {
  if (!(value > 0) || value === Infinity) throw new InvalidArgumentError(`${name} must be above 0, not ${value}`);
  return value;
}

function whole(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError(`${name} must be a whole number above 0, not ${value}`);
}
