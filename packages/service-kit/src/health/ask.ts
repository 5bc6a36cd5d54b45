import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { UnavailableError } from '@lolraft/raft-core';

export interface AskTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface AskHealth {
  /** As `HttpServer.url`. */
  readonly url: string;
  readonly endpoint: 'livez' | 'readyz';
  /** Milliseconds. */
  readonly timeout: number;
  readonly tls?: AskTls;
}

const MAX_REPORT = 64 * 1024;

/**
 * What a server on this machine says of itself. Its certificate may be of any name: who is asked is known by the address.
 * @throws {UnavailableError} where nobody answers.
 */
export async function askHealth({
  url,
  endpoint,
  timeout,
  tls,
}: AskHealth): Promise<{ readonly isPassed: boolean; readonly report: string }> {
  const request = url.startsWith('https:') ? tlsRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      const why = error instanceof Error ? error.message : String(error);
      reject(new UnavailableError(`${url} does not answer: ${why}`, 'not_applied', error));
    };
    const asked = request(
      `${url}/${endpoint}?verbose`,
      { ...tls, agent: false, signal: AbortSignal.timeout(timeout), checkServerIdentity: () => undefined },
      (response) => {
        let report = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          if (report.length < MAX_REPORT) report += piece;
        });
        response.once('end', () => {
          resolve({ isPassed: response.statusCode === 200, report });
        });
        response.once('error', fail);
      },
    );
    asked.once('error', fail);
    asked.end();
  });
}
