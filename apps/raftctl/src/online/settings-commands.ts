import { EXIT, isTold, table, wholeNumber } from '@lolraft/cli-kit';
import { InvalidArgumentError, type MemberStatus, type Setting } from '@lolraft/raft-core';
import { Command } from 'commander';
import type { Calls, OnlineCall } from '../command.js';
import { look, memberOf } from './nodes.js';
import { areOfGroup, parseAssignments, settingValues } from './settings.js';

interface NodeFlags {
  readonly node?: string;
  readonly all?: true;
}

interface TuneFlags extends NodeFlags {
  readonly expected?: string;
}

const HEADER = ['NAME', 'VALUE', 'SCOPE', 'DEFAULT', 'UNIT', 'POSSIBLE'];

/** For people. */
function possible({ value, min, max, choices }: Setting): string {
  if (choices !== undefined) return choices.join(', ');
  if (typeof value === 'boolean') return 'true, false';
  if (min === undefined || max === undefined) return '';
  return max === Infinity ? `${min} to Infinity` : max >= Number.MAX_SAFE_INTEGER ? `from ${min}` : `${min} to ${max}`;
}

function settingRows(settings: readonly Setting[]): string[][] {
  return settings.map((setting) => {
    const { name, value, scope, default: initial = '', unit = '' } = setting;
    return [name, String(value), scope, String(initial), unit, possible(setting)];
  });
}

async function config(call: OnlineCall<NodeFlags>): Promise<number> {
  const { node } = call.options;
  const address = node === undefined ? undefined : memberOf((await look(call)).best, node).address;
  const settings = await call.client.tune(new Map(), address === undefined ? {} : { node: address });
  call.show(
    () => table([HEADER, ...settingRows(settings)]),
    () => ({ settings }),
  );
  return EXIT.ok;
}

/** What became of one node. */
type Tuned =
  | { readonly id: string; readonly settings: readonly Setting[] }
  | { readonly id: string; readonly error: Error };

async function tune(call: OnlineCall<TuneFlags>, texts: readonly string[]): Promise<number> {
  const { node, all, expected } = call.options;
  const assignments = parseAssignments(texts);
  if (areOfGroup(assignments)) {
    if (node !== undefined || all !== undefined)
      throw new InvalidArgumentError('settings of the group are changed in its log: leave out --node and --all');
    return tuneGroup(call, assignments, expected === undefined ? undefined : wholeNumber(expected, 'expected'));
  }
  if (expected !== undefined) throw new InvalidArgumentError('--expected is for settings of the group');
  if ((node === undefined) === (all === undefined))
    throw new InvalidArgumentError('these settings are those of a node: name one by --node, or all by --all');
  const { best } = await look(call);
  const members = node === undefined ? best.membership.members : [memberOf(best, node)];
  const tuned = await Promise.all(members.map((member) => tuneNode(call, member, assignments)));
  const failed = tuned.some((each) => 'error' in each);
  call.show(
    () =>
      table([
        ['NODE', 'NAME', 'VALUE'],
        ...tuned.flatMap((each) =>
          'error' in each
            ? [[each.id, 'not changed', each.error.message]]
            : each.settings.map(({ name, value }) => [each.id, name, String(value)]),
        ),
      ]),
    () => ({
      nodes: tuned.map((each) =>
        'error' in each
          ? { id: each.id, error: { message: each.error.message } }
          : { id: each.id, settings: each.settings },
      ),
    }),
  );
  if (!failed)
    call.terminal.note('raftctl: until the node is started again; make it permanent where the node gets its settings');
  return failed ? EXIT.failed : EXIT.ok;
}

async function tuneGroup(
  call: OnlineCall,
  assignments: ReadonlyMap<string, string>,
  expected: number | undefined,
): Promise<number> {
  const { client } = call;
  const values = settingValues(assignments, await client.getConfig());
  const all = await client.tune(values, expected === undefined ? {} : { expected });
  const settings = all.filter(({ name }) => assignments.has(name));
  call.show(
    () => table([['NAME', 'VALUE'], ...settings.map(({ name, value }) => [name, String(value)])]),
    () => ({ settings }),
  );
  return EXIT.ok;
}

async function tuneNode(
  { client }: OnlineCall,
  { id, address: node }: MemberStatus,
  assignments: ReadonlyMap<string, string>,
): Promise<Tuned> {
  try {
    const values = settingValues(assignments, await client.tune(new Map(), { node }));
    const settings = await client.tune(values, { node });
    return { id, settings: settings.filter(({ name }) => assignments.has(name)) };
  } catch (error) {
    // Wrong usage is the same on every node, and told once.
    if (!isTold(error) || error.code === 'INVALID_ARGUMENT') throw error;
    return { id, error };
  }
}

export function settingsCommands(calls: Calls): Command[] {
  return [
    new Command('config')
      .description('show the settings of a node, and of the group')
      .option('--node <id>', 'the node (default: the leader)')
      .action(calls.online(config)),
    new Command('tune')
      .description('change settings: of running nodes, until they are started again, or of the group')
      .argument('<name=value...>', 'such as compaction.entries=50000 or group.leases=true; see config')
      .option('--node <id>', 'on this node')
      .option('--all', 'on every node')
      .option('--expected <index>', 'of the group: only if the configuration is still that of this index')
      .action(calls.online(tune)),
  ];
}
