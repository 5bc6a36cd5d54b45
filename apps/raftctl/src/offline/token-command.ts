import { appendFile } from 'node:fs/promises';
import { EXIT } from '@lolraft/cli-kit';
import { InvalidArgumentError } from '@lolraft/raft-core';
import { checkRole, createToken, formatToken } from '@lolraft/transport-kit';
import { Command } from 'commander';
import type { Call, Calls } from '../command.js';

const HELP = `
Prints the token, which nothing keeps, and then the line that goes into the access file of each node: with --append it is put
there, and only the token is printed. A node reads its file anew when it changes. docs/security.md says more.
`;

const DAY = 86_400_000;

interface TokenOptions {
  readonly role: string;
  readonly expires: string;
  readonly append?: string;
}

export function tokenCommand(calls: Calls): Command {
  return new Command('token')
    .description('make tokens for those who call a cluster')
    .addCommand(
      new Command('create')
        .description('draw a new token')
        .argument('<id>', 'its name in logs and in the access file')
        .requiredOption('--role <role>', 'read, write or admin')
        .requiredOption('--expires <when>', 'days from now, as in 90d, a time like 2027-01-31T00:00:00Z, or never')
        .option('--append <file>', 'the access file to put it into')
        .addHelpText('after', HELP)
        .action(calls.offline(create)),
    );
}

async function create(call: Call<TokenOptions>, id: string): Promise<number> {
  const { options } = call;
  const { token, record } = createToken(id, checkRole(options.role), expiryOf(options.expires));
  const line = formatToken(record);
  if (options.append !== undefined) await append(options.append, line);
  call.show(
    () => (options.append === undefined ? [token, line] : token),
    () => ({ token, line }),
  );
  return EXIT.ok;
}

/** @throws {InvalidArgumentError} */
function expiryOf(text: string): number {
  if (text === 'never') return Infinity;
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  const time = days === undefined ? Date.parse(text) : Date.now() + Number(days) * DAY;
  if (time > Date.now()) return time;
  throw new InvalidArgumentError(
    `expires must be days from now, as in 90d, a time to come like 2027-01-31T00:00:00Z, or never, not ${text}`,
  );
}

/** @throws {InvalidArgumentError} */
async function append(file: string, line: string): Promise<void> {
  try {
    await appendFile(file, `${line}\n`, { mode: 0o600 });
  } catch (error) {
    throw new InvalidArgumentError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
