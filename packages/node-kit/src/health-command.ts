import { readFileSync } from 'node:fs';
import process from 'node:process';
import { EXIT, milliseconds, print, runToExit } from '@lolraft/cli-kit';
import { InvalidArgumentError } from '@lolraft/raft-core';
import { askHealth, type AskTls, listenAddress, localUrl } from '@lolraft/service-kit';
import { Argument, Command, Option } from 'commander';
import type { NodeApp } from './node-app.js';
import { environmentName } from './settings.js';

interface HealthFlags {
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

/**
 * The flags are those of `serve`: in the environment of a node, it asks that node.
 */
export function healthCommand({ name, variables }: Pick<NodeApp, 'name' | 'variables'>): Command {
  const variable = (flag: string): string => environmentName(variables, { flag });
  return new Command('health')
    .description('ask the node of this machine whether it is alive, or ready')
    .addArgument(new Argument('[endpoint]', 'what to ask').choices(['livez', 'readyz']).default('readyz'))
    .addOption(
      new Option('--http-listen <host:port>', 'where it serves that')
        .env(variable('--http-listen'))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--http-tls <mode>', 'as the node has it')
        .choices(['off', 'server', 'mutual'])
        .default('off')
        .env(variable('--http-tls')),
    )
    .addOption(new Option('--tls-cert <file>', 'PEM certificate to show').env(variable('--tls-cert')))
    .addOption(new Option('--tls-key <file>', 'PEM key of that').env(variable('--tls-key')))
    .addOption(new Option('--tls-ca <file>', 'PEM certificate of the authority').env(variable('--tls-ca')))
    .option('--timeout <ms>', 'how long to wait', '3000')
    .addHelpText('after', '\nExit codes: 0 where it is; 1 where it is not, or nobody answers.\n')
    .action(async (endpoint: 'livez' | 'readyz', flags: HealthFlags) => {
      process.exitCode = await runToExit(
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
    });
}
