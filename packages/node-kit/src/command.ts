import process from 'node:process';
import { Command, Option } from 'commander';
import type { NodeApp } from './node-app.js';
import { settingsOf } from './setting-list.js';
import { environmentName } from './settings.js';

const helpOf = ({ name: app, variables }: Pick<NodeApp, 'name' | 'variables'>): string => `
Each flag is also an environment variable (--data-dir is ${environmentName(variables, { flag: '--data-dir' })}) and a key of the JSON file that --config names
(dataDir). Flags win over the environment, the environment over the file, the file over the defaults.

Exit codes: 0 after SIGTERM or SIGINT, and where the node is removed from its cluster; 1 where it cannot start or has to stop;
2 where the settings are wrong; 3 where it was removed before; 4 where a second signal, or --shutdown-timeout, cut its end short.
SIGUSR2 switches the log level to debug, and back.

Example, on one machine:
  ${app} serve --id n1 --members n1=ws://127.0.0.1:7001,n2=ws://127.0.0.1:7002,n3=ws://127.0.0.1:7003
A fourth node, which then waits for raftctl add n4 ws://127.0.0.1:7004:
  ${app} serve --id n4 --listen 127.0.0.1:7004 --join ws://127.0.0.1:7001,ws://127.0.0.1:7002
`;

/** `serve`, which runs one node of the app until it is told to end. */
export function serveCommand<Own extends object>(app: NodeApp<Own>): Command {
  const command = new Command('serve').description(`run one node of ${app.what}`).addHelpText('after', helpOf(app));
  for (const setting of settingsOf(app))
    command.addOption(new Option(setting.flag, setting.description).env(environmentName(app.variables, setting)));
  command.addOption(
    new Option('--config <file>', 'JSON file with settings').env(environmentName(app.variables, { flag: '--config' })),
  );
  command.option('--check-config', 'print the settings that would be used, and end');
  return command.action(async (options: Readonly<Record<string, unknown>>) => {
    // The other commands of the program need nothing of what a node is made of.
    const { runServe } = await import('./run-serve.js');
    process.exitCode = await runServe(app, options);
  });
}
