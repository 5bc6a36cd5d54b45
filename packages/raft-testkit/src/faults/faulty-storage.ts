import {
  ClosedError,
  type EntryBatch,
  type GroupId,
  type GroupWrite,
  InternalError,
  type RaftStorage,
  type StorageCapabilities,
  StorageFailedError,
  StorageFullError,
  type StoredState,
  type StoreIdentity,
} from '@lolraft/raft-core';
import { Gate } from './gate.js';

/** Whether a fault strikes before the write reaches the inner store, or once the inner store holds it. */
export type FaultPoint = 'before' | 'after';

interface PlannedFault {
  readonly kind: 'fail' | 'crash';
  readonly point: FaultPoint;
  readonly cause: unknown;
}

/**
 * A storage whose faults a test commands; otherwise the inner one. Nothing happens by itself and no timer runs, so a run
 * depends on the commands only. It also holds its caller to the port: a second write at a time rejects with
 * `InternalError`.
 */
export class FaultyStorage implements RaftStorage {
  /** What a node that starts after a crash gets. */
  readonly inner: RaftStorage;
  /** While true, writes with entries are refused with `StorageFullError`: nothing written, nothing poisoned. */
  full = false;

  readonly #gates: Readonly<Record<FaultPoint, Gate>> = { before: new Gate(), after: new Gate() };
  readonly #faults = new Map<number, PlannedFault>();
  readonly #onCrash: (() => void)[] = [];
  #writes = 0;
  #writing = false;
  #inFlight: Promise<void> = Promise.resolve();
  #crashed = false;
  #closed = false;
  #failure: StorageFailedError | undefined;

  constructor(inner: RaftStorage) {
    this.inner = inner;
  }

  get capabilities(): StorageCapabilities {
    return this.inner.capabilities;
  }

  /** Writes begun so far, refused ones included. */
  get writes(): number {
    return this.#writes;
  }

  /** Whether a write is under way, held or not. */
  get writing(): boolean {
    return this.#writing;
  }

  /**
   * The `k`-th write from now on (1 is the next) rejects with `StorageFailedError`, as does every later call: the store
   * is poisoned. `'after'`: the inner store holds the write all the same.
   */
  failWrite(k: number, point: FaultPoint = 'before', cause: unknown = new Error('injected fault')): void {
    this.#faults.set(this.#writes + k, { kind: 'fail', point, cause });
  }

  /** At the `k`-th write from now on the process is gone: neither it nor any later call settles or reaches the inner store. */
  crashAtWrite(k: number, point: FaultPoint): void {
    this.#faults.set(this.#writes + k, { kind: 'crash', point, cause: undefined });
  }

  /** The process is gone now: no call settles any more, and none reaches the inner store. */
  crash(): void {
    this.#crashed = true;
    for (const resolve of this.#onCrash.splice(0)) resolve();
  }

  /** Resolves when a crash has struck. */
  whenCrashed(): Promise<void> {
    return this.#crashed ? Promise.resolve() : new Promise((resolve) => this.#onCrash.push(resolve));
  }

  /**
   * From now on each write stops at the point until it is released: a slow disk, or one that hangs. Held `'after'`, the
   * bytes are safe and only the completion is late.
   */
  hold(point: FaultPoint = 'after'): void {
    this.#gates[point].shut();
  }

  /** Lets held writes go, the oldest first; the next ones are held again. */
  release(count = Number.POSITIVE_INFINITY): void {
    for (const gate of [this.#gates.after, this.#gates.before]) {
      const going = Math.min(count, gate.held);
      gate.release(going);
      count -= going;
    }
  }

  /** Ends `hold`, and releases what it held. */
  resume(): void {
    this.#gates.before.open();
    this.#gates.after.open();
  }

  /** Resolves as soon as a write is held at the point. */
  whenHeld(point: FaultPoint = 'after'): Promise<void> {
    return this.#gates[point].whenHeld(1);
  }

  load(): Promise<StoredState> {
    return this.#call(() => this.inner.load());
  }

  bind(identity: StoreIdentity): Promise<void> {
    return this.#call(() => this.inner.bind(identity));
  }

  read(group: GroupId, from: number, to: number, maxBytes: number): Promise<EntryBatch> {
    return this.#call(() => this.inner.read(group, from, to, maxBytes));
  }

  removeGroup(group: GroupId): Promise<void> {
    return this.#call(() => this.inner.removeGroup(group));
  }

  write(writes: readonly GroupWrite[]): Promise<void> {
    return this.#call(() => {
      if (this.#writing) throw new InternalError('two writes at a time');
      this.#writing = true;
      this.#inFlight = this.#write(writes, this.#faults.get(++this.#writes)).finally(() => {
        this.#writing = false;
      });
      return this.#inFlight;
    });
  }

  /** Releases what is held, waits for it, and closes the inner store. */
  async close(): Promise<void> {
    if (this.#crashed) return never();
    this.#closed = true;
    this.resume();
    await this.#inFlight.catch(() => undefined);
    await this.inner.close();
  }

  async #write(writes: readonly GroupWrite[], fault: PlannedFault | undefined): Promise<void> {
    if (this.full && writes.some((w) => w.entries?.some((batch) => batch.count > 0) === true)) {
      throw new StorageFullError('injected: the disk is full');
    }
    await this.#gates.before.pass();
    await this.#strike(fault, 'before');
    if (this.#crashed) return never();
    await this.inner.write(writes);
    await this.#strike(fault, 'after');
    await this.#gates.after.pass();
  }

  async #strike(fault: PlannedFault | undefined, point: FaultPoint): Promise<void> {
    if (fault?.point !== point) return;
    if (fault.kind === 'crash') {
      this.crash();
      return never();
    }
    this.#failure = new StorageFailedError('injected: a write failed; the store is poisoned', fault.cause);
    throw this.#failure;
  }

  async #call<T>(action: () => Promise<T>): Promise<T> {
    if (this.#crashed) return never();
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#closed) throw new ClosedError('the store');
    try {
      return await this.#unlessCrashed(await action());
    } catch (error) {
      await this.#unlessCrashed(undefined);
      throw error;
    }
  }

  #unlessCrashed<T>(value: T): T | Promise<never> {
    return this.#crashed ? never() : value;
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}
