import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { REDACTED, SECRET_FIELDS, withoutCredentials } from './secrets.js';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  readonly level: LogLevel;
  /** On every line: who speaks. */
  readonly node: string;
  /** Default: standard output. Lines are whole, and written when `log.info` and its kin return. */
  readonly destination?: DestinationStream;
}

const CAUSES = 4;

/** What a line has of an error: nothing that somebody has hung on it, which may be a request with its credentials. */
function plainError(error: unknown, causes = CAUSES): object {
  if (!(error instanceof Error)) return { message: withoutCredentials(String(error)) };
  return {
    type: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : undefined),
    message: withoutCredentials(error.message),
    stack: withoutCredentials(error.stack ?? ''),
    ...(error.cause === undefined || causes === 0 ? undefined : { cause: plainError(error.cause, causes - 1) }),
  };
}

/** Structured lines, a JSON object each: level, time, node, and what the line is about. */
export function createLog({ level, node, destination }: LogOptions): Logger {
  return pino(
    {
      level,
      base: { node },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error: unknown) => plainError(error) },
      redact: { paths: [...SECRET_FIELDS], censor: REDACTED },
    },
    // Synchronous, so that the last words of a process are not lost.
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}
