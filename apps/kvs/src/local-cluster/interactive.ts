import path from 'node:path';
import type { NodeStatus } from '@lolraft/raft-core';
import { onKey } from './keyboard.js';
import { LocalCluster, type LocalNode } from './local-cluster.js';
import { describeExit, type Exit } from './node-process.js';
import { DEFAULT_FOLDER, type LocalOptions } from './options.js';
import { onEndingSignal } from './signals.js';
import { clock, instructions, killLine, nodeCount, nodeTable, seconds } from './text.js';

/** Starts the cluster and tells what happens to it until somebody ends it; resolves with the exit code. */
export async function runInteractive(options: LocalOptions): Promise<number> {
  const folder = path.resolve(options.data ?? DEFAULT_FOLDER);
  const story = new Story();
  const cluster = await LocalCluster.open(folder, options, story);
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
      story.begin(cluster, begun);
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

/** Tells a person what happens, as it happens. */
class Story {
  #cluster: LocalCluster | undefined;
  #leader: string | undefined;
  /** When the last known leader was seen to be gone. */
  #leaderLost: number | undefined;

  #say(text: string): void {
    console.log(`${clock()}  ${text}`);
  }

  begin(cluster: LocalCluster, begun: number): void {
    this.#cluster = cluster;
    this.#leader = cluster.leader?.id;
    console.log(`\nready after ${seconds(performance.now() - begun)}\n`);
    console.log(nodeTable(cluster.nodes));
    console.log(`\n${instructions(cluster)}\n`);
  }

  onStatus(node: LocalNode, before: NodeStatus | undefined): void {
    const { status } = node;
    if (this.#cluster === undefined || status === undefined) return;
    if (status.role === 'leader' && (before?.role !== 'leader' || before.term !== status.term)) {
      const took =
        this.#leaderLost === undefined
          ? ''
          : `, ${seconds(performance.now() - this.#leaderLost)} after ${this.#leader ?? 'the last leader'} was gone`;
      this.#say(`${node.id} leads, in term ${status.term}${took}`);
      if (this.#leader !== node.id) this.#say(`to kill this leader too: ${killLine(node)}`);
      this.#leader = node.id;
      this.#leaderLost = undefined;
    } else if (before === undefined || before.role !== status.role) {
      const whom = status.leader === undefined || status.leader === node.id ? '' : ` of ${status.leader}`;
      this.#say(`${node.id} is ${roleName(status)}${whom}, in term ${status.term}`);
    }
    if (status.failure !== undefined) this.#say(`${node.id} has stopped: ${status.failure}`);
  }

  onExit(node: LocalNode, pid: number, exit: Exit): void {
    if (this.#cluster === undefined) return;
    if (node.id === this.#leader) this.#leaderLost = performance.now();
    this.#say(`${node.id} (process ${pid}) is gone: ${describeExit(exit)}. ${this.#howToRestart(node)}`);
  }

  #howToRestart({ logFile }: LocalNode): string {
    if (this.#cluster?.plan.storage === 'memory') return 'What it had was in memory, so it cannot come back.';
    const how = process.stdin.isTTY ? 'Press r' : `Run kill -USR2 ${process.pid}`;
    return `${how} to restart it; its log is ${logFile}`;
  }

  async restart(): Promise<void> {
    const cluster = this.#cluster;
    if (cluster === undefined) return;
    const { dead } = cluster;
    if (dead.length === 0) this.#say('no node is gone');
    else if (cluster.plan.storage === 'memory')
      this.#say('nodes in memory cannot come back: end the cluster and start it again');
    else {
      for (const { id } of dead) {
        await cluster.startNode(id);
        this.#say(`${id} starts again, as process ${String(cluster.node(id).process?.pid)}`);
      }
    }
  }
}

function roleName({ role }: NodeStatus): string {
  return role === 'follower' ? 'a follower' : role === 'leader' ? 'the leader' : 'a candidate';
}
