import type { Configuration } from '../model/configuration.js';
import { decodeConfiguration, isBlank, membersOf, settingsOf } from '../model/configuration.js';
import type { EntryBatch } from '../model/entry-batch.js';
import { EntryKind } from '../model/entry.js';
import type { GroupSettings } from '../model/group-settings.js';
import type { NodeId } from '../model/ids.js';
import { BUILD_VERSIONS, checkVersion, type VersionRange } from '../model/versions.js';

export interface IndexedConfiguration {
  readonly index: number;
  readonly configuration: Configuration;
  /** Every member is bound to its store (rule 19). */
  readonly bound: boolean;
  /**
   * A leader has appended it, since it knows a store: of a founding one nobody can tell whether each founder was given the same
   * settings.
   */
  readonly agreed: boolean;
  readonly settings: GroupSettings;
  /** `configuration.removed`, to be asked at every message. */
  readonly removed: ReadonlySet<NodeId>;
}

function indexed(index: number, configuration: Configuration): IndexedConfiguration {
  const members = membersOf(configuration);
  return {
    index,
    configuration,
    bound: members.every((m) => m.store !== undefined),
    agreed: members.some((m) => m.store !== undefined),
    settings: settingsOf(configuration),
    removed: new Set(configuration.removed),
  };
}

/**
 * The configurations of the log in order: the last one is in effect, from the moment it is appended (Raft §6). Truncation
 * rolls back to the one before; the base is the snapshot's. None gets in whose cluster version the build does not know (rule 20).
 */
export class Configurations {
  readonly #build: VersionRange;
  #history: IndexedConfiguration[];

  /** @throws {UnknownEntryError} as all that takes configurations. */
  constructor(index: number, configuration: Configuration, build = BUILD_VERSIONS) {
    this.#build = build;
    this.#history = [this.#known(index, configuration)];
  }

  #known(index: number, configuration: Configuration): IndexedConfiguration {
    if (!isBlank(configuration)) checkVersion(configuration.clusterVersion, this.#build);
    return indexed(index, configuration);
  }

  get current(): IndexedConfiguration {
    return this.#history[this.#history.length - 1] as IndexedConfiguration;
  }

  /** The one that was in effect when the entry at `index` was the last. It is kept from the last `forgetBefore` on. */
  at(index: number): IndexedConfiguration {
    for (let i = this.#history.length - 1; i > 0; i--) {
      const found = this.#history[i] as IndexedConfiguration;
      if (found.index <= index) return found;
    }
    return this.#history[0] as IndexedConfiguration;
  }

  /** From which entry on every configuration up to the one in effect lets reads rest on a lease; Infinity where that one does not. */
  get leasesSince(): number {
    let since = Infinity;
    for (let i = this.#history.length - 1; i >= 0; i--) {
      const { index, agreed, settings } = this.#history[i] as IndexedConfiguration;
      if (!agreed || !settings.leases) break;
      since = index;
    }
    return since;
  }

  /** Those that may be in effect for a node that knows of commits up to `index`: the one there, and all later ones. */
  possibleFrom(index: number): readonly IndexedConfiguration[] {
    const first = this.#history.findLastIndex((each) => each.index <= index);
    return this.#history.slice(Math.max(first, 0));
  }

  /**
   * Takes the configuration entries of a batch that was appended, but not what the base knows already. Returns whether
   * another one is in effect.
   */
  append(batch: EntryBatch): boolean {
    let changed = false;
    const base = (this.#history[0] as IndexedConfiguration).index;
    for (let index = Math.max(batch.firstIndex, base + 1); index <= batch.lastIndex; index++) {
      if (batch.kind(index) !== EntryKind.Configuration) continue;
      this.#history.push(this.#known(index, decodeConfiguration(batch.payload(index))));
      changed = true;
    }
    return changed;
  }

  /** Rolls back what stood at or above `index`. Returns whether another one is in effect. */
  truncateFrom(index: number): boolean {
    const before = this.#history.length;
    while (this.#history.length > 1 && this.current.index >= index) this.#history.pop();
    return this.#history.length !== before;
  }

  /** Forgets what the configuration at `index`, which is applied, has replaced for good. */
  forgetBefore(index: number): void {
    let keep = 0;
    while (keep + 1 < this.#history.length && (this.#history[keep + 1] as IndexedConfiguration).index <= index) keep++;
    if (keep > 0) this.#history = this.#history.slice(keep);
  }

  /**
   * A snapshot at `index` brings its own; what the log holds behind it stays where `kept`. Returns whether another one is in
   * effect.
   */
  restartAt(index: number, base: { index: number; configuration: Configuration }, kept: boolean): boolean {
    const before = this.current;
    const later = kept ? this.#history.filter((each) => each.index > index) : [];
    this.#history = [this.#known(base.index, base.configuration), ...later];
    return this.current.index !== before.index;
  }
}
