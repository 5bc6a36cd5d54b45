import { readFileSync } from 'node:fs';
import { type ClientTransport, DEFAULT_GROUP, InvalidArgumentError } from '@lolraft/raft-core';
import { type Command, Option } from 'commander';
import { AnyClientTransport } from './client-transport.js';
import { milliseconds } from './numbers.js';

/** What a command that talks to a cluster can be told. */
export interface ConnectionOptions {
  readonly endpoints: string;
  readonly group: string;
  readonly timeout: string;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly token?: string;
  readonly tokenFile?: string;
}

/** What a client is made with. */
export interface Connection {
  readonly transport: ClientTransport;
  readonly endpoints: readonly string[];
  readonly group: string;
  readonly timeout: number;
  /** A bearer token; never printed. */
  readonly credential?: string;
}

/** Adds the options; each is an environment variable too: `--tls-ca` is `PREFIX_TLS_CA`. */
export function addConnectionOptions(command: Command, prefix: string): Command {
  const option = (name: string, flags: string, text: string): Option =>
    new Option(flags, text).env(`${prefix}_${name}`);
  return (
    command
      .addOption(
        option('ENDPOINTS', '--endpoints <list>', 'addresses of some nodes, ws:, wss:, grpc: or grpcs:').default(
          'ws://127.0.0.1:7001',
        ),
      )
      .addOption(option('GROUP', '--group <name>', 'the Raft group').default(DEFAULT_GROUP))
      .addOption(option('TIMEOUT', '--timeout <ms>', 'how long to wait').default('10000'))
      .addOption(option('TLS_CA', '--tls-ca <file>', 'PEM certificate of the authority of the servers'))
      .addOption(option('TLS_CERT', '--tls-cert <file>', 'PEM certificate of this client'))
      .addOption(option('TLS_KEY', '--tls-key <file>', 'PEM key of that certificate'))
      .addOption(option('TOKEN_FILE', '--token-file <file>', `file with the token to show (or ${prefix}_TOKEN has it)`))
      // By its environment variable: what stands on a command line can be read by every user of the machine.
      .addOption(option('TOKEN', '--token <token>', 'the token itself').hideHelp())
  );
}

/** @throws {InvalidArgumentError} */
export function connectionOf(options: ConnectionOptions): Connection {
  const [ca, cert, key, fromFile] = [options.tlsCa, options.tlsCert, options.tlsKey, options.tokenFile].map(readText);
  const credential = options.token ?? fromFile?.trim();
  const tls = {
    ...(ca === undefined ? undefined : { ca }),
    ...(cert === undefined ? undefined : { cert }),
    ...(key === undefined ? undefined : { key }),
  };
  return {
    endpoints: options.endpoints.split(',').map((endpoint) => endpoint.trim()),
    group: options.group,
    timeout: milliseconds(options.timeout, 'timeout'),
    ...(credential === undefined || credential === '' ? undefined : { credential }),
    transport: new AnyClientTransport(Object.keys(tls).length === 0 ? undefined : tls),
  };
}

function readText(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidArgumentError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
