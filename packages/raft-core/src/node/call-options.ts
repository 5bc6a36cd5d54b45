import type { Acknowledge, ReadLevel } from '../model/service.js';

export interface CallerOptions {
  /** Ends the call early; what became of a write is then unknown. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait. A write without one waits until it is applied or leadership is lost. */
  readonly timeout?: number | undefined;
}

export interface WriteOptions extends CallerOptions {
  readonly session?: number;
  readonly sequence?: number;
  /** By default `apply`. */
  readonly acknowledge?: Acknowledge;
}

/** Nobody waits for the app's answer. */
export type CommitOptions = WriteOptions & { readonly acknowledge: 'commit' };

export interface ReadOptions extends CallerOptions {
  /** By default `linearizable`. */
  readonly level?: ReadLevel | ReadLevel['type'];
}
