import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  BUILD_VERSIONS,
  checkVersion,
  type ClusterId,
  clusterId,
  type Configuration,
  CorruptionError,
  decodeConfiguration,
  EntryBatch,
  EntryKind,
  findMember,
  type GroupId,
  importSnapshot,
  InvalidArgumentError,
  isBlank,
  MAX_REMOVED,
  type Member,
  membersOf,
  type NodeId,
  type SnapshotRecord,
  type SnapshotStore,
  type StoredGroup,
  type StoreId,
  systemClock,
  tagged,
  validateConfiguration,
} from '@lolraft/raft-core';
import { RocksStorage } from '@lolraft/storage-rocksdb';

const PAGE_BYTES = 1024 * 1024;

/** Who is to be in the recovered cluster beside the survivor: learners, for they have nothing yet. */
export interface RecoveredMember {
  readonly id: NodeId;
  readonly address: string;
}

export interface RecoveryPlaces {
  /** The data directory of the survivor; only read. */
  readonly from: string;
  /** The data directory that is made. */
  readonly into: string;
  /** Where the survivor's snapshots are; undefined where that is not known. */
  readonly snapshots: SnapshotStore | undefined;
  /** Where those of the recovered node go, once its directory lies at `at`. */
  openSnapshots(at: string): SnapshotStore;
}

export interface RecoveredGroup {
  readonly group: GroupId;
  /** The last entry that was kept. */
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly configuration: Configuration;
}

export interface Recovered {
  readonly cluster: ClusterId;
  readonly formerCluster: ClusterId;
  readonly node: NodeId;
  readonly store: StoreId;
  readonly groups: readonly RecoveredGroup[];
}

/** What a survivor holds of one group. */
interface Survivor {
  readonly stored: StoredGroup;
  /** The newest configuration of its log, committed or not. */
  readonly configuration: Configuration;
  readonly lastTerm: number;
}

/**
 * Makes the data directory of a new cluster from that of one survivor: all that it holds, under a new cluster id and a new store
 * id, so that nobody takes it for the old node. Its log is kept up to the last entry, and becomes committed when it is started;
 * the configurations in it become entries that do nothing, since the new one holds from the beginning. `into` appears when
 * everything is in it.
 *
 * @param members Undefined: the survivor alone. Otherwise it is among them.
 * @throws {InvalidArgumentError} where there is something at `into`, or the members cannot be.
 * @throws as `RocksStorage.open` does.
 */
export async function recover(
  places: RecoveryPlaces,
  members: readonly RecoveredMember[] | undefined,
): Promise<Recovered> {
  const into = path.resolve(places.into);
  await refuseExisting(into);
  const source = await RocksStorage.open(places.from, { create: false, reserveBytes: 0 });
  const draft = `${into}.unfinished-${randomBytes(4).toString('hex')}`;
  try {
    const { identity, groups } = await source.load();
    if (identity === undefined || groups.length === 0)
      throw new InvalidArgumentError(`${places.from} was never part of a cluster: there is nothing to recover`);
    const { node, cluster: formerCluster } = identity;
    const survivors = await Promise.all(groups.map((stored) => readSurvivor(source, stored)));
    // Before anything is written.
    for (const { configuration } of survivors) recoveredConfiguration(configuration, node, members, undefined);
    await mkdir(path.dirname(into), { recursive: true });
    const cluster = clusterId(randomBytes(16).toString('hex'));
    const target = await RocksStorage.open(draft);
    const snapshots = places.openSnapshots(draft);
    try {
      const { store } = await target.load();
      await target.bind({ cluster, node });
      const recovered: RecoveredGroup[] = [];
      for (const survivor of survivors) {
        const configuration = recoveredConfiguration(survivor.configuration, node, members, store);
        const { group, snapshot, lastIndex } = survivor.stored;
        const owner = { cluster, group, node, store };
        const record = await carrySnapshot(snapshot, configuration, owner, places.snapshots, snapshots);
        await carryLog(source, target, survivor, record);
        recovered.push({ group, lastIndex, lastTerm: survivor.lastTerm, configuration });
      }
      await target.close();
      await rename(draft, into);
      await syncFolder(path.dirname(into));
      return { cluster, formerCluster, node, store, groups: recovered };
    } finally {
      await target.close();
      await snapshots.close();
    }
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  } finally {
    await source.close();
  }
}

async function refuseExisting(into: string): Promise<void> {
  const found = await stat(into).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new InvalidArgumentError(`${into} cannot be made: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (found !== undefined)
    throw new InvalidArgumentError(`${into} is there already: name a directory that is to be made`);
}

async function readSurvivor(source: RocksStorage, stored: StoredGroup): Promise<Survivor> {
  let { configuration } = stored.snapshot;
  let lastTerm = stored.snapshot.term;
  for await (const batch of pages(source, stored)) {
    lastTerm = batch.term(batch.lastIndex);
    for (let index = batch.firstIndex; index <= batch.lastIndex; index++)
      if (batch.kind(index) === EntryKind.Configuration) configuration = decodeConfiguration(batch.payload(index));
  }
  return { stored, configuration, lastTerm };
}

/** The entries behind the snapshot. */
async function* pages(source: RocksStorage, stored: StoredGroup): AsyncGenerator<EntryBatch, void, undefined> {
  const { group, snapshot, lastIndex } = stored;
  for (let next = snapshot.index + 1; next <= lastIndex; ) {
    const batch = await source.read(group, next, lastIndex, PAGE_BYTES);
    yield batch;
    next = batch.lastIndex + 1;
  }
}

/** The survivor votes alone, and its former fellows are remembered as removed. @throws {InvalidArgumentError} */
export function recoveredConfiguration(
  former: Configuration,
  node: NodeId,
  members: readonly RecoveredMember[] | undefined,
  store: StoreId | undefined,
): Configuration {
  if (isBlank(former))
    throw new InvalidArgumentError(`${node} has never had anything of its cluster: recover from another member`);
  const known = findMember(former, node);
  const named = members ?? (known === undefined ? [] : [{ id: node, address: known.address }]);
  const self = named.find(({ id }) => id === node);
  if (self === undefined)
    throw new InvalidArgumentError(
      `${node}, whose data directory it is, must be among the members: name it with its address`,
    );
  const twice = named.find(({ id }, i) => named.findIndex((each) => each.id === id) !== i);
  if (twice !== undefined) throw new InvalidArgumentError(`${twice.id} is named twice`);
  checkVersion(former.clusterVersion, BUILD_VERSIONS);
  const removed = former.removed ?? [];
  const gone = membersOf(former).flatMap(({ id }) => (named.some((each) => each.id === id) ? [] : id));
  const again = named.find(({ id }) => removed.includes(id));
  if (again !== undefined)
    throw new InvalidArgumentError(
      `${again.id} was removed from the cluster, and ids are never reused: name another one`,
    );
  const all = [...removed, ...gone].slice(-MAX_REMOVED);
  const learners: Member[] = named.filter(({ id }) => id !== node).map(({ id, address }) => ({ id, address }));
  return validateConfiguration({
    voters: [{ ...self, ...(store === undefined ? undefined : { store }) }],
    outgoing: [],
    learners,
    ...(all.length === 0 ? undefined : { removed: all }),
    clusterVersion: former.clusterVersion,
    ...(former.settings === undefined ? undefined : { settings: former.settings }),
  });
}

/** The base of the recovered log: the survivor's snapshot under a name of the new owner, with the new configuration. */
async function carrySnapshot(
  record: SnapshotRecord,
  configuration: Configuration,
  owner: Parameters<typeof importSnapshot>[2],
  from: SnapshotStore | undefined,
  to: SnapshotStore,
): Promise<SnapshotRecord> {
  const snapshot = tagged(record);
  if (snapshot === undefined) return { ...record, configuration, configurationIndex: 0 };
  if (from === undefined)
    throw new InvalidArgumentError(
      `the log of group ${owner.group} begins with a snapshot at ${record.index}: name the folder of the snapshots`,
    );
  const carried = await importSnapshot(to, systemClock(), owner, configuration, () => from.open(snapshot.tag));
  if (carried.index === record.index && carried.term === record.term) return carried;
  throw new CorruptionError(
    `the snapshot of group ${owner.group} is that at ${carried.index} of term ${carried.term}, and not that at ${record.index} of term ${record.term}`,
  );
}

async function carryLog(
  source: RocksStorage,
  target: RocksStorage,
  { stored }: Survivor,
  snapshot: SnapshotRecord,
): Promise<void> {
  const { group, hardState } = stored;
  // Its vote was for a candidate of another cluster.
  await target.write([{ group, snapshot, hardState: { term: hardState.term, votedFor: undefined } }]);
  for await (const batch of pages(source, stored))
    await target.write([{ group, entries: withoutConfigurations(batch) }]);
}

/** The same entries, in which configurations have become no-ops. */
function withoutConfigurations(batch: EntryBatch): EntryBatch[] {
  const pieces: EntryBatch[] = [];
  let next = batch.firstIndex;
  for (let index = batch.firstIndex; index <= batch.lastIndex; index++) {
    if (batch.kind(index) !== EntryKind.Configuration) continue;
    if (index > next) pieces.push(batch.slice(next, index - 1));
    const nothing = { kind: EntryKind.Noop, session: 0, sequence: 0, payload: new Uint8Array(0) };
    pieces.push(EntryBatch.pack(index, batch.term(index), batch.time(index), [nothing]));
    next = index + 1;
  }
  if (next <= batch.lastIndex) pieces.push(batch.slice(next));
  return pieces;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
