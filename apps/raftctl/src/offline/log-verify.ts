import { EXIT, table } from '@lolraft/cli-kit';
import { crc32c, decodeConfiguration, EntryKind, RaftError, type SnapshotStore, tagged } from '@lolraft/raft-core';
import { type InspectedGroup, RocksStorage, StoreInspector } from '@lolraft/storage-rocksdb';
import type { Call } from '../command.js';
import { payloadOf, selected } from './log-dump.js';
import { snapshotFolder } from './snapshot-folder.js';

export interface VerifyFlags {
  readonly snapshots?: string;
}

/** What was found of one group. */
interface VerifiedGroup {
  readonly group: string;
  readonly term: number | undefined;
  readonly votedFor: string | undefined;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  readonly snapshotIndex: number | undefined;
  readonly problems: readonly string[];
}

/** Looks for everything that can be wrong with a stopped data directory. */
export async function logVerify(call: Call<VerifyFlags>, directory: string): Promise<number> {
  const groups: VerifiedGroup[] = [];
  let problems: string[];
  let owner: object;
  {
    await using inspector = await StoreInspector.open(directory);
    const { store, identity } = inspector;
    owner = { directory: inspector.path, store, cluster: identity?.cluster, node: identity?.node };
    problems = [...inspector.problems];
    const snapshots = await snapshotFolder(inspector.path, call.options.snapshots);
    for (const group of selected(inspector.groups, call.namedGroup))
      groups.push(await verifyGroup(inspector, group, snapshots));
    await snapshots?.close();
  }
  problems.push(...groups.flatMap((each) => each.problems.map((problem) => `group ${each.group}: ${problem}`)));
  // The last word has what a node does at its start.
  if (problems.length === 0) problems = await startProblems(directory);
  call.show(
    () => [
      table([
        ['GROUP', 'FIRST', 'LAST', 'LAST TERM', 'SNAPSHOT', 'TERM', 'VOTED FOR'],
        ...groups.map((each) => [
          each.group,
          String(each.firstIndex),
          String(each.lastIndex),
          String(each.lastTerm),
          each.snapshotIndex === undefined ? '-' : String(each.snapshotIndex),
          each.term === undefined ? '-' : String(each.term),
          each.votedFor ?? '-',
        ]),
      ]),
      ...(problems.length === 0 ? ['all of it is sound'] : problems.map((problem) => `wrong: ${problem}`)),
    ],
    () => ({ ...owner, sound: problems.length === 0, groups, problems }),
  );
  return problems.length === 0 ? EXIT.ok : EXIT.failed;
}

async function verifyGroup(
  inspector: StoreInspector,
  { group, hardState, snapshot, firstIndex }: InspectedGroup,
  snapshots: SnapshotStore | undefined,
): Promise<VerifiedGroup> {
  const problems: string[] = [];
  let last = { index: snapshot?.index ?? 0, term: snapshot?.term ?? 0 };
  if (snapshot === undefined) problems.push('its record is lost: nobody knows where its log begins');
  else {
    for await (const entry of inspector.entries(group)) {
      const { index, header, problem } = entry;
      if (problem !== undefined) problems.push(`${index}: ${problem}`);
      if (problem !== undefined || header === undefined) continue;
      last = { index, term: header.term };
      if (index === snapshot.index && header.term !== snapshot.term)
        problems.push(`${index}: it is of term ${header.term}, and the snapshot there of term ${snapshot.term}`);
      if (header.kind === EntryKind.Configuration) {
        const wrong = told(() => decodeConfiguration(payloadOf(entry)));
        if (wrong !== undefined) problems.push(`${index}: ${wrong}`);
      }
    }
    problems.push(...(await resourceProblems(snapshot, snapshots)));
  }
  if (hardState !== undefined && last.term > hardState.term)
    problems.push(`the log reaches term ${last.term}, and the hard state is of term ${hardState.term}`);
  return {
    group,
    term: hardState?.term,
    votedFor: hardState?.votedFor,
    firstIndex,
    lastIndex: last.index,
    lastTerm: last.term,
    snapshotIndex: snapshot?.index,
    problems,
  };
}

/** What is wrong with the snapshot itself; nothing where its place is not known here. */
async function resourceProblems(
  record: NonNullable<InspectedGroup['snapshot']>,
  snapshots: SnapshotStore | undefined,
): Promise<string[]> {
  const snapshot = tagged(record);
  if (snapshot === undefined || snapshots === undefined) return [];
  try {
    let [size, checksum] = [0, 0];
    for await (const piece of snapshots.open(snapshot.tag)) {
      checksum = crc32c(piece, 0, piece.length, checksum);
      size += piece.length;
    }
    return size === snapshot.size && checksum === snapshot.checksum
      ? []
      : [`the snapshot at ${snapshot.index} is not the one that was recorded`];
  } catch (error) {
    if (error instanceof RaftError) return [`the snapshot at ${snapshot.index} cannot be read: ${error.message}`];
    throw error;
  }
}

async function startProblems(directory: string): Promise<string[]> {
  try {
    const storage = await RocksStorage.open(directory, { create: false, reserveBytes: 0 });
    await storage.close();
    return [];
  } catch (error) {
    if (error instanceof RaftError) return [error.message];
    throw error;
  }
}

function told(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof RaftError) return error.message;
    throw error;
  }
}
