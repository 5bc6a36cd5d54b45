import { Command } from 'commander';
import { type Calls, late } from '../command.js';

const HELP = `
The node must not run. Without --group it is about all groups of the directory, or for skip about main.
`;

export function logCommand(calls: Calls): Command {
  return new Command('log')
    .description('look into the RocksDB data directory of a node that does not run')
    .addHelpText('after', HELP)
    .addCommand(
      new Command('dump')
        .description('show its entries, sound or not')
        .argument('<dir>', 'data directory')
        .option('--from <index>', 'the first one')
        .option('--to <index>', 'the last one')
        .option('--payload', 'with what they hold')
        .action(calls.offline(late(async () => (await import('./log-dump.js')).logDump))),
    )
    .addCommand(
      new Command('verify')
        .description('check everything in it, and say what is wrong')
        .argument('<dir>', 'data directory')
        .option('--snapshots <dir>', 'folder of its snapshots (default: snapshots in the data directory)')
        .addHelpText('after', '\nExit codes: 0 where all is sound, 1 where something is wrong.\n')
        .action(calls.offline(late(async () => (await import('./log-verify.js')).logVerify))),
    )
    .addCommand(
      new Command('skip')
        .description('make a command that the app cannot apply an entry that does nothing; on every member')
        .argument('<dir>', 'data directory')
        .argument('<index>', 'of the entry, as the node said when it stopped')
        .option('--backup <file>', 'where to save what it was (default: skipped-GROUP-INDEX.entry in the directory)')
        .option('--yes', 'without asking')
        .action(calls.offline(late(async () => (await import('./log-skip.js')).logSkip))),
    );
}
