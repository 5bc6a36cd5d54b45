import { DEFAULT_LIST, type proto } from '@lolraft/lock-client';
import { ClosedError, InvalidArgumentError, type MethodContext, OverloadedError } from '@lolraft/raft-core';
import { encodeQuery, type LockApp, type LockEvent, type Query, type SessionId } from '../../machine/index.js';
import { answer } from '../../machine/state/answer.js';
import type { LockFeed } from '../feed.js';
import type { LockGroup } from '../leadership.js';
import { isGiven, namespaceOf, sessionOf } from '../messages/requests.js';
import { description, sessionState, watchEvent } from '../messages/states.js';
import type { Tally } from '../metrics/tally.js';
import { Watcher } from './watcher.js';

export interface WatchesSite {
  readonly group: LockGroup;
  readonly app: LockApp;
  readonly feed: LockFeed;
  readonly tally: Tally;
  readonly maxWatches: number;
  readonly maxEvents: number;
}

type Topic =
  | { readonly type: 'object'; readonly key: string; readonly query: Query & { readonly type: 'object' } }
  | { readonly type: 'session'; readonly key: string; readonly session: SessionId };

/** The streams of events on this node. What the machine has done goes to those who watch that object, or that session, and costs the others nothing. */
export class Watches {
  readonly #site: WatchesSite;
  readonly #watchers = new Map<string, Set<Watcher>>();
  #count = 0;
  #isClosed = false;

  constructor(site: WatchesSite) {
    this.#site = site;
  }

  get size(): number {
    return this.#count;
  }

  /** @throws {RaftError} from the iteration: where no leader can say what is true by now, or too many watch. */
  async *watch(request: proto.WatchRequest, context: MethodContext): AsyncIterable<proto.WatchEvent.$Properties> {
    const { group, app, feed, tally, maxEvents, maxWatches } = this.#site;
    const { signal } = context;
    const topic = topicOf(request);
    const query: Query = topic.type === 'object' ? topic.query : { type: 'session', session: topic.session };
    if (this.#count >= maxWatches) throw new OverloadedError(`${maxWatches} watch at this node`);
    this.#count++;
    try {
      // So that the first state is no older than the call; from then on this node's own commands tell the rest.
      const { index } = await group.read(encodeQuery(query), { signal, timeout: context.remaining });
      if (this.#isClosed) throw new ClosedError('the lock service');
      const watchers = this.#watchers.get(topic.key) ?? new Set();
      const watcher = new Watcher(
        {
          maxEvents,
          state: () => ({ index: Math.max(index, feed.index), state: stateOf(app, topic) }),
          onSkipped: () => {
            tally.skippedStates++;
          },
        },
        () => {
          watchers.delete(watcher);
          if (watchers.size === 0) this.#watchers.delete(topic.key);
        },
      );
      this.#watchers.set(topic.key, watchers.add(watcher));
      if (topic.type === 'session' && app.session(topic.session) === undefined) watcher.finish();
      const onAbort = (): void => watcher.stop(signal.reason instanceof Error ? signal.reason : undefined);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      try {
        for (let next = await watcher.next(); next.done !== true; next = await watcher.next()) yield next.value;
      } finally {
        signal.removeEventListener('abort', onAbort);
        watcher.stop();
      }
    } finally {
      this.#count--;
    }
  }

  /** Told of what the machine has done on this node. */
  applied(index: number, events: readonly LockEvent[]): void {
    if (this.#watchers.size === 0) return;
    for (const event of events) {
      if (event.type === 'reset') this.#reset();
      const message = watchEvent(index, event);
      if (message === undefined) continue;
      if ('namespace' in event) this.#tell(objectTopic(event.namespace, event.name), message);
      if ('session' in event) this.#tell(sessionTopic(event.session), message);
      if (event.type === 'sessionEnded')
        for (const watcher of this.#watchers.get(sessionTopic(event.session)) ?? []) watcher.finish();
    }
  }

  #tell(key: string, message: proto.WatchEvent.$Properties): void {
    for (const watcher of this.#watchers.get(key) ?? []) watcher.tell(message);
  }

  #reset(): void {
    for (const watchers of this.#watchers.values()) for (const watcher of watchers) watcher.skip();
  }

  close(): void {
    this.#isClosed = true;
    for (const watchers of [...this.#watchers.values()])
      for (const watcher of [...watchers]) watcher.stop(new ClosedError('the lock service'));
  }
}

function topicOf({ namespace: given, name, session: id }: proto.WatchRequest): Topic {
  if (isGiven(name)) {
    const namespace = namespaceOf(given);
    const query = { type: 'object', namespace, name, limit: DEFAULT_LIST } as const;
    return { type: 'object', key: objectTopic(namespace, name), query };
  }
  if (!isGiven(id)) throw new InvalidArgumentError('name the object, or the session, that is to be watched');
  const session = sessionOf(id);
  return { type: 'session', key: sessionTopic(session), session };
}

function stateOf(app: LockApp, topic: Topic): proto.WatchedState.$Properties {
  if (topic.type === 'session') {
    const session = app.session(topic.session);
    return session === undefined ? {} : { session: sessionState(session) };
  }
  const found = answer(app.store, topic.query);
  return found.type === 'object' ? { object: description(found) } : {};
}

// A namespace has no '/', and a session's id none either.
const objectTopic = (namespace: string, name: string): string => `${namespace}/${name}`;
const sessionTopic = (session: SessionId): string => session;
