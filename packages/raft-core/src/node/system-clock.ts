import type { Clock, Timer } from '../ports/clock.js';

/** What Node adds to timers and ports: they can be kept from holding the process open. */
interface Unrefable {
  unref?: () => void;
}

/** A port as both platforms have it; Node's own types leave the handler out. */
interface Port extends Unrefable {
  onmessage: (() => void) | null;
}

/**
 * The clock of the machine, in Node and in browsers. Turns end through a message channel, which costs about as much as
 * `setImmediate` and exists in both.
 */
class SystemClock implements Clock {
  #queue: (() => void)[] = [];
  readonly #post: () => void;

  constructor() {
    const channel = new MessageChannel();
    const port = channel.port1 as unknown as Port;
    port.onmessage = (): void => {
      const queue = this.#queue;
      this.#queue = [];
      for (const callback of queue) callback();
    };
    port.unref?.();
    this.#post = (): void => {
      channel.port2.postMessage(0);
    };
  }

  now(): number {
    return performance.now();
  }

  random(): number {
    return Math.random();
  }

  setTimer(delay: number, callback: () => void): Timer {
    // A longer delay would overflow to an immediate call; the callback's owner sets it again when it comes too early.
    const handle = setTimeout(callback, Math.min(Math.max(0, Math.ceil(delay)), 0x7fff_ffff));
    (handle as Unrefable).unref?.();
    return {
      cancel: (): void => {
        clearTimeout(handle);
      },
    };
  }

  defer(callback: () => void): void {
    this.#queue.push(callback);
    if (this.#queue.length === 1) this.#post();
  }
}

let shared: Clock | undefined;

/** The one clock of this process. Keeps nothing alive. */
export function systemClock(): Clock {
  shared ??= new SystemClock();
  return shared;
}
