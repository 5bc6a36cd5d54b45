import {
  drawStoreId,
  type GroupId,
  type GroupWrite,
  type HardState,
  type SnapshotRecord,
  StorageFailedError,
  StorageFullError,
  type StoredGroup,
  type StoredState,
  type StoreId,
  type StoreIdentity,
} from '@lolraft/raft-core';
import { copyPlain } from './copy-plain.js';
import { GroupImage } from './disk-image.js';
import type { Kernel } from './kernel.js';
import type { SimProcess } from './process.js';
import type { SimRandom } from './random.js';
import { Happening } from './trace.js';

/** How long a disk takes, in simulated milliseconds. */
export interface DiskSettings {
  readonly writeMin: number;
  readonly writeMax: number;
  /** Some writes take up to so much instead. */
  readonly tailChance: number;
  readonly tailMax: number;
  readonly readMin: number;
  readonly readMax: number;
}

export const QUICK_DISK: DiskSettings = {
  writeMin: 0.1,
  writeMax: 1,
  tailChance: 0,
  tailMax: 0,
  readMin: 0.05,
  readMax: 0.5,
};

/**
 * - `before`: nothing of the write is there.
 * - `hardState`: only its hard states are there, as the port allows.
 * - `after`: the write is there, but nobody was told.
 */
export type CrashPoint = 'before' | 'hardState' | 'after';

/** What a write makes of a group that is as it was `before`. */
interface Plan {
  readonly write: GroupWrite;
  readonly before: StoredGroup | undefined;
  readonly next: StoredGroup;
}

interface Write {
  readonly process: SimProcess;
  readonly plans: readonly Plan[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * A disk that outlives the processes that write to it. What is in its image is synced; a write under way is not, and is
 * lost with its process, whole or in the one part that the port allows.
 */
export class SimDisk {
  settings: DiskSettings;
  readonly store: StoreId;
  readonly #kernel: Kernel;
  readonly #index: number;
  readonly #random: SimRandom;
  readonly #groups = new Map<GroupId, GroupImage>();
  identity: StoreIdentity | undefined;
  /** While true, writes that need space are refused. */
  full = false;
  #hanging = false;
  #stuck: (() => void)[] = [];
  #failAt: { write: number; point: 'before' | 'after' } | undefined;
  #crashAt: { write: number; point: CrashPoint; then: () => void } | undefined;
  #poisoned: StorageFailedError | undefined;
  /** Under way, and not synced yet. */
  #inFlight: Write | undefined;
  /** Under way, or done without the process knowing it yet. */
  #busy = false;
  #writes = 0;
  /** Looks at each part of a write, before and after it takes effect. */
  onApply: (group: GroupImage, write: GroupWrite) => void = () => undefined;
  onApplied: (group: GroupImage, write: GroupWrite) => void = () => undefined;

  constructor(kernel: Kernel, index: number, settings: DiskSettings) {
    this.#kernel = kernel;
    this.#index = index;
    this.#random = kernel.random.fork();
    this.settings = settings;
    this.store = drawStoreId(() => this.#random.unit());
  }

  group(id: GroupId): GroupImage | undefined {
    return this.#groups.get(id);
  }

  hardState(id: GroupId): HardState | undefined {
    return this.#groups.get(id)?.state?.hardState;
  }

  /** Writes begun so far. */
  get writes(): number {
    return this.#writes;
  }

  get writing(): boolean {
    return this.#busy;
  }

  /** Whether a write has failed since the process started. */
  get poisoned(): boolean {
    return this.#poisoned !== undefined;
  }

  // ---- faults ----

  /** Nothing that is begun from now on, or under way, is finished until `resume`. */
  hang(): void {
    this.#hanging = true;
  }

  resume(): void {
    this.#hanging = false;
    for (const run of this.#stuck.splice(0)) run();
  }

  get hanging(): boolean {
    return this.#hanging;
  }

  /** The `k`-th write from now on (1 is the next) fails, having taken effect or not. */
  failWrite(k: number, point: 'before' | 'after' = 'before'): void {
    this.#failAt = { write: this.#writes + k, point };
  }

  /** At the `k`-th write from now on, `crash` is called, which has to kill the process. */
  crashAtWrite(k: number, point: CrashPoint, crash: () => void): void {
    this.#crashAt = { write: this.#writes + k, point, then: crash };
  }

  /** Planned faults are off, and there is room. */
  heal(): void {
    this.#failAt = undefined;
    this.#crashAt = undefined;
    this.full = false;
    this.resume();
  }

  /** The process is gone: what it was writing may be there, or not, or its hard states only. */
  powerLoss(): void {
    const write = this.#inFlight;
    this.#inFlight = undefined;
    this.#busy = false;
    this.#poisoned = undefined;
    this.#stuck = [];
    if (write === undefined) return;
    const chance = this.#random.unit();
    if (chance < 0.15) this.#applyHardStates(write.plans);
    else if (chance < 0.3) this.#apply(write.plans);
  }

  // ---- the port's calls, of the process that has it open ----

  /** Milliseconds for a write, or for a read. */
  #time(read: boolean): number {
    const { writeMin, writeMax, readMin, readMax, tailChance, tailMax } = this.settings;
    const time = read ? this.#random.between(readMin, readMax) : this.#random.between(writeMin, writeMax);
    return this.#random.chance(tailChance) ? time + this.#random.between(0, tailMax) : time;
  }

  /** Calls back after the disk's time, unless the process is gone or the disk hangs. */
  later(process: SimProcess, read: boolean, run: () => void): void {
    this.#kernel.quietly(this.#time(read), () => {
      const go = (): void => {
        if (process.alive) run();
      };
      if (this.#hanging) this.#stuck.push(go);
      else go();
    });
  }

  remove(id: GroupId): void {
    this.#groups.delete(id);
  }

  load(): StoredState {
    const groups = [...this.#groups.values()].flatMap((group) => (group.state === undefined ? [] : [group.state]));
    return copyPlain({ store: this.store, identity: this.identity, groups });
  }

  failure(): StorageFailedError | undefined {
    return this.#poisoned;
  }

  write(process: SimProcess, given: readonly GroupWrite[]): Promise<void> {
    this.#writes++;
    if (this.#busy) this.#kernel.violate('port', 'a second write while one is under way');
    if (this.full && given.some((write) => this.#needsRoom(write))) {
      return new Promise((_, reject) => {
        this.later(process, false, () => {
          process.input(() => {
            reject(new StorageFullError('the simulated disk is full'));
          });
        });
      });
    }
    let plans: readonly Plan[];
    // Refused as a whole before anything is changed.
    try {
      plans = given.map((write) => this.#plan(copyWrite(write)));
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
    this.#kernel.trace.add(this.#kernel.now, Happening.DiskBegin, this.#index, this.#writes, plans.length);
    const number = this.#writes;
    return new Promise((resolve, reject) => {
      const write: Write = { process, plans, resolve, reject };
      this.#inFlight = write;
      this.#busy = true;
      this.later(process, false, () => {
        this.#finish(write, number);
      });
    });
  }

  /** As the port says: hard states, records and compaction go on while the disk is full. */
  #needsRoom({ group, entries }: GroupWrite): boolean {
    return (entries?.length ?? 0) > 0 || this.#groups.get(group)?.state === undefined;
  }

  #finish(write: Write, number: number): void {
    const { process, plans, resolve, reject } = write;
    this.#inFlight = undefined;
    if (this.#crashAt !== undefined && number >= this.#crashAt.write) {
      const { point, then } = this.#crashAt;
      this.#crashAt = undefined;
      if (point === 'after') this.#apply(plans);
      else if (point === 'hardState') this.#applyHardStates(plans);
      then();
      return;
    }
    const failure = this.#failAt !== undefined && number >= this.#failAt.write ? this.#failAt : undefined;
    if (failure !== undefined) {
      this.#failAt = undefined;
      if (failure.point === 'after') this.#apply(plans);
      this.#poisoned = new StorageFailedError('the simulated disk failed');
    } else {
      this.#apply(plans);
    }
    // The bytes are safe now; the process learns it once it looks.
    process.input(() => {
      this.#busy = false;
      this.#kernel.trace.add(this.#kernel.now, Happening.DiskDone, this.#index, number);
      if (this.#poisoned === undefined) resolve();
      else reject(this.#poisoned);
    });
  }

  #image(id: GroupId): GroupImage {
    let image = this.#groups.get(id);
    if (image === undefined) {
      image = new GroupImage(id);
      this.#groups.set(id, image);
    }
    return image;
  }

  /** @throws {InvalidArgumentError} where the write contradicts what is there. */
  #plan(write: GroupWrite): Plan {
    const image = this.#image(write.group);
    return { write, before: image.state, next: image.plan(write) };
  }

  #apply(plans: readonly Plan[]): void {
    for (const plan of plans) {
      const { write } = plan;
      const image = this.#image(write.group);
      const next = image.state === plan.before ? plan.next : image.plan(write);
      this.onApply(image, write);
      image.apply(write, next);
      const { trace, now } = this.#kernel;
      trace.add(now, Happening.DiskApplied, this.#index, next.hardState.term, next.lastIndex, write.truncateFrom ?? 0);
      if (trace.told) trace.tell(now, `n${this.#index + 1}`, `synced ${describeWrite(write)}`);
      this.onApplied(image, write);
    }
  }

  #applyHardStates(plans: readonly Plan[]): void {
    this.#apply(
      plans.flatMap(({ write: { group, hardState } }) =>
        hardState === undefined || this.#groups.get(group)?.state === undefined
          ? []
          : [this.#plan({ group, hardState })],
      ),
    );
  }
}

function copyWrite(write: GroupWrite): GroupWrite {
  const copy: { -readonly [Part in keyof GroupWrite]: GroupWrite[Part] } = { ...write };
  const { hardState, entries, snapshot } = write;
  if (hardState !== undefined) copy.hardState = { term: hardState.term, votedFor: hardState.votedFor };
  if (entries !== undefined) copy.entries = entries.map((batch) => batch.copy());
  if (snapshot !== undefined) copy.snapshot = copyRecord(snapshot);
  return copy;
}

function copyRecord(record: SnapshotRecord): SnapshotRecord {
  return copyPlain(record);
}

function describeWrite({ group, hardState, truncateFrom, entries, snapshot }: GroupWrite): string {
  const parts: string[] = [group];
  if (snapshot !== undefined) parts.push(`record at ${snapshot.index}`);
  if (hardState !== undefined) parts.push(`t${hardState.term} vote=${hardState.votedFor ?? '-'}`);
  if (truncateFrom !== undefined) parts.push(`truncate from ${truncateFrom}`);
  const [first] = entries ?? [];
  const last = entries?.at(-1);
  if (first !== undefined && last !== undefined) parts.push(`entries ${first.firstIndex}..${last.lastIndex}`);
  return parts.join(' ');
}
