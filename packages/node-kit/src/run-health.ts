import { readFileSync } from 'node:fs';
import process from 'node:process';
import { EXIT, milliseconds, print, runToExit } from '@lolraft/cli-kit';
import { InvalidArgumentError } from '@lolraft/raft-core';
import { askHealth, type AskTls, listenAddress, localUrl } from '@lolraft/service-kit';

export interface HealthFlags {
  readonly httpListen: string;
  readonly httpTls: 'off' | 'server' | 'mutual';
  readonly timeout: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsCa?: string;
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidArgumentError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function tlsOf({ httpTls, tlsCert, tlsKey, tlsCa }: HealthFlags): AskTls | undefined {
  if (httpTls === 'off') return undefined;
  return {
    ...(tlsCa === undefined ? undefined : { ca: readPem(tlsCa) }),
    ...(httpTls === 'server' || tlsCert === undefined ? undefined : { cert: readPem(tlsCert) }),
    ...(httpTls === 'server' || tlsKey === undefined ? undefined : { key: readPem(tlsKey) }),
  };
}

/** What `health` of the program `name` does; resolves with the exit code. */
export function runHealth(name: string, endpoint: 'livez' | 'readyz', flags: HealthFlags): Promise<number> {
  return runToExit(
    name,
    false,
    (line) => process.stderr.write(`${line}\n`),
    async () => {
      const tls = tlsOf(flags);
      const { isPassed, report } = await askHealth({
        url: localUrl(listenAddress(flags.httpListen), tls !== undefined),
        endpoint,
        timeout: milliseconds(flags.timeout, 'timeout'),
        ...(tls === undefined ? undefined : { tls }),
      });
      print(report.trimEnd());
      return isPassed ? EXIT.ok : EXIT.failed;
    },
  );
}
