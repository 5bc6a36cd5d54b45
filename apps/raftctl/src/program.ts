import { readFileSync } from 'node:fs';
import { addConnectionOptions } from '@lolraft/cli-kit';
import { Command } from 'commander';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const HELP = `
Options may stand before or after the command. RAFTCTL_ENDPOINTS=ws://host:port,... stands for --endpoints; any node will do,
the others are found.

Exit codes: 0 done; 1 failed, the last line on standard error says why; 2 wrong usage.

Examples:
  raftctl members
  raftctl add n4 ws://10.0.0.4:7001
  raftctl plan cluster.json
  raftctl metrics --watch lol_raft_write
  raftctl tune --all compaction.entries=50000
  raftctl log verify data/n1
`;

/** The program without its commands. */
export function newProgram(): Command {
  const program = new Command('raftctl')
    .description('Administers a cluster of lol, whatever service it runs, and looks into data directories.')
    .version(manifest.version)
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  return addConnectionOptions(program, 'RAFTCTL');
}
