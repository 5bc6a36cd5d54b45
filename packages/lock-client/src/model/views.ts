import { proto } from '../codec/generated.js';
import type { KindName } from '../protocol/kinds.js';
import { sessionHex } from '../protocol/session-id.js';
import { kindOf } from './kinds.js';

/** How much the clients of one namespace may make the cluster remember. Sizes are bytes of UTF-8. */
export interface Quotas {
  /** Open sessions. */
  readonly sessions: number;
  /** Objects that have holders or waiters. */
  readonly objects: number;
  /** Places in queues. */
  readonly waiters: number;
  /** Requests that are remembered, over all sessions. */
  readonly requests: number;
  /** The same, of one session. */
  readonly sessionRequests: number;
  readonly nameBytes: number;
  /** Of what a candidate proclaims. */
  readonly valueBytes: number;
  readonly ownerBytes: number;
}

/** A namespace's quotas, and what is used of them. */
export interface NamespaceView {
  readonly quotas: Quotas;
  /** Whether these are its own, and not the default ones. */
  readonly isOwn: boolean;
  readonly sessions: number;
  readonly objects: number;
  readonly waiters: number;
  readonly requests: number;
}

export interface ObjectView {
  readonly name: string;
  readonly kind: KindName;
  /** Permits or parties; 1 of others. */
  readonly size: number;
  readonly holds: number;
  readonly waiters: number;
}

/** Who holds an object or waits for it. */
export interface StakeView {
  readonly session: string;
  readonly owner: string;
  /** 0 where it waits. */
  readonly token: number;
  /** Of a read-write lock. */
  readonly mode: 'read' | 'write' | undefined;
  readonly weight: number;
  /** Of an election. */
  readonly value: Uint8Array;
  /** At a barrier: waits for the others to leave. */
  readonly isLeaving: boolean;
}

export interface ObjectDetails {
  readonly object: ObjectView;
  readonly holders: readonly StakeView[];
  readonly waiting: readonly StakeView[];
}

export interface SessionView {
  readonly session: string;
  readonly owner: string;
  /** Milliseconds. */
  readonly ttl: number;
}

/** Who leads an election. */
export interface Leader {
  readonly session: string;
  readonly owner: string;
  readonly token: number;
  readonly value: Uint8Array;
}

type Scalar = number | string | boolean | Uint8Array;

/** The scalar fields of a decoded message, which are always there, where the generated types allow plain objects too. */
type Scalars<T> = {
  readonly [K in keyof T as NonNullable<T[K]> extends Scalar ? K : never]-?: NonNullable<T[K]>;
};

function scalars<T extends object>(message: T): Scalars<T> {
  return message as unknown as Scalars<T>;
}

export function objectView(message: proto.ObjectState.$Properties): ObjectView {
  const { name, kind, size, holds, waiters } = scalars(message);
  return { name, kind: kindOf(kind), size, holds, waiters };
}

export function stakeView(message: proto.Stake.$Properties): StakeView {
  const { session, owner, token, mode, weight, value, leaving } = scalars(message);
  return {
    session: sessionHex(session),
    owner,
    token,
    mode: mode === proto.Mode.READ ? 'read' : mode === proto.Mode.WRITE ? 'write' : undefined,
    weight,
    value,
    isLeaving: leaving,
  };
}

export function sessionView(message: proto.SessionState.$Properties): SessionView {
  const { session, owner, ttl } = scalars(message);
  return { session: sessionHex(session), owner, ttl };
}

export function leaderOf(stake: proto.Stake.$Properties | null | undefined): Leader | undefined {
  if (!stake) return undefined;
  const { session, owner, token, value } = stakeView(stake);
  return { session, owner, token, value };
}

export function quotasView(message: proto.Quotas.$Properties): Quotas {
  const { sessions, objects, waiters, requests, sessionRequests, nameBytes, valueBytes, ownerBytes } = scalars(message);
  return { sessions, objects, waiters, requests, sessionRequests, nameBytes, valueBytes, ownerBytes };
}

export function namespaceView(message: proto.NamespaceResponse.$Properties): NamespaceView {
  const { own, sessions, objects, waiters, requests } = scalars(message);
  return { quotas: quotasView(message.quotas ?? {}), isOwn: own, sessions, objects, waiters, requests };
}
