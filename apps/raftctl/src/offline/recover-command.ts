import { Command } from 'commander';
import { type Calls, late } from '../command.js';

const HELP = `
Makes a new cluster out of what one member holds. Its data directory is only read; the new one is made at --into, with a
new cluster id and a new store id, so that no member of the old cluster takes it for its own. The members that are left out
are remembered as removed. Those that --members names beside the survivor begin as learners: start them with empty
directories, then \`raftctl promote\` them.
`;

export function recoverCommand(calls: Calls): Command {
  return new Command('recover')
    .description('unsafe: make a new cluster from one data directory, after the loss of a majority')
    .argument('<dir>', 'data directory of a surviving member, which does not run')
    .requiredOption('--into <dir>', 'data directory to make')
    .option('--members <list>', 'id=address,... of the new cluster (default: the survivor alone, at its address)')
    .option('--snapshots <dir>', 'folder of its snapshots (default: snapshots in its data directory)')
    .option('--new-snapshots <dir>', 'folder for those of the new one (default: snapshots in the new directory)')
    .option('--yes-i-know', 'without asking')
    .addHelpText('after', HELP)
    .action(calls.offline(late(async () => (await import('./recover-cluster.js')).recoverCluster)));
}
