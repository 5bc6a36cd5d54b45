import process from 'node:process';
import type { Logger } from 'pino';

/** Each SIGUSR2 switches between the level that a log began with and `debug`. Returns what ends that. */
export function switchLevelOnSignal(log: Logger): () => void {
  const standard = log.level;
  const change = (): void => {
    log.level = log.level === 'debug' ? standard : 'debug';
    log.info({ logLevel: log.level }, 'log level');
  };
  process.on('SIGUSR2', change);
  return () => {
    process.removeListener('SIGUSR2', change);
  };
}
