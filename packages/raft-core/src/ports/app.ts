/** A committed command, in log order. */
export interface AppliedCommand {
  readonly index: number;
  readonly term: number;
  /** Log time in milliseconds: elapsed leadership, equal on every replica, never a wall clock. */
  readonly time: number;
  /** A view into the log; copy what is kept beyond the call. */
  readonly payload: Uint8Array;
}

/** The state to start from; `undefined` stands for the empty initial state. */
export interface SnapshotSource {
  readonly index: number;
  readonly term: number;
  read(): AsyncIterable<Uint8Array>;
}

export type MaybePromise<T> = T | Promise<T>;

/**
 * The user's state machine. Its state is volatile: each start calls `install` and then replays the log, so an app needs
 * no files of its own.
 *
 * The node never calls two of `apply` and `install` at once; `query` sees only states between batches.
 */
export interface RaftApp {
  /**
   * Applies committed commands in order and returns one response for each. Must be deterministic: the same commands
   * give the same state and responses on every replica; no clock, randomness or I/O may influence them (`time` may).
   *
   * The app reports its own failures as responses. If it throws or rejects, its group stops on this node with
   * `AppFailedError`: never retried on the spot, never skipped. The error names the first command of the batch, unless the
   * app itself throws an `AppFailedError` that names another.
   */
  apply(commands: readonly AppliedCommand[]): MaybePromise<readonly Uint8Array[]>;

  /** Answers from the present state without changing it. What it throws goes to the caller and harms nothing else. */
  query(request: Uint8Array): MaybePromise<Uint8Array>;

  /** Replaces all state, all or nothing. `undefined` is the empty initial state. Called first at each start. */
  install(snapshot: SnapshotSource | undefined): MaybePromise<void>;

  /**
   * Called before a command is appended, where it is given. Throw to refuse it: bytes that `apply` could not decode
   * never enter the log.
   */
  validate?(payload: Uint8Array): void;
}
