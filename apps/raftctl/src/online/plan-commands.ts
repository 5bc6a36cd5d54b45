import { readFile } from 'node:fs/promises';
import { EXIT, LocalFileError, runToExit } from '@lolraft/cli-kit';
import { type Configuration, goalOf, InvalidArgumentError, type MemberChange } from '@lolraft/raft-core';
import { Command } from 'commander';
import type { Calls, OnlineCall } from '../command.js';
import { changeText } from '../membership/change-text.js';
import { configurationOf } from '../membership/configuration.js';
import { type DeclaredMembership, parseDeclared } from '../membership/declared.js';
import { changesTo } from '../membership/plan.js';
import { stepsOf, tolerance } from '../membership/steps.js';
import { makeChange } from './change.js';

const HELP = `
FILE says who is to take part; role is voter and priority 0 unless they are said to be something else:

  {
    "cluster": "0123456789abcdef0123456789abcdef",
    "members": [
      { "id": "n1", "address": "ws://10.0.0.1:7001", "priority": 10 },
      { "id": "n2", "address": "ws://10.0.0.2:7001" },
      { "id": "n3", "address": "ws://10.0.0.3:7001", "role": "learner" }
    ]
  }

"cluster" may be left out; where it is there, the file is taken for no other cluster.
`;

/** Exit code of `plan --exit-code` where there is a difference. */
const DIFFERS = 2;

/** How the membership becomes the declared one. */
interface Plan {
  readonly cluster: string;
  /** Of the configuration that it was made for. */
  readonly index: number;
  readonly changes: readonly MemberChange[];
  readonly steps: readonly string[];
  /** How many voters may fail. */
  readonly mayFail: { readonly before: number; readonly after: number };
}

async function readDeclared(file: string): Promise<DeclaredMembership> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new LocalFileError(`${file} cannot be read`, error);
  });
  try {
    return parseDeclared(text);
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new InvalidArgumentError(`${file}: ${error.message}`);
    throw error;
  }
}

async function makePlan({ client }: OnlineCall, file: string): Promise<Plan> {
  const declared = await readDeclared(file);
  const status = await client.status();
  if (declared.cluster !== undefined && declared.cluster !== status.clusterId)
    throw new InvalidArgumentError(`${file} is about cluster ${declared.cluster}, and this is ${status.clusterId}`);
  const current = configurationOf(status);
  const changes = changesTo(current, declared.members);
  const after: Configuration = changes.length === 0 ? current : goalOf(current, changes).configuration;
  return {
    cluster: status.clusterId,
    index: status.membership.index,
    changes,
    steps: changes.length === 0 ? [] : stepsOf(current, changes),
    mayFail: { before: tolerance(current), after: tolerance(after) },
  };
}

function linesOf({ cluster, index, changes, steps, mayFail }: Plan): string[] {
  if (changes.length === 0) return ['the membership is as declared'];
  return [
    `cluster ${cluster}, from the configuration of index ${index}:`,
    ...changes.map((change) => `  ${changeText(change)}`),
    'in these steps:',
    ...steps.map((step, i) => `  ${i + 1}. ${step}`),
    `voters that may fail: ${mayFail.before} before, ${mayFail.after} after`,
  ];
}

async function showPlan(call: OnlineCall, file: string): Promise<Plan> {
  const made = await makePlan(call, file);
  call.show(
    () => linesOf(made),
    () => made,
  );
  return made;
}

async function plan(call: OnlineCall<{ readonly exitCode?: true }>, file: string): Promise<number> {
  if (call.options.exitCode !== true) {
    await showPlan(call, file);
    return EXIT.ok;
  }
  const outcome = { differs: false };
  const code = await runToExit(
    'raftctl',
    call.json,
    (line) => call.terminal.note(line),
    async () => {
      outcome.differs = (await showPlan(call, file)).changes.length > 0;
      return EXIT.ok;
    },
  );
  // 2 means that there is a difference, so nothing else may.
  if (code !== EXIT.ok) return EXIT.failed;
  return outcome.differs ? DIFFERS : EXIT.ok;
}

interface ApplyFlags {
  readonly yes?: true;
  readonly force?: true;
}

async function apply(call: OnlineCall<ApplyFlags>, file: string): Promise<number> {
  const made = await makePlan(call, file);
  const { changes, index } = made;
  if (!call.json || changes.length === 0)
    call.show(
      () => linesOf(made),
      () => ({ index }),
    );
  if (changes.length === 0) return EXIT.ok;
  if (call.options.yes !== true && !(await call.confirm('make these changes? [y/N] ', '--yes'))) {
    call.terminal.note('raftctl: nothing was changed');
    return EXIT.failed;
  }
  return makeChange(call, changes, index);
}

export function planCommands(calls: Calls): Command[] {
  return [
    new Command('plan')
      .description('compare the membership that a file declares with the one that is, and show the way there')
      .argument('<file>')
      .option('--exit-code', 'end with 2 where there is a difference, 0 where there is none, 1 on a failure')
      .addHelpText('after', HELP)
      .action(calls.online(plan)),
    new Command('apply')
      .description('make the membership the one that a file declares')
      .argument('<file>')
      .option('--yes', 'without asking')
      .option('--force', 'take learners that are slow, and no notice of voters that are not reached')
      .addHelpText('after', HELP)
      .action(calls.online(apply)),
  ];
}
