import { EXIT, table, wholeNumber } from '@lolraft/cli-kit';
import { InvalidArgumentError, type NodeStatus, type VersionRange } from '@lolraft/raft-core';
import { Command } from 'commander';
import type { Calls, OnlineCall } from '../command.js';
import { look } from './nodes.js';

/** What is known of one member's build. */
interface MemberBuild {
  readonly id: string;
  readonly role: string;
  /** Of its packages, where it answers. */
  readonly build: string | undefined;
  /** The cluster versions that it knows; undefined where nobody has met it. */
  readonly versions: VersionRange | undefined;
}

/** A member's own account counts, then what the leader was told. */
function buildsOf(best: NodeStatus, answering: readonly NodeStatus[]): MemberBuild[] {
  return best.membership.members.map(({ id, role }) => {
    const own = answering.find((each) => each.id === id)?.build;
    const told = best.peers.find((each) => each.id === id)?.versions;
    return { id, role, build: own?.version, versions: own?.versions ?? told };
  });
}

/** The highest version that every member is known to support; undefined where of one nothing is known. */
function highestOf(members: readonly MemberBuild[]): number | undefined {
  let highest = Infinity;
  for (const { versions } of members) {
    if (versions === undefined) return undefined;
    highest = Math.min(highest, versions.max);
  }
  return highest === Infinity ? undefined : highest;
}

async function survey(
  call: OnlineCall,
): Promise<{ best: NodeStatus; members: MemberBuild[]; highest: number | undefined }> {
  const { best, answers } = await look(call);
  const members = buildsOf(
    best,
    answers.flatMap((answer) => ('status' in answer ? answer.status : [])),
  );
  return { best, members, highest: highestOf(members) };
}

async function show(call: OnlineCall): Promise<number> {
  const { best, members, highest } = await survey(call);
  const { clusterVersion } = best;
  call.show(
    () => [
      table([
        ['ID', 'ROLE', 'BUILD', 'CLUSTER VERSIONS'],
        ...members.map(({ id, role, build = '?', versions }) => [
          id,
          role,
          build,
          versions === undefined ? '?' : `${versions.min} to ${versions.max}`,
        ]),
      ]),
      `the cluster has version ${clusterVersion}; ` +
        (highest === undefined
          ? 'not every member says what it supports'
          : highest > clusterVersion
            ? `every member supports ${highest}`
            : 'there is none above it that every member supports'),
    ],
    () => ({ clusterVersion, highest, members }),
  );
  return EXIT.ok;
}

interface RaiseFlags {
  readonly yes?: true;
  readonly expected?: string;
}

async function raise(call: OnlineCall<RaiseFlags>, text: string | undefined): Promise<number> {
  const { yes, expected } = call.options;
  const { best, highest } = await survey(call);
  const version = text === undefined ? highest : wholeNumber(text, 'version');
  if (version === undefined)
    throw new InvalidArgumentError('not every member says what it supports: start them all, or name the version');
  if (version > best.clusterVersion && yes !== true) {
    const question = `raise the cluster from version ${best.clusterVersion} to ${version}, after which older builds take no part in it any more? [y/N] `;
    if (!(await call.confirm(question, '--yes'))) {
      call.terminal.note('raftctl: not raised');
      return EXIT.failed;
    }
  }
  const { index } = await call.client.raiseClusterVersion(version, {
    ...(expected === undefined ? undefined : { expected: wholeNumber(expected, 'expected') }),
    ...(call.namedTimeout === undefined ? undefined : { timeout: call.namedTimeout }),
  });
  call.show(
    () => `the cluster has version ${version}, since the configuration of index ${index}`,
    () => ({ clusterVersion: version, index }),
  );
  return EXIT.ok;
}

export function versionCommand(calls: Calls): Command {
  return new Command('cluster-version')
    .description('show or raise the version of the cluster, which says what its members may write')
    .addCommand(
      new Command('show').description('the version, and which ones each member supports').action(calls.online(show)),
      { isDefault: true },
    )
    .addCommand(
      new Command('raise')
        .description('raise it, for ever: builds that do not support it take no part any more')
        .argument('[version]', 'by default the highest that every member supports')
        .option('--yes', 'do not ask')
        .option('--expected <index>', 'only if the configuration is still that of this index')
        .action(calls.online(raise)),
    );
}
