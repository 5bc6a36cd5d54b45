import type { GroupId } from '@lolraft/raft-core';
import type { HardStateFile, SlotChange } from './files/hard-state-file.js';
import type { GroupLog, WritePlan } from './log/group-log.js';

/**
 * Keeps the lower bounds of the logs close below their ends: lowered before a truncation by the write itself, raised here, a
 * while after writes, so that no append waits for it. See `Slot.bound`.
 */
export class LowerBounds {
  readonly #hardStates: HardStateFile;
  readonly #groups: ReadonlyMap<GroupId, GroupLog>;
  readonly #interval: number;
  readonly #onFailure: (error: unknown) => void;
  /** Groups whose log is being cut: what is held now will not be held soon. */
  readonly #cutting = new Set<GroupLog>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    hardStates: HardStateFile,
    groups: ReadonlyMap<GroupId, GroupLog>,
    intervalMs: number,
    onFailure: (error: unknown) => void,
  ) {
    this.#hardStates = hardStates;
    this.#groups = groups;
    this.#interval = intervalMs;
    this.#onFailure = onFailure;
  }

  /** What a write that cuts its log, or has a hard state, changes in the group's slot; nothing for any other. */
  changeFor({ log, next, cut, hasNewHardState }: WritePlan): SlotChange | undefined {
    const { group } = log;
    const bound = this.#hardStates.get(group)?.bound;
    const lower = cut !== undefined && bound !== undefined && cut.index < bound.index;
    // A hard state is written anyway, so the bound rides along: nothing up to the cut is touched by this write.
    return hasNewHardState || lower ? { group, hardState: next.hardState, bound: cut ?? log.last } : undefined;
  }

  /** From the first change on until the write is done, the groups that it cuts are left alone. */
  beginCut(plans: readonly WritePlan[]): void {
    for (const { cut, log } of plans) if (cut !== undefined) this.#cutting.add(log);
  }

  endCut(): void {
    this.#cutting.clear();
  }

  /** Raises the bounds after the interval, unless that is to happen already. Does not keep the process alive. */
  schedule(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.raise().catch(this.#onFailure);
    }, this.#interval);
    this.#timer.unref();
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Lets the hard state file say how far the logs reach by now. */
  async raise(): Promise<void> {
    const changes: SlotChange[] = [];
    for (const log of this.#groups.values()) {
      const bound = this.#hardStates.get(log.group)?.bound;
      if (bound === undefined || this.#cutting.has(log)) continue;
      const { last } = log;
      if (bound.index !== last.index || bound.term !== last.term) changes.push({ group: log.group, bound: last });
    }
    if (changes.length > 0) await this.#hardStates.commit(changes);
  }
}
