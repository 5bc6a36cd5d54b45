import process from 'node:process';
import { addConnectionOptions, connectionOf, type ConnectionOptions, runToExit } from '@lolraft/cli-kit';
import { KvsClient } from '@lolraft/kvs-client';
import { type Command, Option } from 'commander';
import type { Encoding } from './io.js';

/** What every client command can be told. */
export interface ClientOptions extends ConnectionOptions {
  readonly json?: true;
  readonly hex?: true;
  readonly base64?: true;
}

export function addClientOptions(command: Command): Command {
  return addConnectionOptions(command, 'KVS')
    .option('--hex', 'keys and values are hexadecimal digits, given and printed')
    .addOption(new Option('--base64', 'keys and values are base64, given and printed').conflicts('hex'))
    .option('--json', 'print JSON, one object per line');
}

export function encodingOf(options: ClientOptions): Encoding {
  return options.hex === true ? 'hex' : options.base64 === true ? 'base64' : 'utf8';
}

/** Runs a client command against the cluster; what it resolves with becomes the exit code. */
export async function withClient(options: ClientOptions, run: (client: KvsClient) => Promise<number>): Promise<void> {
  await reportFailure(options.json === true, async () => {
    await using client = new KvsClient(connectionOf(options));
    return await run(client);
  });
}

/** Runs a command; what it resolves with becomes the exit code, and how it fails is told. */
export async function reportFailure(json: boolean, run: () => Promise<number>): Promise<void> {
  process.exitCode = await runToExit('kvs', json, (line) => process.stderr.write(`${line}\n`), run);
}
