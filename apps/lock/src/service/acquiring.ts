import type { proto } from '@lolraft/lock-client';
import { type Clock, InternalError, type MethodContext } from '@lolraft/raft-core';
import type {
  Acquire,
  AcquireResult,
  CancelResult,
  LeaveResult,
  LockApp,
  RequestId,
  SessionId,
} from '../machine/index.js';
import type { Commands } from './commands.js';
import type { Leadership } from './leadership.js';
import { refusal, type Refused } from './messages/errors.js';
import { sessionOf, wantOf } from './messages/requests.js';
import type { Tally } from './metrics/tally.js';
import type { SessionKeeper } from './sessions/session-keeper.js';
import type { RequestState, WaitRoom } from './waiting/wait-room.js';

export interface AcquiringSite {
  readonly clock: Clock;
  readonly app: Pick<LockApp, 'decided'>;
  readonly commands: Commands;
  readonly leadership: Leadership;
  readonly keeper: SessionKeeper;
  readonly room: WaitRoom;
  readonly tally: Tally;
}

/** How a call waits: for so many milliseconds (0: not at all), as long as its caller, or not, while its request does. */
type Patience = { readonly type: 'for'; readonly milliseconds: number } | { readonly type: 'open' | 'queue' };

function patienceOf({ waitFor, waitOpen, queue }: proto.AcquireRequest): Patience {
  if (waitOpen === true) return { type: 'open' };
  if (queue === true) return { type: 'queue' };
  return { type: 'for', milliseconds: waitFor ?? 0 };
}

/** The methods that wait: Acquire and Leave. */
export class Acquiring {
  readonly #site: AcquiringSite;

  constructor(site: AcquiringSite) {
    this.#site = site;
  }

  async acquire(request: proto.AcquireRequest, context: MethodContext): Promise<proto.AcquireResponse.$Properties> {
    const { clock, room } = this.#site;
    const begun = clock.now();
    const patience = patienceOf(request);
    const mayWait = patience.type === 'open' || (patience.type === 'for' && patience.milliseconds > 0);
    const command: Acquire = {
      type: 'acquire',
      session: sessionOf(request.session),
      request: request.request as RequestId,
      floor: request.floor,
      name: request.name,
      want: wantOf(request.want),
      wait: mayWait || patience.type === 'queue',
    };
    using place = mayWait ? room.reserve() : undefined;
    const result = await this.#run(command, context, patience);
    if (result.type !== 'queued') return acquired(result, patience);
    if (patience.type === 'queue') return { position: result.position };
    if (!mayWait) return acquired(await this.withdraw(command.session, command.request), patience);
    const until = patience.type === 'for' ? begun + patience.milliseconds : undefined;
    const state = await this.#wait(command, until, context, place);
    if (state.type === 'granted') this.#site.tally.waits.observe((clock.now() - begun) / 1_000);
    return acquired(state, patience);
  }

  /** Where the request is to be withdrawn in its time, it is waited for although its caller has gone. */
  async #run(command: Acquire, context: MethodContext, patience: Patience): Promise<AcquireResult> {
    const { commands, keeper } = this.#site;
    const known = await this.#known(command);
    if (known !== undefined) return known;
    return commands.runFor(keeper, command, patience.type === 'for' && patience.milliseconds > 0 ? {} : context);
  }

  /**
   * What the machine would answer to a request that it has decided before. When a leader goes, all who wait repeat theirs at the next one, and so that this one
   * does not fall over it, they share a round to a majority, as signs of life do, and make no entries of the log.
   * @returns undefined where the request is new, or nothing is known of it here.
   */
  async #known(command: Acquire): Promise<AcquireResult | undefined> {
    const { app, leadership, keeper } = this.#site;
    leadership.require();
    keeper.heard(command.session);
    // Until it has applied what its predecessors have committed, a new leader takes repetitions for new.
    if (!keeper.hasBegun) await leadership.confirm();
    if (app.decided(command) === undefined) return undefined;
    // Where another node leads, it knows better.
    await leadership.confirm();
    return app.decided(command);
  }

  async #wait(
    { session, request }: { readonly session: SessionId; readonly request: RequestId },
    until: number | undefined,
    { signal }: MethodContext,
    place: Disposable | undefined,
  ): Promise<RequestState> {
    place?.[Symbol.dispose]();
    // The event that ends leadership has passed perhaps, and there will be no other one.
    this.#site.leadership.require();
    return this.#site.room.wait(session, request, { until, signal });
  }

  /** Takes a request out of its queue, where it is still there. */
  async withdraw(session: SessionId, request: RequestId): Promise<CancelResult> {
    const result = await this.#site.commands.run({ type: 'cancel', session, request, floor: 0 });
    this.#site.keeper.wasOwn(session);
    return result;
  }

  async leave(request: proto.LeaveRequest, context: MethodContext): Promise<proto.LeaveResponse.$Properties> {
    const { commands, keeper, room } = this.#site;
    const command = {
      type: 'leave',
      session: sessionOf(request.session),
      request: request.request as RequestId,
      floor: request.floor,
      name: request.name,
    } as const;
    using place = room.reserve();
    const result = await commands.runFor(keeper, command, context);
    return left(result.type === 'queued' ? await this.#wait(command, undefined, context, place) : result);
  }
}

function acquired(state: RequestState | CancelResult, { type }: Patience): proto.AcquireResponse.$Properties {
  switch (state.type) {
    case 'granted':
      return { token: state.token };
    case 'busy':
    case 'cancelled':
      return { busy: true };
    case 'ended':
      // Its time was over once already: a repetition gets the same answer.
      if (type === 'for' && state.how === 'cancelled' && state.token === 0) return { busy: true };
      throw refusal(state);
    default:
      throw refused(state);
  }
}

function left(state: LeaveResult | RequestState): proto.LeaveResponse.$Properties {
  if (state.type === 'ended' && state.how === 'left') return {};
  if (state.type === 'granted') throw new InternalError('a request to leave was granted');
  throw state.type === 'busy' ? new InternalError('a request to leave is busy') : refused(state);
}

function refused(state: Refused | { readonly type: 'queued' } | { readonly type: 'unknown' }): Error {
  if (state.type === 'queued') return new InternalError('a request that is waited for is in its queue');
  // Its client has said that it will not ask again.
  return refusal(state.type === 'unknown' ? { type: 'ended', how: 'forgotten', token: 0 } : state);
}
