/** What is in a state, by names for people and programs: `{ keys: 3 }`. */
export type StateCounts = Readonly<Record<string, number>>;

/**
 * Reads a state through, as a node does that starts from it.
 * @throws {CorruptionError | UnknownEntryError} where no node of this build could.
 */
export type StateReader = (state: AsyncIterable<Uint8Array>) => Promise<StateCounts>;

/** How an app's state is kept in files, and what a new cluster makes of it. */
export interface AppBackup {
  readonly read: StateReader;
  /**
   * What a cluster begins with that is founded from a state, where that is not the state itself. The bytes follow from the state
   * alone: each founder makes them for itself.
   */
  readonly restored?: (state: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}
