import type { Acknowledge, ReadLevel } from '../model/service.js';

export interface CallerOptions {
  /** Ends the call early; what became of a write is then unknown. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait. A write without one waits until it is applied or leadership is lost. */
  readonly timeout?: number | undefined;
}

export interface WriteOptions extends CallerOptions {
  /** The session that the command belongs to (thesis §6.3): however often the same sequence is written, it is applied once. 0 or none: no session. */
  readonly session?: number;
  /** Of the command within its session, from 1 on; another one for each command. */
  readonly sequence?: number;
  /** How many sequence numbers, up to this one, their writers still wait for; all before are forgotten. 1 by default: they are written one by one. */
  readonly window?: number;
  /** By default `apply`. With `commit` it has no session: whether it is applied is known only then. */
  readonly acknowledge?: Acknowledge;
}

/** Its caller waits for the app's answer. */
export type ApplyOptions = WriteOptions & { readonly acknowledge?: 'apply' };

/** Nobody waits for the app's answer. */
export type CommitOptions = WriteOptions & { readonly acknowledge: 'commit' };

export interface ReadOptions extends CallerOptions {
  /** By default `linearizable`. */
  readonly level?: ReadLevel | ReadLevel['type'];
}

export interface SessionOptions extends CallerOptions {
  /** All sequence numbers up to this one are settled, and may be forgotten. */
  readonly acknowledged?: number;
}

/** A session, and what its user has to keep to. */
export interface SessionTerms {
  readonly session: number;
  /** Of the entry that opened, kept or closed it. */
  readonly index: number;
  /** It is gone when nothing was heard of it for longer than this, in milliseconds of log time. */
  readonly ttl: number;
  /** Sequence numbers that may be under way at once. */
  readonly window: number;
}
