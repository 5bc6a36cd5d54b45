import {
  ClosedError,
  CorruptionError,
  type EntryBatch,
  type GroupId,
  type GroupWrite,
  IdentityMismatchError,
  type RaftStorage,
  type StorageCapabilities,
  type StoredState,
  type StoreIdentity,
} from '@lolraft/raft-core';
import type { Kernel } from './kernel.js';
import type { SimProcess } from './process.js';
import type { SimDisk } from './sim-disk.js';

/** A simulated disk as one process has it open. Once the process is gone, no call settles any more. */
export class SimStorage implements RaftStorage {
  readonly capabilities: StorageCapabilities = { durable: true };
  readonly #kernel: Kernel;
  readonly #disk: SimDisk;
  readonly #process: SimProcess;
  #closed = false;

  constructor(kernel: Kernel, disk: SimDisk, process: SimProcess) {
    this.#kernel = kernel;
    this.#disk = disk;
    this.#process = process;
  }

  #call<T>(read: boolean, run: () => T): Promise<T> {
    const refusal = this.#refusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      this.#disk.later(this.#process, read, () => {
        let result: T;
        try {
          result = run();
        } catch (error) {
          this.#process.input(() => {
            reject(error instanceof Error ? error : new Error(String(error)));
          });
          return;
        }
        this.#process.input(() => {
          resolve(result);
        });
      });
    });
  }

  #refusal(): Error | undefined {
    return this.#closed ? new ClosedError('the store') : this.#disk.failure();
  }

  load(): Promise<StoredState> {
    return this.#call(true, () => this.#disk.load());
  }

  bind(identity: StoreIdentity): Promise<void> {
    return this.#call(false, () => {
      const { cluster, node } = (this.#disk.identity ??= { ...identity });
      if (cluster !== identity.cluster || node !== identity.node)
        throw new IdentityMismatchError(`the simulated disk belongs to ${node} of ${cluster}`);
    });
  }

  write(writes: readonly GroupWrite[]): Promise<void> {
    const refusal = this.#refusal();
    return refusal === undefined ? this.#disk.write(this.#process, writes) : Promise.reject(refusal);
  }

  /** Looks when the disk gets to it, not when it is asked: what a write removes meanwhile is gone. */
  read(group: GroupId, from: number, to: number, maxBytes: number): Promise<EntryBatch> {
    const image = this.#disk.group(group);
    if (image === undefined || from > to || image.termAt(from) === undefined || image.termAt(to) === undefined) {
      this.#kernel.violate('port', `read of entries ${from}..${to} of ${group}, which are not stored`);
    }
    return this.#call(true, () => {
      if (image === undefined) throw new CorruptionError(`group ${group} is not stored`);
      return image.read(from, to, maxBytes);
    });
  }

  removeGroup(group: GroupId): Promise<void> {
    return this.#call(false, () => {
      this.#disk.remove(group);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
