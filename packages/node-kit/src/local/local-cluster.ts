import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeStatus } from '@lolraft/raft-core';
import { WsClientTransport } from '@lolraft/transport-ws';
import { addressOf, type ClusterPlan, planCluster, type PlannedNode } from './cluster-plan.js';
import { FolderLock } from './folder-lock.js';
import type { LocalApp } from './local-app.js';
import { LocalFailure } from './local-failure.js';
import { describeExit, type Exit, NodeProcess } from './node-process.js';
import { NodeWatch } from './node-watch.js';
import type { LocalOptions } from './options.js';
import { isFree } from './ports.js';

const STOP_GRACE = 5_000;
const START_BOUND = 30_000;
const PORT_BOUND = 5_000;
const POLL = 10;

/** One node of the cluster, whether it runs or not. */
export interface LocalNode {
  readonly id: string;
  readonly address: string;
  readonly logFile: string;
  readonly process: NodeProcess | undefined;
  /** What it last said of itself; undefined while it cannot be heard. */
  readonly status: NodeStatus | undefined;
}

export interface LocalEvents {
  /** A node's role, term or leader has changed, or it can be heard again. */
  onStatus(node: LocalNode, before: NodeStatus | undefined): void;
  /** A node's process has ended, and nobody here asked it to. */
  onExit(node: LocalNode, pid: number, exit: Exit): void;
}

class Node implements LocalNode {
  readonly id: string;
  readonly port: number;
  readonly address: string;
  readonly logFile: string;
  starting: Promise<void> | undefined;
  process: NodeProcess | undefined;
  watch: NodeWatch | undefined;
  status: NodeStatus | undefined;

  constructor(planned: PlannedNode, folder: string) {
    this.id = planned.id;
    this.port = planned.port;
    this.address = addressOf(planned);
    this.logFile = path.join(folder, `${planned.id}.log`);
  }
}

/** The processes of a cluster on this machine, and what they say of themselves. */
export class LocalCluster {
  readonly app: LocalApp;
  readonly folder: string;
  readonly plan: ClusterPlan;
  readonly transport = new WsClientTransport();
  readonly #lock: FolderLock;
  readonly #events: LocalEvents;
  readonly #nodes: Node[];
  #stopping: Promise<void> | undefined;

  private constructor(app: LocalApp, folder: string, plan: ClusterPlan, lock: FolderLock, events: LocalEvents) {
    this.app = app;
    this.folder = folder;
    this.plan = plan;
    this.#lock = lock;
    this.#events = events;
    this.#nodes = plan.nodes.map((node) => new Node(node, folder));
  }

  /**
   * Takes the folder and decides on the addresses; nothing runs yet. What this returns must be stopped.
   * @throws {LocalFailure}
   */
  static async open(app: LocalApp, folder: string, options: LocalOptions, events: LocalEvents): Promise<LocalCluster> {
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      throw new LocalFailure(`the folder ${folder} cannot be made: ${(error as Error).message}`, { cause: error });
    }
    const lock = FolderLock.take(folder);
    try {
      return new LocalCluster(app, folder, await planCluster(folder, options), lock, events);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  get nodes(): readonly LocalNode[] {
    return this.#nodes;
  }

  get endpoints(): string[] {
    return this.#nodes.map(({ address }) => address);
  }

  node(id: string): LocalNode {
    return this.#find(id);
  }

  #find(id: string): Node {
    const node = this.#nodes.find((one) => one.id === id);
    if (node === undefined) throw new LocalFailure(`there is no node ${id}`);
    return node;
  }

  /** The node that says that it leads in the highest term. */
  get leader(): LocalNode | undefined {
    const leaders = this.#nodes.filter(({ status }) => status?.role === 'leader');
    return leaders.sort((a, b) => (b.status?.term ?? 0) - (a.status?.term ?? 0))[0];
  }

  get dead(): LocalNode[] {
    return this.#nodes.filter(({ process }) => process === undefined);
  }

  /** Starts all nodes, and waits until one leads and all that run follow it. @throws {LocalFailure} */
  async start(): Promise<void> {
    for (const { id, port } of this.#nodes) await this.#checkPort(id, port);
    await Promise.all(this.#nodes.map((node) => this.startNode(node.id)));
    await this.whenLed();
  }

  async #checkPort(id: string, port: number): Promise<void> {
    // The nodes of a cluster whose process was killed end a moment after it.
    const end = performance.now() + (this.#lock.tookOver ? PORT_BOUND : 0);
    while (!(await isFree(port))) {
      if (performance.now() >= end) {
        throw new LocalFailure(
          `port ${port} of node ${id} is taken by another program: end that one, or make another cluster with --data and --base-port`,
        );
      }
      await sleep(POLL);
    }
  }

  /** Starts a node that does not run; one that somebody else starts just now is not started twice. */
  async startNode(id: string): Promise<void> {
    const node = this.#find(id);
    if (node.process !== undefined) return;
    node.starting ??= this.#launch(node).finally(() => {
      node.starting = undefined;
    });
    await node.starting;
  }

  async #launch(node: Node): Promise<void> {
    const { plan, folder } = this;
    const { id } = node;
    const members = plan.nodes.map((one) => `${one.id}=${addressOf(one)}`).join(',');
    const args = [
      ...['--id', id, '--members', members, '--storage', plan.storage],
      ...['--data-dir', path.join(folder, id), '--cluster-name', 'local', '--cluster-token', plan.token],
      ...(this.app.flags?.(this.#nodes.indexOf(node)) ?? []),
    ];
    const process = await NodeProcess.start(this.app.program, args, node.logFile);
    if (this.#stopping !== undefined) {
      // It began before the end was asked for, and too late to be ended with the others.
      process.kill('SIGKILL');
      return;
    }
    node.process = process;
    // A watch of its own for each process: what the one before still said when it was killed is no news of this one.
    const watch = new NodeWatch(this.transport, node.address, (status) => {
      this.#heard(node, status);
    });
    node.watch = watch;
    void process.exited.then((exit) => {
      void watch.close();
      node.process = undefined;
      node.status = undefined;
      if (this.#stopping === undefined) this.#events.onExit(node, process.pid, exit);
    });
  }

  #heard(node: Node, status: NodeStatus | undefined): void {
    const before = node.status;
    node.status = status;
    if (status === undefined) return;
    if (before?.role !== status.role || before.term !== status.term || before.leader !== status.leader) {
      this.#events.onStatus(node, before);
    }
  }

  /**
   * Resolves when a node leads, and all nodes that run agree that it does.
   * @throws {LocalFailure} where a node ends before that, with its last words, or it takes too long.
   */
  async whenLed(): Promise<void> {
    const running = this.#nodes.filter(({ process }) => process !== undefined);
    const started = running.map((node) => ({ node, process: node.process }));
    const end = performance.now() + START_BOUND;
    for (;;) {
      const leader = this.leader;
      const agree = running.every(
        ({ status }) => status?.term === leader?.status?.term && status?.leader === leader?.id,
      );
      if (leader !== undefined && agree) return;
      if (this.#stopping !== undefined) throw new LocalFailure('the cluster was ended before a node led');
      for (const { node, process } of started) {
        if (process?.exit !== undefined) throw nodeFailure(node, process, `has ended (${describeExit(process.exit)})`);
      }
      if (performance.now() >= end) {
        throw new LocalFailure(`after ${START_BOUND / 1000} s still no leader; the logs are in ${this.folder}`);
      }
      await sleep(POLL);
    }
  }

  /** Kills a node's process, and waits until it is gone. */
  async kill(id: string): Promise<void> {
    const { process } = this.#find(id);
    process?.kill('SIGKILL');
    await process?.exited;
  }

  /** Kills what is left, without waiting for it to end well. */
  killAll(): void {
    for (const { process } of this.#nodes) process?.kill('SIGKILL');
  }

  /** Ends all nodes, by force where they do not go, and gives the folder back. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    await Promise.all(this.#nodes.map(async ({ watch }) => watch?.close()));
    await Promise.all(this.#nodes.map(async ({ process }) => process?.stop(STOP_GRACE)));
    this.#lock.release();
  }
}

function nodeFailure({ id, logFile }: LocalNode, process: NodeProcess, what: string): LocalFailure {
  const lines = process.logTail(5).map((line) => `    ${line}`);
  return new LocalFailure([`node ${id} ${what}. The end of ${logFile}:`, ...lines].join('\n'));
}
