/** A committed command, in log order. */
export interface AppliedCommand {
  readonly index: number;
  readonly term: number;
  /** Log time in milliseconds: elapsed leadership, equal on every replica, never a wall clock. */
  readonly time: number;
  /** A view into the log; copy what is kept beyond the call. */
  readonly payload: Uint8Array;
}

/** Under what a command would be appended. */
export interface CommandTerms {
  /**
   * The cluster version that is in effect. Every member's build knows what belongs to it, those that take part now and
   * those that come; what is newer may be written when it is raised (rule 20).
   */
  readonly clusterVersion: number;
}

/** A snapshot as it is stored: the state after the entry at `index`. */
export interface StoredSnapshot {
  readonly index: number;
  readonly term: number;
  /** Log time of that entry, in milliseconds. */
  readonly time: number;
  /**
   * The bytes that the app gave once, in other pieces perhaps, each verified. May be called again, and left early.
   * @throws {RaftError} from the iteration, where they cannot be read: pass it on.
   */
  read(): AsyncIterable<Uint8Array>;
}

/** A state as bytes, to be stored. */
export interface SnapshotSource {
  /**
   * Called once at most; left early where the snapshot is given up. Take what is there in slices: the loop belongs to
   * others too. What it throws fails the snapshot and nothing else. Each piece is copied before the next one is asked for. A step
   * that is under way when the snapshot is given up is not waited for.
   */
  read(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Called once, at the end, whether it was read or not. */
  release?(): void;
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
  install(snapshot: StoredSnapshot | undefined): MaybePromise<void>;

  /**
   * A view of the present state that stays as it is while `apply` goes on: taken synchronously, between two batches, at a
   * cost that does not grow with the state (a persistent tree, copy on write). Read later. A throw fails this snapshot only.
   *
   * The same state should give the same bytes on every replica. An app without `snapshot` and `fold` keeps its log for ever.
   */
  snapshot?(): SnapshotSource;

  /**
   * The next snapshot from the last one and the commands since, beside `apply` and without the present state; `old` is
   * undefined for the empty initial state. The commands are those that `apply` saw, in log order; a batch is valid until the next one
   * is asked for. Used where `snapshot` is missing or the group's compaction says so.
   */
  fold?(old: StoredSnapshot | undefined, commands: AsyncIterable<readonly AppliedCommand[]>): SnapshotSource;

  /** Asked after each batch: whether the app would like a snapshot taken now. */
  wantsSnapshot?(): boolean;

  /**
   * Called before a command is appended, where it is given. Throw to refuse it: bytes that `apply` could not decode
   * never enter the log, nor does a command that members with older builds could not decode (`requireClusterVersion`).
   */
  validate?(payload: Uint8Array, terms: CommandTerms): void;
}
