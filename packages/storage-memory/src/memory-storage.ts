import {
  ClosedError,
  CorruptionError,
  drawStoreId,
  EntryBatch,
  type GroupId,
  type GroupWrite,
  IdentityMismatchError,
  InvalidArgumentError,
  type RaftStorage,
  type StorageCapabilities,
  type StoredGroup,
  type StoredState,
  type StoreId,
  type StoreIdentity,
} from '@lolraft/raft-core';
import { MemoryGroup } from './memory-group.js';

export interface MemoryStorageOptions {
  /** Yields numbers in [0, 1) for the store id. Default: the platform's secure source. */
  readonly random?: () => number;
}

/**
 * Keeps everything in memory, for tests, simulations and caches. What it acknowledged ends with the process: a voter on
 * it that was restarted is another store, and joins as a new member (rule 19 of the design).
 *
 * Copies at the border: it shares no bytes and no objects with its caller.
 */
export class MemoryStorage implements RaftStorage {
  readonly capabilities: StorageCapabilities = { durable: false };
  readonly #store: StoreId;
  readonly #groups = new Map<GroupId, MemoryGroup>();
  #identity: StoreIdentity | undefined;
  #closed = false;

  constructor(options: MemoryStorageOptions = {}) {
    this.#store = drawStoreId(options.random ?? secureRandom);
  }

  async load(): Promise<StoredState> {
    this.#checkOpen();
    return {
      store: this.#store,
      identity: this.#identity === undefined ? undefined : { ...this.#identity },
      groups: [...this.#groups.values()].flatMap((group) => group.describe()),
    };
  }

  async bind(identity: StoreIdentity): Promise<void> {
    this.#checkOpen();
    const { cluster, node } = (this.#identity ??= { ...identity });
    if (cluster !== identity.cluster || node !== identity.node) {
      throw new IdentityMismatchError(
        `this store belongs to node ${node} of cluster ${cluster}, not to ${identity.node} of ${identity.cluster}`,
      );
    }
  }

  async write(writes: readonly GroupWrite[]): Promise<void> {
    this.#checkOpen();
    // All plans before the first change, so that a refused part leaves no other part behind.
    const plans = new Map<GroupId, { group: MemoryGroup; write: GroupWrite; next: StoredGroup }>();
    for (const write of writes) {
      if (plans.has(write.group)) throw new InvalidArgumentError(`group ${write.group} appears twice in one write`);
      const group = this.#groups.get(write.group) ?? new MemoryGroup(write.group);
      plans.set(write.group, { group, write, next: group.plan(write) });
    }
    for (const [id, { group, write, next }] of plans) {
      group.apply(write, next);
      this.#groups.set(id, group);
    }
  }

  async read(group: GroupId, from: number, to: number, maxBytes: number): Promise<EntryBatch> {
    this.#checkOpen();
    if (from > to) throw new InvalidArgumentError(`read of ${from}..${to}`);
    const found = this.#groups.get(group);
    if (found === undefined) throw new CorruptionError(`group ${group} is not in this store`);
    return EntryBatch.concat(found.read(from, to, maxBytes)).copy();
  }

  async removeGroup(group: GroupId): Promise<void> {
    this.#checkOpen();
    this.#groups.delete(group);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#groups.clear();
  }

  #checkOpen(): void {
    if (this.#closed) throw new ClosedError('the store');
  }
}

function secureRandom(): number {
  const [bits] = crypto.getRandomValues(new Uint32Array(1));
  return (bits ?? 0) / 0x1_0000_0000;
}
