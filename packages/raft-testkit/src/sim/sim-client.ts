import { AbortedError, type ClientConnection, type ClientTransport, UnavailableError } from '@lolraft/raft-core';
import type { Kernel } from './kernel.js';
import { SimProcess } from './process.js';
import type { SimRandom } from './random.js';
import { SimClientConnection, type Path } from './sim-client-connection.js';
import { SimClock, type ClockSettings } from './sim-clock.js';
import type { SimCluster } from './sim-cluster.js';

/** Simulated milliseconds. */
export interface ClientSettings {
  readonly clock: ClockSettings;
  /** One way, drawn for each message. */
  readonly delayMin: number;
  readonly delayMax: number;
  /** After so long each end gives up a connection on which something was lost. */
  readonly silence: number;
}

export const QUICK_CLIENT: ClientSettings = {
  clock: { rate: 1, origin: 0, slack: 0 },
  delayMin: 0.3,
  delayMax: 1.5,
  silence: 1_000,
};

/**
 * A client of a simulated cluster: a process with a clock of its own, which may be paused or die, and connections to the nodes
 * that may be cut. What runs in it takes its `clock`, and its `transport` to reach `sim:n1` and so on.
 */
export class SimClient implements ClientTransport {
  readonly process: SimProcess;
  readonly clock: SimClock;
  readonly #kernel: Kernel;
  readonly #cluster: SimCluster;
  readonly #settings: ClientSettings;
  readonly #random: SimRandom;
  readonly #cuts = new Set<number>();
  readonly #connections = new Set<SimClientConnection>();

  constructor(cluster: SimCluster, settings: Partial<ClientSettings> = {}) {
    const { kernel } = cluster;
    this.#kernel = kernel;
    this.#cluster = cluster;
    this.#settings = { ...QUICK_CLIENT, ...settings };
    this.#random = kernel.random.fork();
    const process = new SimProcess(kernel, { turnMin: 0, turnMax: 0 });
    this.process = process;
    this.clock = new SimClock(
      {
        trueTime: () => kernel.now,
        queue: kernel.queue,
        onTimer: (run) => process.timer(run),
        onDefer: (run) => process.defer(run),
      },
      kernel.random.fork(),
      this.#settings.clock,
    );
  }

  /** Does something in the client's process: later, where that is paused. */
  run(what: () => void): void {
    this.process.input(what);
  }

  /** The process ends without a word; the nodes find that its connections are closed. */
  kill(): void {
    this.process.kill();
    this.clock.freeze();
    for (const connection of [...this.#connections]) connection.drop();
  }

  /** Nothing gets through to the node with this index any more, nor from it. */
  cut(node: number): void {
    this.#cuts.add(node);
  }

  heal(node: number): void {
    this.#cuts.delete(node);
  }

  healAll(): void {
    this.#cuts.clear();
  }

  connect(address: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<ClientConnection> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        reject(new AbortedError('not_applied', signal?.reason));
      };
      if (signal?.aborted === true) {
        onAbort();
        return;
      }
      signal?.addEventListener('abort', onAbort, { once: true });
      const answer = (end: () => void): void => {
        this.#kernel.after(this.#delay(), () => {
          this.run(() => {
            signal?.removeEventListener('abort', onAbort);
            if (signal?.aborted !== true) end();
          });
        });
      };
      // Where the path is cut, nobody answers: that is for the caller's patience.
      this.#kernel.after(this.#delay(), () => {
        const node = this.#cluster.nodes.find(({ id }) => address === `sim:${id}`);
        if (node !== undefined && this.#cuts.has(node.index)) return;
        const path = node === undefined ? undefined : this.#pathTo(node.index);
        if (path === undefined)
          answer(() => {
            reject(new UnavailableError(`nobody listens at ${address}`, 'not_applied'));
          });
        else
          answer(() => {
            const connection: SimClientConnection = new SimClientConnection(path, () => {
              this.#connections.delete(connection);
            });
            this.#connections.add(connection);
            resolve(connection);
          });
      });
    });
  }

  #pathTo(index: number): Path | undefined {
    const node = this.#cluster.node(index);
    const { process, clock, serving } = node;
    if (process === undefined || clock === undefined || serving?.handlers === undefined) return undefined;
    const kernel = this.#kernel;
    return {
      kernel,
      address: `sim:${node.id}`,
      client: { process: this.process, clock: this.clock, input: (run) => this.run(run) },
      node: { process, clock, serving, input: (run) => process.input(run) },
      isCut: () => this.#cuts.has(index),
      delay: () => this.#delay(),
      silence: this.#settings.silence,
    };
  }

  #delay(): number {
    return this.#random.between(this.#settings.delayMin, this.#settings.delayMax);
  }
}
