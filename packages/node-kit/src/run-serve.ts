import { readFileSync } from 'node:fs';
import process from 'node:process';
import { LocalFileError } from '@lolraft/cli-kit';
import { AbortedError, InvalidArgumentError, RaftError, RemovedError } from '@lolraft/raft-core';
import { createLog, type End, supervise, switchLevelOnSignal } from '@lolraft/service-kit';
import type { Logger } from 'pino';
import { checkSettings } from './check-settings.js';
import type { NodeApp } from './node-app.js';
import { markRemoved } from './removed-mark.js';
import { serve } from './serve.js';
import type { Settings } from './settings.js';

const EXIT = { ended: 0, failed: 1, settings: 2, removedBefore: 3, cutShort: 4 } as const;

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
export function readSettings<Own extends object>(
  app: NodeApp<Own>,
  options: Readonly<Record<string, unknown>>,
): Settings & Own {
  const { config } = options;
  const given = Object.entries(options).filter(([key]) => key !== 'config' && key !== 'checkConfig');
  return checkSettings(app, { ...(typeof config === 'string' ? readFile(config) : {}), ...Object.fromEntries(given) });
}

/** Runs until a signal or a failure ends it; resolves with the exit code. */
async function run<Own extends object>(app: NodeApp<Own>, settings: Settings & Own): Promise<number> {
  const log = createLog({ level: settings.logLevel, node: settings.id });
  const restoreLevel = switchLevelOnSignal(log);
  let end: End;
  try {
    end = await supervise({
      log,
      start: (signal) => serve(app, settings, log, signal),
      onStarted: ({ host }) => {
        const { address, clusterId: cluster } = host;
        log.info({ address, cluster, dataDir: settings.dataDir, pid: process.pid }, 'ready');
      },
      shutdownTimeout: settings.shutdownTimeout,
      cutShort: EXIT.cutShort,
    });
  } catch (error) {
    return notStarted(app.name, error, log);
  } finally {
    restoreLevel();
  }
  if (end.type === 'signal') return EXIT.ended;
  if (end.error instanceof RemovedError) return leave(app.name, settings, end.error, log);
  process.stderr.write(`${app.name}: ${end.error.message}\n`);
  return EXIT.failed;
}

function notStarted(name: string, error: unknown, log: Logger): number {
  if (!(error instanceof RaftError || error instanceof LocalFileError)) throw error;
  // The search for a cluster ends so where a signal has ended it.
  if (error instanceof AbortedError) return EXIT.ended;
  log.fatal({ code: error.code }, error.message);
  process.stderr.write(`${name}: ${error.message}\n`);
  if (error instanceof RemovedError) return EXIT.removedBefore;
  return error.code === 'INVALID_ARGUMENT' ? EXIT.settings : EXIT.failed;
}

/** That the node was removed is what somebody wanted: no failure. */
function leave(name: string, settings: Settings, removed: RemovedError, log: Logger): number {
  try {
    markRemoved(settings, removed);
  } catch (error) {
    log.warn({ err: error }, 'that the node was removed cannot be written down: started again, it asks the cluster');
  }
  log.info({ code: removed.code }, removed.message);
  process.stderr.write(`${name}: ${removed.code}: ${removed.message}\n`);
  return EXIT.ended;
}

/** What `serve` does with its flags; resolves with the exit code. */
export async function runServe<Own extends object>(
  app: NodeApp<Own>,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  let settings: Settings & Own;
  try {
    settings = readSettings(app, options);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    process.stderr.write(`${app.name}: ${error.message}\n`);
    return EXIT.settings;
  }
  if (options['checkConfig'] !== true) return await run(app, settings);
  process.stdout.write(`${JSON.stringify(settings, undefined, 2)}\n`);
  return EXIT.ended;
}
