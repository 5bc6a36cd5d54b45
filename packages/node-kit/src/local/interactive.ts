import path from 'node:path';
import { onKey } from './keyboard.js';
import { LocalCluster } from './local-cluster.js';
import type { LocalApp } from './local-app.js';
import type { LocalOptions } from './options.js';
import { onEndingSignal } from './signals.js';
import { Story } from './story.js';
import { clock, instructions, nodeCount, nodeTable, seconds } from './text.js';

/** Starts the cluster and tells what happens to it until somebody ends it; resolves with the exit code. */
export async function runInteractive(app: LocalApp, options: LocalOptions): Promise<number> {
  const folder = path.resolve(options.data ?? app.folder);
  const story = new Story((text) => {
    console.log(`${clock()}  ${text}`);
  });
  const cluster = await LocalCluster.open(app, folder, options, story);
  const ended = new Promise<void>((resolve) => {
    onEndingSignal(
      () => {
        resolve();
      },
      () => {
        cluster.killAll();
      },
    );
  });
  try {
    console.log(`starting ${nodeCount(cluster.nodes.length)}; data and logs are in ${folder}`);
    const begun = performance.now();
    const outcome = await Promise.race([cluster.start().then(() => 'started'), ended.then(() => 'ended')]);
    if (outcome === 'started') {
      story.begin(cluster);
      console.log(`\nready after ${seconds(performance.now() - begun)}\n`);
      console.log(nodeTable(cluster.nodes));
      console.log(`\n${instructions(cluster)}\n`);
      const restart = (): void => void story.restart();
      process.on('SIGUSR2', restart);
      const endKeys = onKey({ r: restart, q: () => process.kill(process.pid, 'SIGTERM') });
      await ended;
      endKeys();
      process.off('SIGUSR2', restart);
    }
    console.log('\nending all nodes');
  } finally {
    await cluster.stop();
  }
  console.log(
    cluster.plan.storage === 'memory'
      ? 'all ended, and what was in memory is gone'
      : `all ended; the data stays in ${folder}`,
  );
  return 0;
}
