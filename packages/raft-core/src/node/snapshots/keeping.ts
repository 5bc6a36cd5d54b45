import { ClosedError } from '../../model/errors.js';
import { sameTag } from '../../model/snapshot-record.js';
import type { SnapshotTag } from '../../model/state.js';
import { parseSnapshotTag, sameSnapshotOwner } from '../../ports/snapshot-names.js';
import type { ListedSnapshot, SnapshotName, SnapshotOwner } from '../../ports/snapshots.js';
import type { CompactionOptions } from './compaction-options.js';
import type { SnapshotSite } from './site.js';

interface Kept {
  readonly tag: SnapshotTag;
  /** Somebody reads it, or was offered it: not deleted before this moment. */
  pinnedUntil: number;
}

/** What the tag says that it names, where it is one of `owner`'s. */
function nameOf(tag: SnapshotTag, owner: SnapshotOwner): SnapshotName | undefined {
  const named = parseSnapshotTag(tag);
  return named !== undefined && sameSnapshotOwner(named.owner, owner) ? named.name : undefined;
}

function isOlder(a: SnapshotName, b: SnapshotName): boolean {
  return a.index < b.index || (a.index === b.index && a.term < b.term);
}

/**
 * Which of this node's resources stay: the recorded one, some older ones, and those in use for as long as their pins last.
 * Everything else under the node's own name is deleted, what crashes have left behind included.
 *
 * Only the recorded one is known after a restart. Their names tell which others were recorded before it: what is older
 * than the recorded one is kept as its forerunner, newest first; what is not was never recorded.
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
    if (this.#kept.length <= this.#options().keep) return Infinity;
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

  /** Never rejects: what fails is reported, and found again by the next collection. */
  async delete(tag: SnapshotTag): Promise<void> {
    const { store, owner, events, group } = this.#site;
    try {
      await store.delete(owner, tag);
    } catch (error) {
      // The next start looks for it.
      if (error instanceof ClosedError) return;
      events.emit('snapshotFailed', { group, what: 'delete', error });
    }
  }

  /**
   * Looks through what is there: finds the forerunners of the recorded one, and deletes what nobody knows of: resources that were made
   * and never recorded and, where `partial`, what was begun and never ended. Nothing may be in the making meanwhile: `quiet` ends a collection before something is.
   */
  collect(partial: boolean): void {
    if (this.#collecting !== undefined) return;
    void this.#begin((found) => (found.partial ? partial : !this.holds(found.tag) && !this.#isForerunner(found.tag)));
  }

  /** Deletes what was begun of snapshots before `index` and never ended: who fetches newer ones has no use for it. As `collect`. */
  collectBegun(index: number): Promise<void> {
    if (this.#collecting !== undefined) return this.#collecting.done;
    return this.#begin(({ tag, partial }) => partial && (nameOf(tag, this.#site.owner)?.index ?? index) < index);
  }

  #begin(isUnwanted: (found: ListedSnapshot) => boolean): Promise<void> {
    const stop = new AbortController();
    const done = this.#collect(isUnwanted, stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted)
        this.#site.events.emit('snapshotFailed', { group: this.#site.group, what: 'delete', error });
    });
    const collecting = { stop, done };
    this.#collecting = collecting;
    return done.then(() => {
      if (this.#collecting === collecting) this.#collecting = undefined;
    });
  }

  async #collect(isUnwanted: (found: ListedSnapshot) => boolean, signal: AbortSignal): Promise<void> {
    const { store, owner } = this.#site;
    for await (const found of store.list(owner)) {
      if (signal.aborted) break;
      if (isUnwanted(found)) await this.delete(found.tag);
    }
  }

  /** Whether this is one that was recorded before the recorded one; it is kept then, as others are. */
  #isForerunner(tag: SnapshotTag): boolean {
    const { owner } = this.#site;
    const name = nameOf(tag, owner);
    const names = this.#kept.map((kept) => nameOf(kept.tag, owner));
    const recorded = names[names.length - 1];
    if (name === undefined || recorded === undefined || name.index >= recorded.index) return false;
    const at = names.findIndex((other) => other === undefined || !isOlder(other, name));
    this.#kept.splice(at, 0, { tag, pinnedUntil: -Infinity });
    this.tidy();
    return true;
  }

  /** Ends a collection that is under way; undefined where there is none, so that nobody waits for nothing. */
  quiet(): Promise<void> | undefined {
    this.#collecting?.stop.abort();
    return this.#collecting?.done;
  }
}
