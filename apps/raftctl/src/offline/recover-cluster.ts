import path from 'node:path';
import { EXIT, table } from '@lolraft/cli-kit';
import { InvalidArgumentError, nodeId } from '@lolraft/raft-core';
import { FsSnapshots } from '@lolraft/snapshot-fs';
import type { Call } from '../command.js';
import { recover, type Recovered, type RecoveredMember } from './recover.js';
import { snapshotFolder } from './snapshot-folder.js';

interface RecoverFlags {
  readonly into: string;
  readonly members?: string;
  readonly snapshots?: string;
  readonly newSnapshots?: string;
  readonly yesIKnow?: true;
}

const CONFIRMATION = 'lose data';

const WARNING = [
  '!! UNSAFE: this is for a cluster that has lost the majority of its voters for ever, and for nothing else.',
  '!! What the lost members had acknowledged and this one has not got is LOST. What this one has in its log and was never',
  '!! acknowledged BECOMES committed. Where other members survive, take the one whose log reaches furthest: the highest last',
  '!! term, then the highest last index, of `raftctl log verify`.',
  '!! Stop every surviving member of the old cluster first, and never start it again: it might still find a majority, and then',
  '!! there are two clusters with two histories. Clients of the old one must be pointed to the new one.',
];

function parseMembers(text: string): RecoveredMember[] {
  return text.split(',').map((part) => {
    const at = part.indexOf('=');
    if (at < 1 || at === part.length - 1)
      throw new InvalidArgumentError(`members must be id=address,..., not ${JSON.stringify(text)}`);
    return { id: nodeId(part.slice(0, at).trim()), address: part.slice(at + 1).trim() };
  });
}

/** Asks, and then makes a new cluster from what a directory holds. */
export async function recoverCluster(call: Call<RecoverFlags>, directory: string): Promise<number> {
  const { options, terminal } = call;
  const members = options.members === undefined ? undefined : parseMembers(options.members);
  for (const line of WARNING) terminal.note(line);
  if (
    options.yesIKnow !== true &&
    !(await call.confirm(`type "${CONFIRMATION}" to go on: `, '--yes-i-know', CONFIRMATION))
  ) {
    terminal.note('raftctl: nothing was made');
    return EXIT.failed;
  }
  const { into, newSnapshots } = options;
  const snapshots = await snapshotFolder(directory, options.snapshots);
  try {
    const openSnapshots = (at: string): FsSnapshots => new FsSnapshots(newSnapshots ?? path.join(at, 'snapshots'));
    const recovered = await recover({ from: directory, into, snapshots, openSnapshots }, members);
    call.show(
      () => linesOf(recovered, into),
      () => ({ ...recovered, directory: path.resolve(into) }),
    );
    return EXIT.ok;
  } finally {
    await snapshots?.close();
  }
}

function linesOf({ cluster, formerCluster, node, groups }: Recovered, into: string): string[] {
  return [
    `node ${node} is now cluster ${cluster}, in ${into}; it was of ${formerCluster}`,
    table([
      ['GROUP', 'LAST', 'LAST TERM', 'VOTER', 'LEARNERS', 'REMOVED'],
      ...groups.map(({ group, lastIndex, lastTerm, configuration }) => [
        group,
        String(lastIndex),
        String(lastTerm),
        configuration.voters.map(({ id, address }) => `${id} at ${address}`).join(', '),
        configuration.learners.map(({ id }) => id).join(', ') || '-',
        configuration.removed?.join(', ') ?? '-',
      ]),
    ]),
    `Start it on that directory with initial 'existing' and the cluster id above, and its new members likewise.`,
  ];
}
