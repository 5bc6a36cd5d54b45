import type { AppliedCommand } from '@lolraft/raft-core';
import type { Kernel } from '@lolraft/raft-testkit';
import type { Command, LockEvent, OpenSession, Result, SessionId } from '../../../src/index.js';

interface Place {
  readonly session: SessionId;
  readonly request: number;
}

/** A mutex, as the log has made it. */
interface Mutex {
  holder: { readonly session: SessionId; readonly token: number } | undefined;
  newest: number;
  readonly queue: Place[];
}

interface Known {
  /** As it was opened. */
  readonly terms: OpenSession;
  /** By what was answered, it lives until then at least, in simulated milliseconds; and since when that is known. */
  promised: number;
  ended: { readonly at: number; readonly how: 'closed' | 'expired' } | undefined;
}

export interface LogWatcher {
  granted(name: string, session: SessionId, token: number): void;
  expired(session: SessionId): void;
}

/**
 * What the log has made of locks and sessions, as the first node that applies an entry tells it, and held against what the others
 * make of it: mutexes exclude, tokens grow, queues keep their order, and nobody waits for what is free.
 */
export class LockLog {
  readonly #kernel: Kernel;
  /** What each entry has made, by index. */
  readonly told: string[] = [];
  readonly #mutexes = new Map<string, Mutex>();
  readonly #sessions = new Map<SessionId, Known>();
  watcher: LogWatcher | undefined;
  grants = 0;
  expired = 0;
  /** Sessions that an expiry named in vain: they were heard of in time. */
  spared = 0;
  #applied = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  mutex(name: string): Mutex {
    let mutex = this.#mutexes.get(name);
    if (mutex === undefined) {
      mutex = { holder: undefined, newest: 0, queue: [] };
      this.#mutexes.set(name, mutex);
    }
    return mutex;
  }

  session(id: SessionId): Known | undefined {
    return this.#sessions.get(id);
  }

  get live(): SessionId[] {
    return [...this.#sessions].filter(([, { ended }]) => ended === undefined).map(([id]) => id);
  }

  applied(
    node: string,
    { index }: AppliedCommand,
    command: Command,
    result: Result,
    events: readonly LockEvent[],
  ): void {
    const told = JSON.stringify([result, events]);
    const before = this.told[index];
    if (before !== undefined) {
      if (before !== told)
        this.#kernel.violate('determinism', `${node} makes ${told} of entry ${index}, another node ${before}`);
      return;
    }
    if (index < this.#applied) this.#kernel.violate('determinism', `entry ${index} comes after ${this.#applied}`);
    this.#applied = index;
    this.told[index] = told;
    if (events.some(({ type }) => type === 'sessionOpened') && command.type === 'openSession')
      this.#sessions.set(command.session, { terms: command, promised: 0, ended: undefined });
    for (const event of events) this.#happens(event);
    if (command.type === 'acquire' && result.type === 'queued') this.#queued(command.name, command, result.position);
    if (command.type === 'expireSessions' && result.type === 'expired') this.spared += result.stale;
    for (const [
      name,
      {
        holder,
        queue: [next],
      },
    ] of this.#mutexes)
      if (holder === undefined && next !== undefined)
        this.#kernel.violate('forgotten waiter', `${name} is free after entry ${index}, and ${next.session} waits`);
  }

  #queued(name: string, { session, request }: Place, position: number): void {
    const { queue } = this.mutex(name);
    let at = queue.findIndex((place) => place.session === session && place.request === request);
    if (at < 0) at = queue.push({ session, request }) - 1;
    if (at + 1 !== position)
      this.#kernel.violate('order', `${session} is told place ${position} for ${name}, and has ${at + 1}`);
  }

  #happens(event: LockEvent): void {
    switch (event.type) {
      case 'sessionEnded':
        this.#ended(event.session, event.how);
        return;
      case 'granted':
        this.#granted(event.name, event.session, event.requests, event.token);
        return;
      case 'released': {
        const mutex = this.mutex(event.name);
        if (mutex.holder?.token !== event.token)
          this.#kernel.violate('mutual exclusion', `${event.name} is released by who does not hold it`);
        if (event.left === 0) mutex.holder = undefined;
        return;
      }
      case 'withdrawn': {
        const { queue } = this.mutex(event.name);
        const at = queue.findIndex(({ session, request }) => isOf(event, session, request));
        if (at >= 0) queue.splice(at, 1);
        return;
      }
      case 'sessionOpened':
      case 'leader':
      case 'reset':
        return;
    }
  }

  #granted(name: string, session: SessionId, requests: readonly number[], token: number): void {
    const mutex = this.mutex(name);
    const { holder, newest, queue } = mutex;
    if (holder !== undefined)
      this.#kernel.violate('mutual exclusion', `${name} is granted to ${session}, and ${holder.session} holds it`);
    if (token <= newest) this.#kernel.violate('fencing', `${name} is granted with token ${token} after ${newest}`);
    const first = queue.shift();
    if (first !== undefined && !isOf({ session, requests }, first.session, first.request))
      this.#kernel.violate('order', `${name} is granted to ${session}, and ${first.session} was first`);
    mutex.holder = { session, token };
    mutex.newest = token;
    this.grants++;
    this.watcher?.granted(name, session, token);
  }

  #ended(id: SessionId, how: 'closed' | 'expired'): void {
    const known = this.#sessions.get(id);
    if (known === undefined) return;
    const { now } = this.#kernel;
    known.ended = { at: now, how };
    if (how === 'closed') return;
    this.expired++;
    if (now < known.promised)
      this.#kernel.violate('never early', `${id} expires ${(known.promised - now).toFixed(3)} ms before its time`);
    this.watcher?.expired(id);
  }

  /** Somebody was answered that the session lives until then. */
  promises(id: SessionId, until: number): void {
    const known = this.#sessions.get(id);
    if (known === undefined) return;
    known.promised = Math.max(known.promised, until);
    const { ended } = known;
    if (ended?.how === 'expired' && ended.at < until)
      this.#kernel.violate('never early', `${id} is said to live until ${until}, and has expired at ${ended.at}`);
  }
}

function isOf(
  event: { readonly session: SessionId; readonly requests: readonly number[] },
  session: SessionId,
  request: number,
): boolean {
  return event.session === session && event.requests.includes(request);
}
