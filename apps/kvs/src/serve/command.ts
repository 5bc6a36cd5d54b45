import { readFileSync } from 'node:fs';
import process from 'node:process';
import { InvalidArgumentError, RaftError } from '@lolraft/raft-core';
import { Command, Option } from 'commander';
import { pino } from 'pino';
import { LocalFileError } from '@lolraft/cli-kit';
import { serve, type Server } from './serve.js';
import { checkSettings, environmentName, SETTINGS, type Settings } from './settings.js';

const HELP = `
Each flag is also an environment variable (--data-dir is KVS_DATA_DIR) and a key of the JSON file that --config names
(dataDir). Flags win over the environment, the environment over the file, the file over the defaults.

Exit codes: 0 after SIGTERM or SIGINT; 1 where the node cannot start or has to stop; 2 where the settings are wrong.

Example, on one machine:
  kvs serve --id n1 --members n1=ws://127.0.0.1:7001,n2=ws://127.0.0.1:7002,n3=ws://127.0.0.1:7003
`;

function readFile(path: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
    throw new InvalidArgumentError('it holds no object');
  } catch (error) {
    throw new InvalidArgumentError(
      `the configuration file ${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Flags and environment, over the file that one of them may name. @throws {InvalidArgumentError} */
export function readSettings(options: Readonly<Record<string, unknown>>): Settings {
  const { config } = options;
  const given = Object.entries(options).filter(([key]) => key !== 'config' && key !== 'checkConfig');
  return checkSettings({ ...(typeof config === 'string' ? readFile(config) : {}), ...Object.fromEntries(given) });
}

/** Runs until a signal or a failure ends it; resolves with the exit code. */
async function run(settings: Settings): Promise<number> {
  const log = pino(
    { level: settings.logLevel, base: { node: settings.id } },
    pino.destination({ dest: 1, sync: true }),
  );
  const signal = new Promise<string>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  let server: Server;
  try {
    server = await serve(settings, log);
  } catch (error) {
    if (!(error instanceof RaftError || error instanceof LocalFileError)) throw error;
    log.fatal({ code: error.code }, error.message);
    process.stderr.write(`kvs: ${error.message}\n`);
    return error.code === 'INVALID_ARGUMENT' ? 2 : 1;
  }
  log.info(
    { address: server.host.address, cluster: server.host.clusterId, dataDir: settings.dataDir, pid: process.pid },
    'ready',
  );
  const end = await Promise.race([signal, server.failed]);
  log.info(typeof end === 'string' ? { signal: end } : { code: end.code }, 'closing');
  await server.close();
  if (typeof end === 'string') return 0;
  process.stderr.write(`kvs: ${end.message}\n`);
  return 1;
}

export function serveCommand(): Command {
  const command = new Command('serve')
    .description('run one node of a replicated key-value server')
    .addHelpText('after', HELP);
  for (const setting of SETTINGS)
    command.addOption(new Option(setting.flag, setting.description).env(environmentName(setting)));
  command.addOption(new Option('--config <file>', 'JSON file with settings').env('KVS_CONFIG'));
  command.option('--check-config', 'print the settings that would be used, and end');
  return command.action(async (options: Readonly<Record<string, unknown>>) => {
    let settings: Settings;
    try {
      settings = readSettings(options);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      process.stderr.write(`kvs: ${error.message}\n`);
      process.exitCode = 2;
      return;
    }
    if (options['checkConfig'] === true) process.stdout.write(`${JSON.stringify(settings, undefined, 2)}\n`);
    else process.exitCode = await run(settings);
  });
}
