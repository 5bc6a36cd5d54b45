import {
  type Clock,
  ClosedError,
  type Events,
  type HostEvents,
  type MountedService,
  systemClock,
} from '@lolraft/raft-core';
import type { LockApp, LockEvent } from '../machine/index.js';
import { answer } from '../machine/state/answer.js';
import { Acquiring } from './acquiring.js';
import { Commands } from './commands.js';
import type { LockFeed } from './feed.js';
import { Leadership, type LockGroup } from './leadership.js';
import { LookUps } from './look-ups.js';
import { LockMethods } from './methods.js';
import { Tally } from './metrics/tally.js';
import { mountedService } from './mount.js';
import { DEFAULT_LOCK_SERVICE_OPTIONS, type LockServiceOptions } from './options.js';
import { SessionKeeper } from './sessions/session-keeper.js';
import { WaitRoom } from './waiting/wait-room.js';
import { Watches } from './watching/watches.js';

export interface LockServiceSite {
  readonly group: LockGroup;
  /** Of the host. */
  readonly events: Events<HostEvents>;
  /** The app of the group on this node, whose listener is that of `feed`. */
  readonly app: LockApp;
  readonly feed: LockFeed;
  /** The host's. */
  readonly clock?: Clock;
}

/** How the service stands on this node. */
export interface LockServiceStatus {
  /** Whether this node leads, and decides on the ends of sessions. */
  readonly keepsSessions: boolean;
  /** Of the replicated state, as it is here. */
  readonly sessions: number;
  readonly objects: number;
  readonly holds: number;
  readonly waiters: number;
  /** Calls of this node. */
  readonly waitingRequests: number;
  readonly watches: number;
  /** Reads for which this node has made sure that it leads. */
  readonly confirmations: number;
  /** Stalls that were noticed in this leadership, in milliseconds. */
  readonly stoodStill: number;
}

/**
 * The lock service on one node: answers clients, keeps sessions while the node leads, and tells those who wait or watch what the state machine has
 * done. Made before the host listens: see `MountingHostOptions.services`.
 */
export class LockService implements Disposable {
  readonly mounted: MountedService;
  readonly methods: LockMethods;
  readonly tally = new Tally();
  readonly #site: LockServiceSite;
  readonly #leadership: Leadership;
  readonly #keeper: SessionKeeper;
  readonly #room: WaitRoom;
  readonly #watches: Watches;
  readonly #ends: (() => void)[];
  /** The term in which calls wait here. */
  #term: number | undefined;

  constructor(site: LockServiceSite, given: Partial<LockServiceOptions> = {}) {
    const options = { ...DEFAULT_LOCK_SERVICE_OPTIONS, ...given };
    const { group, app, feed, clock = systemClock() } = site;
    const { tally } = this;
    this.#site = site;
    const leadership = new Leadership(group, clock);
    this.#leadership = leadership;
    const commands = new Commands(group, leadership);
    this.#keeper = new SessionKeeper(
      {
        clock,
        session: (id) => app.session(id),
        sessions: () => app.sessions(),
        term: () => leadership.term,
        confirm: () => leadership.confirm(),
        notLeader: () => leadership.notLeader(),
        expire: (command) => commands.expire(command),
      },
      options.sessions,
    );
    this.#room = new WaitRoom({
      clock,
      maxWaiting: options.maxWaiting,
      stateOf: (session, request) => {
        const found = answer(app.store, { type: 'request', session, request });
        return found.type === 'request' ? found.state : { type: 'unknown' };
      },
      withdraw: (session, request) => acquiring.withdraw(session, request),
    });
    const acquiringSite = { clock, app, commands, leadership, keeper: this.#keeper, room: this.#room, tally };
    const acquiring = new Acquiring(acquiringSite);
    const { maxWatches, maxWatchEvents: maxEvents } = options;
    this.#watches = new Watches({ group, app, feed, tally, maxWatches, maxEvents });
    this.methods = new LockMethods(acquiringSite, acquiring, new LookUps(group));
    this.mounted = mountedService(this.methods, this.#watches, options);
    this.#ends = [
      feed.watch((index, events) => {
        this.#applied(index, events);
      }),
      site.events.on('state', ({ group: id }) => {
        if (id === group.id) this.#stateChanged();
      }),
      site.events.on('stopped', ({ group: id, error }) => {
        if (id === group.id) this.#room.failAll(() => error);
      }),
    ];
    this.#stateChanged();
  }

  #stateChanged(): void {
    const { term } = this.#leadership;
    if (term === this.#term) return;
    this.#term = term;
    // Also where it leads again: its queues are those of the log, and its callers find their places again.
    this.#room.failAll(() => this.#leadership.notLeader());
    this.#keeper.stateChanged();
  }

  #applied(index: number, events: readonly LockEvent[]): void {
    this.#keeper.applied(events);
    this.#room.applied(events);
    this.#watches.applied(index, events);
    const { tally } = this;
    for (const event of events) {
      if (event.type === 'granted') tally.grants++;
      else if (event.type === 'sessionOpened') tally.openedSessions++;
      else if (event.type === 'sessionEnded') tally[event.how === 'expired' ? 'expiredSessions' : 'closedSessions']++;
    }
  }

  status(): LockServiceStatus {
    const { trees } = this.#site.app.store;
    return {
      keepsSessions: this.#keeper.hasBegun,
      sessions: trees.sessions.size,
      objects: trees.objects.size,
      holds: trees.held.size,
      waiters: trees.waiting.size,
      waitingRequests: this.#room.size,
      watches: this.#watches.size,
      confirmations: this.#leadership.confirmations,
      stoodStill: this.#keeper.stoodStill,
    };
  }

  /** All who wait or watch are told; nothing is kept, and nothing expires any more. The host's end ends the calls as well. Idempotent. */
  close(): void {
    for (const end of this.#ends.splice(0)) end();
    this.#keeper.close();
    this.#room.failAll(() => new ClosedError('the lock service', 'unknown'));
    this.#watches.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
