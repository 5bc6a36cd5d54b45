import { EXIT } from '@lolraft/cli-kit';
import { Command } from 'commander';
import type { Calls, OnlineCall } from '../command.js';
import { nodeId } from '@lolraft/raft-core';

async function transfer(call: OnlineCall, target: string | undefined): Promise<number> {
  const to = target === undefined ? undefined : nodeId(target);
  const before = await call.client.status();
  // What is asked for is so already: the same command may be given twice.
  const isThere = to !== undefined && before.leader === to;
  const { leader, term } = isThere ? { leader: to, term: before.term } : await call.client.transferLeadership(to);
  call.show(
    () => `${leader} leads term ${term}`,
    () => ({ leader, term }),
  );
  return EXIT.ok;
}

export function transferCommand(calls: Calls): Command {
  return new Command('transfer')
    .description('hand leadership over')
    .argument('[id]', 'to this voter (default: the fittest one)')
    .action(calls.online(transfer));
}
