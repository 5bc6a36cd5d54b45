import type { Connection, ConnectionOptions, Terminal } from '@lolraft/cli-kit';

/** What a command works with, besides its arguments. */
export interface Context {
  readonly terminal: Terminal;
  /** How a cluster is reached. @throws {InvalidArgumentError} */
  connect(options: ConnectionOptions): Connection;
}
