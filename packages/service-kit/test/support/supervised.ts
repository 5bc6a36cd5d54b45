// A process of tests: `supervised.js WHAT`, where WHAT is how it ends, or does not.
import process from 'node:process';
import { RaftError } from '@lolraft/raft-core';
import { createLog, supervise, type Supervised } from '../../src/index.js';

const what = process.argv[2] ?? '';
const log = createLog({ level: 'info', node: 'n1' });
// Keeps the process alive as a service would.
const alive = setInterval(() => undefined, 1_000);

function service(): Supervised {
  return {
    failed: what === 'fails' ? Promise.resolve(new RaftError('APP_FAILED', 'oh')) : new Promise(() => undefined),
    close: async () => {
      log.info('closing it');
      if (what === 'hangs' || what === 'late') await new Promise(() => undefined);
      clearInterval(alive);
    },
  };
}

const end = await supervise({
  log,
  start: async (signal) => {
    if (what !== 'starting') return service();
    log.info('starting');
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    return service();
  },
  onStarted: () => {
    log.info('ready');
  },
  shutdownTimeout: what === 'late' ? 50 : 60_000,
  cutShort: 4,
});
log.info({ end: end.type }, 'ended');
process.exitCode = end.type === 'signal' ? 0 : 1;
