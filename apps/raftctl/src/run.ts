import { EXIT, type Terminal } from '@lolraft/cli-kit';
import { type Command, CommanderError } from 'commander';
import { Calls } from './command.js';
import type { Context } from './context.js';
import { logCommand } from './offline/log-command.js';
import { recoverCommand } from './offline/recover-command.js';
import { tokenCommand } from './offline/token-command.js';
import { changeCommands } from './online/change-commands.js';
import { lookCommands } from './online/look-commands.js';
import { metricsCommand } from './online/metrics-command.js';
import { planCommands } from './online/plan-commands.js';
import { settingsCommands } from './online/settings-commands.js';
import { transferCommand } from './online/transfer-command.js';
import { versionCommand } from './online/version-commands.js';
import { newProgram } from './program.js';

/** Runs one command line; resolves with its exit code. */
export async function run(args: readonly string[], context: Context): Promise<number> {
  const calls = new Calls(context);
  const program = newProgram();
  const commands = [
    ...lookCommands(calls),
    metricsCommand(calls),
    ...changeCommands(calls),
    ...planCommands(calls),
    transferCommand(calls),
    ...settingsCommands(calls),
    versionCommand(calls),
    logCommand(calls),
    recoverCommand(calls),
    tokenCommand(calls),
  ];
  for (const command of commands) program.addCommand(command);
  prepare(program, program, context.terminal);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // 0 for --help and --version; whatever commander itself refuses is wrong usage.
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  return calls.code;
}

/** Has every command say what it says in the same places, and leave ending the process to its caller. */
function prepare(command: Command, program: Command, terminal: Terminal): void {
  command.copyInheritedSettings(program);
  const line = (text: string): string => text.replace(/\n$/, '');
  command.configureOutput({
    writeOut: (text) => {
      terminal.print(line(text));
    },
    writeErr: (text) => {
      terminal.note(line(text));
    },
  });
  for (const inner of command.commands) prepare(inner, program, terminal);
}
