/**
 * A file of this machine that a command was given cannot be read or written. It says nothing about the cluster, and the same
 * command succeeds only once somebody has seen to the file.
 */
export class LocalFileError extends Error {
  readonly code = 'LOCAL_FILE';
  /** As `RaftError` has them. */
  readonly outcome = 'not_applied';
  readonly retryable = false;

  constructor(what: string, cause: unknown) {
    super(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'LocalFileError';
  }
}
