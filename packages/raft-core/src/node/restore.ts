import { crc32c } from '../model/crc32c.js';
import type { Configuration } from '../model/configuration.js';
import { InvalidArgumentError } from '../model/errors.js';
import { drawHex128, type GroupId } from '../model/ids.js';
import { SNAPSHOT_VERSION } from '../model/snapshot-record.js';
import type { SnapshotRecord } from '../model/state.js';
import type { Clock } from '../ports/clock.js';
import type { SnapshotOwner, SnapshotStore } from '../ports/snapshots.js';
import { Breath } from './snapshots/breath.js';
import { encodeResource, openResource } from './snapshots/resource.js';
import { storePieces } from './snapshots/stored.js';

/** The bytes of a snapshot, as `RaftGroup.readSnapshot` gives them; called once for each reading. */
export type RestoreSource = () => AsyncIterable<Uint8Array>;

/** What a new cluster has otherwise than the snapshot that it is founded from. The same on each founder, or they found different clusters. */
export interface RestoreChange {
  /** The index at which its log begins, by that of the snapshot; not below it. */
  readonly index?: (taken: number) => number;
  /** The app's state that it begins with. */
  readonly state?: (taken: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

/**
 * The bytes of a snapshot with a change, for `GroupOptions.restore`.
 *
 * What was committed after the snapshot is not in the new cluster, which would give the same indexes to other entries. Where something outside
 * remembers indexes (fencing tokens, numbers of sessions), its log has to begin above all that the old cluster may have reached.
 * @throws {CorruptionError | UnknownEntryError} from the iteration, as `openResource`.
 * @throws {InvalidArgumentError} from the iteration, where the index is below that of the snapshot, or no index.
 */
export async function* changeSnapshot(
  source: AsyncIterable<Uint8Array>,
  { index: indexOf, state: stateOf }: RestoreChange,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { header, sessions, state, close } = await openResource(source);
  try {
    const index = indexOf === undefined ? header.index : indexOf(header.index);
    if (!Number.isSafeInteger(index) || index < header.index)
      throw new InvalidArgumentError(`a snapshot of index ${header.index} cannot be restored at index ${index}`);
    yield* encodeResource({ ...header, index }, sessions, stateOf === undefined ? state : stateOf(state));
  } finally {
    await close();
  }
}

/**
 * Tells the snapshots apart that a cluster may be founded from: founders that were given different ones, or none, must not take
 * each other for members of one cluster. Reads them through, so that a damaged one is found before anything is founded.
 * @throws {CorruptionError | UnknownEntryError}
 */
export async function restoreDigest(clock: Clock, sources: ReadonlyMap<GroupId, RestoreSource>): Promise<string> {
  const parts: string[] = [];
  for (const [group, source] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const breath = new Breath(clock);
    const { header, sessions, state } = await openResource(source());
    // Nothing else makes it so where there are no sessions: they came later than this digest.
    let checksum = sessions.reduce((crc, piece) => crc32c(piece, 0, piece.length, crc), 0);
    let size = 0;
    for await (const piece of state) {
      checksum = crc32c(piece, 0, piece.length, checksum);
      size += piece.length;
      await breath.take();
    }
    parts.push(`${group} ${header.index} ${header.term} ${size} ${checksum}`);
  }
  return parts.join('\n');
}

/** Brings a snapshot into the own store as the base of a new group, with the configuration that it is founded with. */
export async function importSnapshot(
  store: SnapshotStore,
  clock: Clock,
  owner: SnapshotOwner,
  configuration: Configuration,
  source: RestoreSource,
): Promise<SnapshotRecord> {
  const { header, sessions, state, close } = await openResource(source());
  try {
    const { index, term, time } = header;
    const { cluster, group } = owner;
    const founded = { cluster, group, index, term, time, configuration, configurationIndex: 0 };
    const nonce = drawHex128(() => clock.random());
    const writer = await store.create(owner, { index, term, nonce });
    const saved = await storePieces(writer, clock, encodeResource(founded, sessions, state));
    return { ...saved, index, term, time, configuration, configurationIndex: 0, version: SNAPSHOT_VERSION };
  } finally {
    // The store may fail before anything of the state is asked for.
    await close();
  }
}
