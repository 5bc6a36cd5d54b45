import type { Clock, Timer } from '../ports/clock.js';

/** A port as both platforms have it. Only Node's can be kept from holding the process open, and its types leave the handler out. */
interface Port {
  onmessage: (() => void) | null;
  ref?: () => void;
  unref?: () => void;
}

/**
 * The clock of the machine, in Node and in browsers. Turns end through a message channel, which costs about as much as
 * `setImmediate` and exists in both.
 */
class SystemClock implements Clock {
  #queue: (() => void)[] = [];
  readonly #port: Port;
  readonly #post: () => void;

  constructor() {
    const channel = new MessageChannel();
    this.#port = channel.port1 as unknown as Port;
    this.#port.onmessage = (): void => {
      const queue = this.#queue;
      this.#queue = [];
      this.#port.unref?.();
      for (const callback of queue) callback();
    };
    this.#port.unref?.();
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
    return {
      cancel: (): void => {
        clearTimeout(handle);
      },
    };
  }

  defer(callback: () => void): void {
    this.#queue.push(callback);
    if (this.#queue.length > 1) return;
    this.#port.ref?.();
    this.#post();
  }
}

let shared: Clock | undefined;

/** The one clock of this process. What waits for it keeps the process alive; once nothing waits, nothing does. */
export function systemClock(): Clock {
  shared ??= new SystemClock();
  return shared;
}
