import {
  ClosedError,
  CorruptionError,
  type EntryBatch,
  IdentityMismatchError,
  InternalError,
  InvalidArgumentError,
  RaftError,
  StorageFailedError,
  StorageFullError,
  type GroupId,
  type GroupWrite,
  type RaftStorage,
  type StorageCapabilities,
  type StoredState,
  type StoreIdentity,
} from '@lolraft/raft-core';
import type { SlotChange } from './files/hard-state-file.js';
import { SpaceGuard } from './files/space.js';
import { writeStoreFile } from './files/store-file.js';
import { GroupLog, type WritePlan } from './log/group-log.js';
import { copySnapshot } from './log/group-record.js';
import { blockKey } from './log/keys.js';
import { readBlock, readEntries } from './log/read.js';
import { LowerBounds } from './lower-bounds.js';
import { closeStore, deleteKeys, isDiskFull, openStore, type OpenStore } from './open-store.js';
import { SpaceKeeper } from './space-keeper.js';
import { checkOptions, type RocksStorageOptions } from './options.js';

/**
 * Hard states, logs and snapshot records of any number of groups in one directory: a RocksDB database for the logs and the
 * records, and beside it a small file for the hard states. What a write acknowledged survives the end of the process and a
 * loss of power; `docs/durability.md` says how, and what no storage on RocksDB can detect.
 */
export class RocksStorage implements RaftStorage {
  readonly capabilities: StorageCapabilities = { durable: true };
  readonly #store: OpenStore;
  readonly #groups: Map<GroupId, GroupLog>;
  readonly #space: SpaceKeeper;
  readonly #bounds: LowerBounds;
  #identity: StoreIdentity | undefined;
  /** The one change that is under way. */
  #change: Promise<void> | undefined;
  #failure: StorageFailedError | undefined;
  #closing: Promise<void> | undefined;

  private constructor(store: OpenStore, options: Required<RocksStorageOptions>) {
    this.#store = store;
    this.#groups = store.groups;
    this.#identity = store.file.identity;
    const onFailure = (error: unknown): void => void this.#poison(error);
    const guard = new SpaceGuard(store.directory.root, options.reserveBytes);
    this.#space = new SpaceKeeper(store.database, guard, onFailure);
    this.#bounds = new LowerBounds(store.hardStates, store.groups, options.boundIntervalMs, onFailure);
  }

  /**
   * Opens the store in a directory and verifies everything in it; formats a directory that is empty or missing, unless
   * `create` forbids it. Takes time in proportion to the log.
   *
   * @throws {StorageLockedError} where it is open already, in this process or another.
   * @throws {StorageFormatError} where the path is a file, the directory holds something else, or a newer build formatted it.
   * @throws {CorruptionError} where acknowledged state is damaged or missing: it never opens with less than it promised.
   * @throws {StorageFullError} where the disk has no room to open it.
   * @throws {StorageFailedError} where it cannot be read and written, or the native code of RocksDB does not load.
   * @throws {InvalidArgumentError} on options out of range.
   */
  static async open(path: string, options: RocksStorageOptions = {}): Promise<RocksStorage> {
    const checked = checkOptions(options);
    return new RocksStorage(await openStore(path, checked.writeBufferBytes, checked.create), checked);
  }

  async load(): Promise<StoredState> {
    this.#checkUsable();
    const states = [...this.#groups.values()].flatMap(({ state }) => state ?? []);
    return {
      store: this.#store.file.store,
      identity: this.#identity === undefined ? undefined : { ...this.#identity },
      groups: states.map((state) => ({
        ...state,
        hardState: { ...state.hardState },
        snapshot: copySnapshot(state.snapshot),
      })),
    };
  }

  async bind({ cluster, node }: StoreIdentity): Promise<void> {
    await this.#exclusively(async () => {
      const owner = this.#identity;
      if (owner === undefined) {
        const identity = { cluster, node };
        const { directory, file } = this.#store;
        await writeStoreFile(directory.storeFile, { store: file.store, identity });
        this.#identity = identity;
      } else if (owner.cluster !== cluster || owner.node !== node) {
        throw new IdentityMismatchError(
          `${this.#path} belongs to node ${owner.node} of cluster ${owner.cluster}, not to ${node} of ${cluster}: ` +
            'name the directory of this node, or a new one',
        );
      }
    });
  }

  async write(writes: readonly GroupWrite[]): Promise<void> {
    await this.#exclusively(() => this.#write(writes));
  }

  async read(group: GroupId, from: number, to: number, maxBytes: number): Promise<EntryBatch> {
    for (;;) {
      this.#checkUsable();
      const log = this.#groups.get(group);
      if (log === undefined) throw new CorruptionError(`group ${group} is not in ${this.#path}`);
      const { version } = log;
      try {
        return await readEntries(this.#store.database, log, from, to, maxBytes);
      } catch (error) {
        // A write that ran beside the read may have cut the block in two: then the entries have moved.
        if (!(error instanceof CorruptionError)) throw error instanceof RaftError ? error : this.#poison(error);
        await this.#change?.catch(() => undefined);
        if (log.version === version) throw error;
      }
    }
  }

  async removeGroup(group: GroupId): Promise<void> {
    await this.#exclusively(async () => {
      const log = this.#groups.get(group);
      if (log === undefined) return;
      const { database, hardStates } = this.#store;
      this.#groups.delete(group);
      const { blocks, garbage, prefix } = log;
      const keys = [log.recordKey, ...garbage.take(prefix, garbage.length)];
      for (let at = 0; at < blocks.length; at++) keys.push(blockKey(prefix, blocks.last(at), blocks.epoch(at)));
      // From here on a crash ends in removal: the next start goes on with it.
      await hardStates.commit([{ group, state: 'removing' }]);
      await deleteKeys(database, keys);
      await hardStates.commit([{ group, state: 'free' }]);
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  get #path(): string {
    return this.#store.directory.root;
  }

  async #write(writes: readonly GroupWrite[]): Promise<void> {
    const plans = await this.#plan(writes);
    await this.#space.admit(plans);
    const { database, hardStates } = this.#store;
    const founded = plans.filter(({ isNew }) => isNew);
    this.#bounds.beginCut(plans);
    try {
      // Hard states first (rule 3), and bounds before the entries that they speak of are gone.
      const changes = plans.flatMap((plan) => (plan.isNew ? beginning(plan) : (this.#bounds.changeFor(plan) ?? [])));
      if (changes.length > 0) await hardStates.commit(changes);
      const operations = plans.flatMap((plan) => plan.log.operations(plan));
      if (operations.length > 0) await database.batch([...operations, ...this.#space.deletions(plans)]);
      if (founded.length > 0) {
        await hardStates.commit(founded.map(({ log, last }) => ({ group: log.group, state: 'live', bound: last })));
      }
    } finally {
      this.#bounds.endCut();
    }
    for (const plan of plans) {
      plan.log.apply(plan);
      this.#groups.set(plan.log.group, plan.log);
    }
    this.#bounds.schedule();
  }

  async #plan(writes: readonly GroupWrite[]): Promise<WritePlan[]> {
    const plans: WritePlan[] = [];
    const seen = new Set<GroupId>();
    for (const write of writes) {
      if (seen.has(write.group)) throw new InvalidArgumentError(`group ${write.group} appears twice in one write`);
      seen.add(write.group);
      const log = this.#groups.get(write.group) ?? new GroupLog(write.group);
      const position = log.blockCutBy(write.truncateFrom);
      const block = position === undefined ? undefined : await readBlock(this.#store.database, log, position);
      plans.push(log.plan(write, block));
    }
    return plans;
  }

  async #close(): Promise<void> {
    await this.#change?.catch(() => undefined);
    this.#bounds.cancel();
    try {
      if (this.#failure === undefined) await this.#bounds.raise();
    } catch (error) {
      throw this.#poison(error);
    } finally {
      await closeStore(this.#store);
    }
  }

  /** Runs one change at a time; one that fails for any but a stated reason poisons the store. */
  async #exclusively(change: () => Promise<void>): Promise<void> {
    this.#checkUsable();
    if (this.#change !== undefined) throw new InternalError('a second write began before the first one had ended');
    this.#change = change();
    try {
      await this.#change;
    } catch (error) {
      throw isRefusal(error) ? error : this.#poison(error);
    } finally {
      this.#change = undefined;
    }
  }

  #poison(cause: unknown): StorageFailedError {
    this.#bounds.cancel();
    this.#failure ??= new StorageFailedError(
      `${this.#path} has failed, and nothing more is written to it: ${cause instanceof Error ? cause.message : String(cause)}. ` +
        `${isDiskFull(cause) ? 'Free some space' : 'Check the disk'}, then start again.`,
      cause,
    );
    return this.#failure;
  }

  #checkUsable(): void {
    if (this.#closing !== undefined) throw new ClosedError(`the store in ${this.#path}`);
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** The slot of a new group, as long as the database may not hold the group. */
function beginning({ log, next }: WritePlan): SlotChange {
  return { group: log.group, state: 'creating', hardState: next.hardState, bound: { index: 0, term: 0 } };
}

/** Reasons to refuse a change before anything of it was written. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof InvalidArgumentError || error instanceof StorageFullError || error instanceof IdentityMismatchError
  );
}
