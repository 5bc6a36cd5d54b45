import { wholeNumber } from '@lolraft/cli-kit';
import { InvalidArgumentError, type MemberChange, nodeId } from '@lolraft/raft-core';
import { Command } from 'commander';
import type { Calls, OnlineCall } from '../command.js';
import { CHANGE_FORMS, parseChange } from '../membership/change-text.js';
import { addChangeOptions, type ChangeFlags, makeChange } from './change.js';

type ChangeCall<Options = object> = OnlineCall<ChangeFlags & Options>;

function changing(name: string, description: string): Command {
  return addChangeOptions(new Command(name).description(description));
}

interface ReplaceFlags {
  readonly with?: string;
  readonly address?: string;
}

function replacement(id: string, { with: by, address }: ReplaceFlags): MemberChange {
  if (by === undefined && address === undefined) return { type: 'renew', id: nodeId(id) };
  if (by === undefined || address === undefined)
    throw new InvalidArgumentError('--with and --address go together: the id and the address of the new member');
  return { type: 'replace', id: nodeId(id), by: { id: nodeId(by), address } };
}

export function changeCommands(calls: Calls): Command[] {
  /** A command that makes one change of its arguments. */
  const one = <Options>(change: (options: Options, ...args: string[]) => MemberChange) =>
    calls.online<ChangeFlags & Options, string[]>((call: ChangeCall<Options>, ...args) =>
      makeChange(call, [change(call.options, ...args)]),
    );
  return [
    changing('add', 'add a member; as a voter once it has caught up')
      .argument('<id>', 'an id that was never used before')
      .argument('<address>', 'where others reach it')
      .option('--learner', 'it gets the log, and does not vote')
      .action(
        one<{ readonly learner?: true }>(({ learner }, id = '', address = '') => ({
          type: 'add',
          id: nodeId(id),
          address,
          role: learner === true ? 'learner' : 'voter',
        })),
      ),
    changing('remove', 'remove a member, for ever: its id is never used again')
      .argument('<id>')
      .action(one((_, id = '') => ({ type: 'remove', id: nodeId(id) }))),
    changing('promote', 'make a learner a voter, once it has caught up')
      .argument('<id>')
      .action(one((_, id = '') => ({ type: 'promote', id: nodeId(id) }))),
    changing('demote', 'make a voter a learner')
      .argument('<id>')
      .action(one((_, id = '') => ({ type: 'demote', id: nodeId(id) }))),
    changing('replace', 'put a new member in the place of one or, without --with, renew it')
      .argument('<id>')
      .option('--with <id>', 'id of the new member')
      .option('--address <address>', 'where others reach the new member')
      .action(one<ReplaceFlags>((options, id = '') => replacement(id, options))),
    changing('renew', 'take a member back that has lost its data directory')
      .argument('<id>')
      .action(one((_, id = '') => ({ type: 'renew', id: nodeId(id) }))),
    changing('move', 'reach a member at another address')
      .argument('<id>')
      .argument('<address>')
      .action(one((_, id = '', address = '') => ({ type: 'move', id: nodeId(id), address }))),
    changing('prioritize', 'let leadership go to a member rather than to those of lower priority')
      .argument('<id>')
      .argument('<priority>', '0 is that of a member without one')
      .action(
        one((_, id = '', priority = '') => ({
          type: 'prioritize',
          id: nodeId(id),
          priority: wholeNumber(priority, 'priority'),
        })),
      ),
    changing('change', 'make several changes as one')
      .argument('<change...>', 'each as one argument, such as "add n4 ws://10.0.0.4:7001"')
      .addHelpText('after', `\nChanges:\n${CHANGE_FORMS}\n`)
      .action(calls.online((call: ChangeCall, texts: string[]) => makeChange(call, texts.map(parseChange)))),
  ];
}
