import type { MethodRole } from '@lolraft/raft-core';

/** What is used of a request; an HTTP server's own has more. */
export interface LockHttpRequest {
  readonly path: string;
  /** What stands in the place of each `:name` of the route's path, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Whole. */
  readonly body: Uint8Array;
  /** Fires when nobody reads the answer any more. */
  readonly signal: AbortSignal;
  readonly remote?: string | undefined;
}

export interface LockHttpAnswer {
  readonly status: number;
  readonly type: 'application/json';
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One thing that can be asked for, whatever the server: it finds the route by method and path, and reads the body. */
export interface LockRoute<R extends LockHttpRequest = LockHttpRequest> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/v1/sessions/:session`: a segment that begins with a colon is a parameter. */
  readonly path: string;
  /** What the caller must be allowed to do; `LockHttpOptions.authorize` sees to it. */
  readonly role: MethodRole;
  /** Larger bodies are refused. */
  readonly maxBodyBytes: number;
  /** Milliseconds after which the caller is told that it took too long. */
  readonly timeout: number;
  /** Answers failures as well; throws only what is a bug. */
  handle(request: R): Promise<LockHttpAnswer>;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): LockHttpAnswer {
  return { status, type: 'application/json', body: `${JSON.stringify(value)}\n`, headers };
}
