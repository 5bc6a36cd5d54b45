import { EXIT } from '@lolraft/cli-kit';
import { Command } from 'commander';
import type { Calls, OnlineCall } from '../command.js';
import { nodeId } from '@lolraft/raft-core';

async function transfer(call: OnlineCall, target: string | undefined): Promise<number> {
  const { leader, term } = await call.client.transferLeadership(target === undefined ? undefined : nodeId(target));
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
