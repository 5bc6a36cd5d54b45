import process from 'node:process';
import { Argument, Command, Option } from 'commander';
import type { NodeApp } from './node-app.js';
import type { HealthFlags } from './run-health.js';
import { environmentName } from './settings.js';

/**
 * The flags are those of `serve`: in the environment of a node, it asks that node.
 */
export function healthCommand({ name, variables }: Pick<NodeApp, 'name' | 'variables'>): Command {
  const variable = (flag: string): string => environmentName(variables, { flag });
  return new Command('health')
    .description('ask the node of this machine whether it is alive, or ready')
    .addArgument(new Argument('[endpoint]', 'what to ask').choices(['livez', 'readyz']).default('readyz'))
    .addOption(
      new Option('--http-listen <host:port>', 'where it serves that')
        .env(variable('--http-listen'))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--http-tls <mode>', 'as the node has it')
        .choices(['off', 'server', 'mutual'])
        .default('off')
        .env(variable('--http-tls')),
    )
    .addOption(new Option('--tls-cert <file>', 'PEM certificate to show').env(variable('--tls-cert')))
    .addOption(new Option('--tls-key <file>', 'PEM key of that').env(variable('--tls-key')))
    .addOption(new Option('--tls-ca <file>', 'PEM certificate of the authority').env(variable('--tls-ca')))
    .option('--timeout <ms>', 'how long to wait', '3000')
    .addHelpText('after', '\nExit codes: 0 where it is; 1 where it is not, or nobody answers.\n')
    .action(async (endpoint: 'livez' | 'readyz', flags: HealthFlags) => {
      const { runHealth } = await import('./run-health.js');
      process.exitCode = await runHealth(name, endpoint, flags);
    });
}
