import { hostname } from 'node:os';
import process from 'node:process';
import { addConnectionOptions, connectionOf, type ConnectionOptions, runToExit } from '@lolraft/cli-kit';
import { LockClient } from '@lolraft/lock-client';
import type { Command } from 'commander';

/** What every client command can be told. */
export interface ClientOptions extends ConnectionOptions {
  readonly namespace: string;
  readonly json?: true;
}

export const PROGRAM = 'lock';

export function addClientOptions(command: Command): Command {
  return addConnectionOptions(command, 'LOCK')
    .option('--namespace <name>', 'where names and sessions are', 'default')
    .option('--json', 'print JSON, one object per line');
}

/** Whom people see as the owner of a command's session. */
export function owner(): string {
  return `${hostname()} ${process.pid}`;
}

export function clientOf(options: ClientOptions, session: { readonly ttl?: number } = {}): LockClient {
  return new LockClient({ ...connectionOf(options), namespace: options.namespace, owner: owner(), ...session });
}

/** Runs a client command against the cluster; what it resolves with becomes the exit code. */
export async function withClient(options: ClientOptions, run: (client: LockClient) => Promise<number>): Promise<void> {
  await reportFailure(options.json === true, async () => {
    await using client = clientOf(options);
    return await run(client);
  });
}

export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Runs a command; what it resolves with becomes the exit code, and how it fails is told. */
export async function reportFailure(json: boolean, run: () => Promise<number>): Promise<void> {
  process.exitCode = await runToExit(PROGRAM, json, tell, run);
}
