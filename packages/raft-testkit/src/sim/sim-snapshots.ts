import { SnapshotStoreError, type SnapshotTag } from '@lolraft/raft-core';
import { type MemorySnapshotPlace, MemorySnapshots, type SnapshotStep } from '../snapshots/index.js';
import type { Kernel } from './kernel.js';
import type { SimProcess } from './process.js';
import type { SimRandom } from './random.js';

/** How a place of snapshots behaves. Times are simulated milliseconds. */
export interface SnapshotSettings {
  /** All nodes use one place and read each other's tags; otherwise each has its own. */
  readonly shared: boolean;
  readonly stepMax: number;
  /** How often a step fails, having taken effect or not. */
  readonly failures: number;
}

export const QUICK_SNAPSHOTS: SnapshotSettings = { shared: false, stepMax: 1, failures: 0 };

/** Where one node's snapshots are. It outlives the processes that use it. */
export class SimSnapshotPlace {
  settings: SnapshotSettings;
  readonly #kernel: Kernel;
  #forked: SimRandom | undefined;
  readonly #place: MemorySnapshotPlace;
  #store: MemorySnapshots | undefined;
  /** While true, every step fails. */
  away = false;

  constructor(kernel: Kernel, place: MemorySnapshotPlace, settings: SnapshotSettings) {
    this.#kernel = kernel;
    this.#place = place;
    this.settings = settings;
  }

  /** Drawn when it is first used, so that clusters without snapshots are what they were. */
  get #random(): SimRandom {
    return (this.#forked ??= this.#kernel.random.fork());
  }

  /** Opens it for a process. */
  open(process: SimProcess): MemorySnapshots {
    this.#store = new MemorySnapshots({
      place: this.#place,
      chunkBytes: 1 + this.#random.int(300_000),
      ...(this.settings.shared ? { realm: 'sim' } : undefined),
      before: (step) => this.#step(process, step, 'before'),
      after: (step) => this.#step(process, step, 'after'),
    });
    return this.#store;
  }

  #step(process: SimProcess, { what, path }: SnapshotStep, when: 'before' | 'after'): Promise<void> | undefined {
    const { stepMax, failures } = this.settings;
    const fails = this.away || this.#random.chance(failures / 2);
    if (when === 'after' && !fails) return undefined;
    return new Promise((resolve, reject) => {
      this.#kernel.quietly(this.#random.between(0, stepMax), () => {
        process.input(() => {
          if (fails)
            reject(new SnapshotStoreError(`the simulated place fails to ${what} ${path}`, { retryable: true }));
          else resolve();
        });
      });
    });
  }

  /** The process is gone: what it was writing is there in part. */
  powerLoss(): void {
    this.#store?.crash((_path, written) => this.#random.int(written + 1));
    this.#store = undefined;
  }

  heal(): void {
    this.away = false;
    this.settings = { ...this.settings, failures: 0 };
  }

  /** Loses a resource, as an operator's mistake would. */
  lose(tag: SnapshotTag): void {
    this.#place.lose(tag);
  }
}
