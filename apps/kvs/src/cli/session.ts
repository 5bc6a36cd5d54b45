import { readFileSync } from 'node:fs';
import process from 'node:process';
import { KvsClient, KvsError } from '@lolraft/kvs-client';
import { InvalidArgumentError, RaftError } from '@lolraft/raft-core';
import { WsClientTransport } from '@lolraft/transport-ws';
import { type Command, Option } from 'commander';
import { LocalFileError } from '../local-file-error.js';
import type { Encoding } from './io.js';

/** Exit codes of the client commands. */
export const EXIT = { ok: 0, failed: 1, usage: 2, no: 3 } as const;

/** What every client command can be told. */
export interface ClientOptions {
  readonly endpoints: string;
  readonly group: string;
  readonly timeout: string;
  readonly json?: true;
  readonly hex?: true;
  readonly base64?: true;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

export function addClientOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--endpoints <list>', 'addresses of some nodes').env('KVS_ENDPOINTS').default('ws://127.0.0.1:7001'),
    )
    .addOption(new Option('--group <name>', 'the Raft group').env('KVS_GROUP').default('main'))
    .addOption(new Option('--timeout <ms>', 'how long to wait').env('KVS_TIMEOUT').default('10000'))
    .addOption(new Option('--tls-ca <file>', 'PEM certificate of the authority of the servers').env('KVS_TLS_CA'))
    .addOption(new Option('--tls-cert <file>', 'PEM certificate of this client').env('KVS_TLS_CERT'))
    .addOption(new Option('--tls-key <file>', 'PEM key of that certificate').env('KVS_TLS_KEY'))
    .option('--hex', 'keys and values are hexadecimal digits, given and printed')
    .addOption(new Option('--base64', 'keys and values are base64, given and printed').conflicts('hex'))
    .option('--json', 'print JSON, one object per line');
}

export function encodingOf(options: ClientOptions): Encoding {
  return options.hex === true ? 'hex' : options.base64 === true ? 'base64' : 'utf8';
}

/** @throws {InvalidArgumentError} */
export function wholeNumber(text: string, what: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError(`${what} must be a whole number, not ${JSON.stringify(text)}`);
  return value;
}

function readPem(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidArgumentError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function connect(options: ClientOptions): KvsClient {
  const [ca, cert, key] = [options.tlsCa, options.tlsCert, options.tlsKey].map(readPem);
  const tls = {
    ...(ca === undefined ? undefined : { ca }),
    ...(cert === undefined ? undefined : { cert }),
    ...(key === undefined ? undefined : { key }),
  };
  return new KvsClient({
    transport: new WsClientTransport(Object.keys(tls).length === 0 ? {} : { tls }),
    endpoints: options.endpoints.split(',').map((endpoint) => endpoint.trim()),
    group: options.group,
    timeout: wholeNumber(options.timeout, 'timeout'),
  });
}

/** One line for people, or one object for programs. */
function report(error: Error, json: boolean): void {
  const known = error instanceof RaftError || error instanceof KvsError || error instanceof LocalFileError;
  if (!known) throw error;
  if (json) {
    const { code, message, outcome, retryable } = error;
    process.stderr.write(`${JSON.stringify({ error: { code, message, outcome, retryable } })}\n`);
    return;
  }
  const note =
    error instanceof RaftError && error.outcome === 'unknown' ? ' (it may have been applied all the same)' : '';
  process.stderr.write(`kvs: ${error.message}${note}\n`);
}

/** Runs a client command against the cluster; what it resolves with becomes the exit code. */
export async function withClient(options: ClientOptions, run: (client: KvsClient) => Promise<number>): Promise<void> {
  await reportFailure(options.json === true, async () => {
    await using client = connect(options);
    return await run(client);
  });
}

/** Runs a command; what it resolves with becomes the exit code, and how it fails is told. */
export async function reportFailure(json: boolean, run: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    report(error, json);
    process.exitCode = error instanceof InvalidArgumentError ? EXIT.usage : EXIT.failed;
  }
}
