import { EXIT, isHealthy, plainAnswer, statusTable, table } from '@lolraft/cli-kit';
import type { MemberStatus, NodeStatus } from '@lolraft/raft-core';
import { Command } from 'commander';
import type { Calls, OnlineCall } from '../command.js';
import { configurationOf } from '../membership/configuration.js';
import { tolerance } from '../membership/steps.js';
import { look } from './nodes.js';

const MEMBERS = ['ID', 'ROLE', 'ADDRESS', 'STORE', 'PRIORITY', 'MATCH', 'LAG', 'CONNECTED'];

/** What a member's row says beside its membership; undefined where the account is not a leader's. */
interface Replication {
  readonly match: number | undefined;
  readonly lag: number | undefined;
  readonly connected: boolean | undefined;
}

function replicationOf({ id: self, role, lastIndex, peers }: NodeStatus, id: string): Replication {
  if (id === self)
    return {
      match: role === 'leader' ? lastIndex : undefined,
      lag: role === 'leader' ? 0 : undefined,
      connected: true,
    };
  const peer = peers.find((each) => each.id === id);
  const match = peer?.replication?.matchIndex;
  return { match, lag: match === undefined ? undefined : Math.max(0, lastIndex - match), connected: peer?.connected };
}

function memberRow(status: NodeStatus, { id, role, address, store, priority }: MemberStatus): string[] {
  const { match, lag, connected } = replicationOf(status, id);
  const number = (value: number | undefined): string => (value === undefined ? '-' : String(value));
  return [
    id,
    status.leader === id ? `${role}, leader` : role,
    address,
    store?.slice(0, 8) ?? '-',
    String(priority),
    number(match),
    number(lag),
    connected === undefined ? '-' : connected ? 'yes' : 'no',
  ];
}

async function members(call: OnlineCall): Promise<number> {
  const { best } = await look(call);
  const { membership, leader, id } = best;
  if (best.role !== 'leader') call.terminal.note(`raftctl: no leader answers; this is what ${id} knows`);
  call.show(
    () => [
      table([MEMBERS, ...membership.members.map((member) => memberRow(best, member))]),
      ...(membership.joint || !membership.committed ? ['a change of membership is under way'] : []),
      ...membership.catchingUp.map(
        (each) => `${each.id} catches up: ${each.matchIndex} of ${each.target}, round ${each.round}`,
      ),
    ],
    () => ({
      ...membership,
      leader,
      members: membership.members.map((member) => ({ ...member, ...replicationOf(best, member.id) })),
    }),
  );
  return EXIT.ok;
}

async function status(call: OnlineCall): Promise<number> {
  const found = await look(call);
  const { answers } = found;
  call.show(
    () => statusTable(found),
    () => ({ nodes: answers.map(plainAnswer) }),
  );
  return isHealthy(answers) ? EXIT.ok : EXIT.failed;
}

async function info(call: OnlineCall): Promise<number> {
  const { best } = await look(call);
  const {
    clusterId: cluster,
    group,
    term,
    leader,
    leaderAddress,
    clusterVersion,
    commitIndex,
    membership,
    settings,
  } = best;
  const { index, committed, joint } = membership;
  const count = (role: MemberStatus['role']): number => membership.members.filter((each) => each.role === role).length;
  const isAtRest = committed && !joint;
  const mayLose = isAtRest ? tolerance(configurationOf(best)) : undefined;
  const rows: [string, string][] = [
    ['cluster', cluster],
    ['cluster version', String(clusterVersion)],
    ['group', group],
    ['term', String(term)],
    ['leader', leader === undefined ? 'none' : `${leader} at ${leaderAddress ?? '?'}`],
    ['commit index', String(commitIndex)],
    ['configuration', `index ${index}${isAtRest ? '' : ', a change is under way'}`],
    ['voters', `${count('voter') + count('incoming')}${mayLose === undefined ? '' : `, of which ${mayLose} may fail`}`],
    ['learners', String(count('learner'))],
    ['settings', settings.map(({ name, value }) => `${name}=${String(value)}`).join(' ') || 'all as by default'],
  ];
  call.show(
    () => table(rows),
    () => ({
      cluster,
      clusterVersion,
      group,
      term,
      leader,
      leaderAddress,
      commitIndex,
      configuration: { index, committed, joint },
      voters: count('voter') + count('incoming'),
      learners: count('learner'),
      build: best.build,
      settings,
      mayFail: mayLose,
    }),
  );
  return EXIT.ok;
}

export function lookCommands(calls: Calls): Command[] {
  return [
    new Command('members')
      .description('show who takes part, and how far each has the log')
      .action(calls.online(members)),
    new Command('status')
      .description("show each node's own account")
      .addHelpText('after', '\nExit codes: 0 where there is a leader and every node answers, else 1.\n')
      .action(calls.online(status)),
    new Command('info').description('show what holds for the whole cluster').action(calls.online(info)),
  ];
}
