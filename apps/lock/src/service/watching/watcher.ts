import type { proto } from '@lolraft/lock-client';

type Event = proto.WatchEvent.$Properties;

export interface WatcherSite {
  /** The most events that wait for the reader. */
  readonly maxEvents: number;
  /** What is true now: the first event, and the one in the place of those that were too many. */
  state(): Event;
  onSkipped(): void;
}

/** One stream of events. A reader that is too slow gets the state as it is by then instead of events that it would only have to catch up with. */
export class Watcher implements AsyncIterator<Event, undefined> {
  readonly #site: WatcherSite;
  readonly #onEnd: () => void;
  #events: Event[] = [];
  #needsState = true;
  #isLast = false;
  #end: { readonly error: Error | undefined } | undefined;
  #reader: { resolve: (result: IteratorResult<Event, undefined>) => void; reject: (error: Error) => void } | undefined;

  constructor(site: WatcherSite, onEnd: () => void) {
    this.#site = site;
    this.#onEnd = onEnd;
  }

  /** Events that wait for the reader. */
  get waiting(): number {
    return this.#events.length;
  }

  tell(event: Event): void {
    if (this.#end !== undefined || this.#isLast) return;
    if (this.#needsState) return;
    if (this.#events.length >= this.#site.maxEvents) {
      this.skip();
      return;
    }
    this.#events.push(event);
    this.#serve();
  }

  /** Events were missed, or there are too many: the state stands for all up to now. */
  skip(): void {
    if (this.#end !== undefined || this.#isLast) return;
    if (!this.#needsState) this.#site.onSkipped();
    this.#events = [];
    this.#needsState = true;
    this.#serve();
  }

  /** There will be nothing more to tell: ends once the reader has what is there. */
  finish(): void {
    this.#isLast = true;
    this.#serve();
  }

  /** Ends at once, with an error or without. */
  stop(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    this.#events = [];
    this.#onEnd();
    this.#serve();
  }

  next(): Promise<IteratorResult<Event, undefined>> {
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
      this.#serve();
    });
  }

  return(): Promise<IteratorResult<Event, undefined>> {
    this.stop();
    return Promise.resolve({ done: true, value: undefined });
  }

  #serve(): void {
    const reader = this.#reader;
    if (reader === undefined) return;
    const next = this.#next();
    if (next === undefined) return;
    this.#reader = undefined;
    if (next instanceof Error) reader.reject(next);
    else reader.resolve(next);
  }

  #next(): IteratorResult<Event, undefined> | Error | undefined {
    if (this.#end !== undefined) return this.#end.error ?? { done: true, value: undefined };
    if (this.#needsState) {
      this.#needsState = false;
      return { done: false, value: this.#site.state() };
    }
    const event = this.#events.shift();
    if (event !== undefined) return { done: false, value: event };
    if (!this.#isLast) return undefined;
    this.stop();
    return { done: true, value: undefined };
  }
}
