import process from 'node:process';
import type { RaftError } from '@lolraft/raft-core';
import type { Logger } from 'pino';

/** What a process runs until it is asked to end. */
export interface Supervised {
  /** Resolves where the service cannot go on, with why. */
  readonly failed: Promise<RaftError>;
  /** Ends it well: not ready any more, leadership handed over, calls settled, everything closed. */
  close(): Promise<void>;
}

export interface SuperviseOptions<S extends Supervised> {
  readonly log: Logger;
  /** `signal` fires where somebody wants the end before the start is over. */
  readonly start: (signal: AbortSignal) => Promise<S>;
  /** Told once it runs. */
  readonly onStarted?: (service: S) => void;
  /** Milliseconds that the end may take. */
  readonly shutdownTimeout: number;
  /** Exit code where it takes longer, or a second signal cuts it short. */
  readonly cutShort: number;
}

/** How a service has ended. */
export type End =
  | { readonly type: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly type: 'failure'; readonly error: RaftError };

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Runs a service until SIGTERM, SIGINT or its own failure, and ends it well. A second signal, or a time limit, ends the process at
 * once with the exit code `cutShort`.
 * @throws what `start` throws, after a signal too.
 */
export async function supervise<S extends Supervised>(options: SuperviseOptions<S>): Promise<End> {
  const { log, start, onStarted, shutdownTimeout, cutShort } = options;
  const asked = new AbortController();
  const leave = (why: string): never => {
    log.fatal({ why }, 'ended at once');
    process.exit(cutShort);
  };
  let first: (signal: NodeJS.Signals) => void = () => undefined;
  const signalled = new Promise<NodeJS.Signals>((resolve) => {
    first = resolve;
  });
  const heard = (signal: NodeJS.Signals): void => {
    if (asked.signal.aborted) leave(`a second signal, ${signal}`);
    arm();
    first(signal);
    asked.abort(signal);
  };
  let timer: NodeJS.Timeout | undefined;
  const arm = (): void => {
    timer ??= setTimeout(() => leave(`the end took longer than ${shutdownTimeout} ms`), shutdownTimeout);
  };
  for (const name of SIGNALS) process.on(name, heard);
  try {
    const service = await start(asked.signal);
    if (!asked.signal.aborted) onStarted?.(service);
    const end = await Promise.race([
      signalled.then((signal): End => ({ type: 'signal', signal })),
      service.failed.then((error): End => ({ type: 'failure', error })),
    ]);
    log.info(end.type === 'signal' ? { signal: end.signal } : { code: end.error.code }, 'closing');
    arm();
    await service.close();
    return end;
  } finally {
    clearTimeout(timer);
    for (const name of SIGNALS) process.removeListener(name, heard);
  }
}
