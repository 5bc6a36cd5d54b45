import { sameTag } from '../../model/snapshot-record.js';
import type { SnapshotTag } from '../../model/state.js';
import type { CompactionOptions } from './compaction-options.js';
import type { SnapshotSite } from './site.js';

interface Kept {
  readonly tag: SnapshotTag;
  /** Somebody reads it, or was offered it: not deleted before this moment. */
  pinnedUntil: number;
}

/**
 * Which of this node's resources stay: the recorded one, some older ones, and those in use for as long as their pins last.
 * Everything else under the node's own name is deleted, what crashes have left behind included.
 */
export class Keeping {
  readonly #site: SnapshotSite;
  readonly #options: () => CompactionOptions;
  /** Oldest first; the last one is recorded. */
  #kept: Kept[] = [];
  #collecting: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;

  constructor(site: SnapshotSite, options: () => CompactionOptions) {
    this.#site = site;
    this.#options = options;
  }

  /** This one is recorded now, and takes the place of the one before. Returns whether that is news. */
  recorded(tag: SnapshotTag): boolean {
    if (this.holds(tag)) return false;
    this.#kept.push({ tag, pinnedUntil: -Infinity });
    return true;
  }

  holds(tag: SnapshotTag): boolean {
    return this.#find(tag) !== undefined;
  }

  #find(tag: SnapshotTag): Kept | undefined {
    return this.#kept.find((kept) => sameTag(kept.tag, tag));
  }

  /** Somebody uses this one, or may do so soon: keeps it for `pinLimit` from now at least, whatever is recorded meanwhile. */
  pin(tag: SnapshotTag): void {
    const kept = this.#find(tag);
    if (kept === undefined) return;
    kept.pinnedUntil = Math.max(kept.pinnedUntil, this.#site.clock.now() + this.#options().pinLimit);
  }

  /** When the next pin of a surplus one ends. */
  get deadline(): number {
    return this.#surplus().reduce((at, { pinnedUntil }) => Math.min(at, pinnedUntil), Infinity);
  }

  #surplus(): Kept[] {
    return this.#kept.slice(0, Math.max(0, this.#kept.length - this.#options().keep));
  }

  /** Deletes what is older than the newest `keep` and not pinned. */
  tidy(): void {
    const now = this.#site.clock.now();
    for (const old of this.#surplus()) {
      if (old.pinnedUntil > now) continue;
      this.#kept = this.#kept.filter((kept) => kept !== old);
      void this.delete(old.tag);
    }
  }

  /** What fails is reported, and found again by the next collection. */
  async delete(tag: SnapshotTag): Promise<void> {
    const { store, owner, events, group } = this.#site;
    try {
      await store.delete(owner, tag);
    } catch (error) {
      events.emit('snapshotFailed', { group, what: 'delete', error });
    }
  }

  /**
   * Deletes what nobody knows of: resources that were made and never recorded and, where `partial`, what was begun and
   * never ended. Nothing may be in the making meanwhile: `quiet` ends a collection before something is.
   */
  collect(partial: boolean): void {
    if (this.#collecting !== undefined) return;
    const stop = new AbortController();
    const done = this.#collect(partial, stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted)
        this.#site.events.emit('snapshotFailed', { group: this.#site.group, what: 'delete', error });
    });
    const collecting = { stop, done };
    this.#collecting = collecting;
    void done.then(() => {
      if (this.#collecting === collecting) this.#collecting = undefined;
    });
  }

  async #collect(partial: boolean, signal: AbortSignal): Promise<void> {
    const { store, owner } = this.#site;
    for await (const found of store.list(owner)) {
      if (signal.aborted) break;
      if (found.partial ? partial : !this.holds(found.tag)) await this.delete(found.tag);
    }
  }

  /** Ends a collection that is under way; undefined where there is none, so that nobody waits for nothing. */
  quiet(): Promise<void> | undefined {
    this.#collecting?.stop.abort();
    return this.#collecting?.done;
  }
}
