import type { NodeStatus } from '@lolraft/raft-core';
import type { LocalCluster, LocalEvents, LocalNode } from './local-cluster.js';
import { describeExit, type Exit } from './node-process.js';
import { killLine, seconds } from './text.js';

/** Tells a person what happens, as it happens. */
export class Story implements LocalEvents {
  readonly #say: (text: string) => void;
  #cluster: LocalCluster | undefined;
  #leader: string | undefined;
  /** When the last known leader was seen to be gone. */
  #leaderLost: number | undefined;

  /** `say` is handed each event that is worth a line, once the story has begun. */
  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** From now on it tells what happens to this cluster. */
  begin(cluster: LocalCluster): void {
    this.#cluster = cluster;
    this.#leader = cluster.leader?.id;
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
    } else if (isNews(status, before)) {
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

/** Another role, or another leader: a node that starts or has voted is a follower before it knows of whom. */
function isNews(status: NodeStatus, before: NodeStatus | undefined): boolean {
  if (before === undefined || before.role !== status.role) return true;
  return status.leader !== undefined && status.leader !== before.leader;
}

function roleName({ role }: NodeStatus): string {
  return role === 'follower' ? 'a follower' : role === 'leader' ? 'the leader' : 'a candidate';
}
