import type { Command } from 'commander';
import { adminCommands } from './admin-commands.js';
import { electCommand } from './elect-command.js';
import { lookCommands } from './look-commands.js';
import { runCommand } from './run-command.js';

/** The commands that talk to a cluster. */
export function clientCommands(): Command[] {
  return [runCommand(), electCommand(), ...lookCommands(), ...adminCommands()];
}
