import { type ConnectionOptions, runToExit, type Terminal } from '@lolraft/cli-kit';
import { InvalidArgumentError } from '@lolraft/raft-core';
import { RaftClient } from '@lolraft/raft-client';
import type { Command } from 'commander';
import type { Context } from './context.js';

/** Options that every command has. */
export interface GlobalOptions extends ConnectionOptions {
  readonly json?: true;
}

/** One call of a command. */
export interface Call<Options = object> {
  readonly terminal: Terminal;
  readonly options: GlobalOptions & Options;
  readonly json: boolean;
  /** The group, where one was named. */
  readonly namedGroup: string | undefined;
  /** Prints lines to people, and the object to programs. */
  show(lines: () => string | readonly string[], object: () => unknown): void;
  /** Has it confirmed by hand. @throws {InvalidArgumentError} where nobody can be asked. */
  confirm(question: string, flag: string, expected?: string): Promise<boolean>;
}

/** One call of a command that talks to a cluster. */
export interface OnlineCall<Options = object> extends Call<Options> {
  readonly client: RaftClient;
  readonly endpoints: readonly string[];
  /** The time to wait, where one was named. */
  readonly namedTimeout: number | undefined;
}

type Run<Options, Args extends readonly unknown[]> = (call: Call<Options>, ...args: Args) => Promise<number>;

/** What a command does, loaded when it is called: the other commands do not need what it needs. */
export function late<Options, Args extends readonly unknown[]>(
  load: () => Promise<Run<Options, Args>>,
): Run<Options, Args> {
  return async (call, ...args) => (await load())(call, ...args);
}

/** Runs the calls of one command line; `code` is the exit code in the end. */
export class Calls {
  readonly #context: Context;
  code = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  /** An action of a command that works by itself. */
  offline<Options, Args extends readonly unknown[]>(run: Run<Options, Args>): (...given: unknown[]) => Promise<void> {
    return async (...given) => {
      const call = this.#call<Options>(given.at(-1) as Command);
      // Commander gives the arguments, then the options and the command.
      const args = given.slice(0, -2) as unknown as Args;
      this.code = await runToExit(
        'raftctl',
        call.json,
        (line) => call.terminal.note(line),
        () => run(call, ...args),
      );
    };
  }

  /** An action of a command that talks to a cluster. */
  online<Options, Args extends readonly unknown[]>(
    run: (call: OnlineCall<Options>, ...args: Args) => Promise<number>,
  ): (...given: unknown[]) => Promise<void> {
    return (...given) => {
      const command = given.at(-1) as Command;
      const isNamed = command.getOptionValueSourceWithGlobals('timeout') !== 'default';
      const action = this.offline<Options, Args>(async (call, ...args) => {
        const connection = this.#context.connect(call.options);
        await using client = new RaftClient(connection);
        const { endpoints, timeout } = connection;
        return await run({ ...call, client, endpoints, namedTimeout: isNamed ? timeout : undefined }, ...args);
      });
      return action(...given);
    };
  }

  #call<Options>(command: Command): Call<Options> {
    const { terminal } = this.#context;
    const options = command.optsWithGlobals<GlobalOptions & Options>();
    const json = options.json === true;
    const isGroupNamed = command.getOptionValueSourceWithGlobals('group') !== 'default';
    return {
      terminal,
      options,
      json,
      namedGroup: isGroupNamed ? options.group : undefined,
      show(lines, object) {
        const text = json ? toJson(object()) : lines();
        for (const line of typeof text === 'string' ? [text] : text) terminal.print(line);
      },
      async confirm(question, flag, expected) {
        if (json || !terminal.canAsk)
          throw new InvalidArgumentError(`this has to be confirmed: on a terminal, or by ${flag}`);
        const answer = (await terminal.ask(question)).trim();
        return expected === undefined ? /^y(es)?$/i.test(answer) : answer === expected;
      },
    };
  }
}

/** JSON, in which the numbers that it does not know are texts. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'number' && !Number.isFinite(each) ? String(each) : each,
  );
}
