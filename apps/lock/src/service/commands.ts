import type { CallContext, MethodContext } from '@lolraft/raft-core';
import {
  type Command,
  decodeResult,
  encodeCommand,
  type ExpireResult,
  type ExpireSessions,
  type ResultOf,
  type SessionId,
} from '../machine/index.js';
import type { Leadership, LockGroup } from './leadership.js';
import type { SessionKeeper } from './sessions/session-keeper.js';

/** Commands are for the leader, who knows the sessions and those who wait: no host passes them on. */
const NOT_PASSED_ON: CallContext = {
  signal: new AbortController().signal,
  remaining: undefined,
  traceparent: undefined,
  credential: undefined,
  forwarded: true,
};

/** Brings commands into the log of this node's group, where it leads. */
export class Commands {
  readonly #group: LockGroup;
  readonly #leadership: Leadership;

  constructor(group: LockGroup, leadership: Leadership) {
    this.#group = group;
    this.#leadership = leadership;
  }

  /**
   * Appends a command, and waits until it is applied here.
   * @throws {InvalidArgumentError} on what can never work.
   * @throws {NotLeaderError} where this node does not lead.
   */
  async run<C extends Command>(
    command: C,
    { signal, remaining }: Partial<Pick<MethodContext, 'signal' | 'remaining'>> = {},
  ): Promise<ResultOf[C['type']]> {
    const payload = encodeCommand(command);
    this.#leadership.require();
    const { value } = await this.#group.write(
      payload,
      { signal, timeout: remaining, acknowledge: 'apply' },
      NOT_PASSED_ON,
    );
    return resultOf<C['type']>(value ?? new Uint8Array());
  }

  /** As `run`, of a session's client: a sign of life when it comes, and when it is decided. */
  async runFor<C extends Extract<Command, { readonly session: SessionId }>>(
    keeper: SessionKeeper,
    command: C,
    context: Partial<Pick<MethodContext, 'signal' | 'remaining'>> = {},
  ): Promise<ResultOf[C['type']]> {
    keeper.heard(command.session);
    const result = await this.run(command, context);
    keeper.heard(command.session);
    return result;
  }

  expire(command: ExpireSessions): Promise<ExpireResult> {
    return this.run(command);
  }
}

/** The machine answers each type of command with its own results. */
function resultOf<T extends Command['type']>(bytes: Uint8Array): ResultOf[T] {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-assertion -- the compiler needs it: the union is too complex for it.
  return decodeResult(bytes) as ResultOf[T];
}
