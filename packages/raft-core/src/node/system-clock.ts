import type { Clock, Timer } from '../ports/clock.js';

/** A port as both platforms have it. Only Node's can be kept from holding the process open, and its types leave the handler out. */
interface Port {
  onmessage: (() => void) | null;
  ref?: () => void;
  unref?: () => void;
}

/** Runs `callback` at the end of this turn of the event loop; the process stays alive until then. */
type Defer = (callback: () => void) => void;

/** Through a message to ourselves, which every platform has. */
function deferByMessage(run: () => void): () => void {
  const channel = new MessageChannel();
  const port = channel.port1 as unknown as Port;
  port.onmessage = (): void => {
    port.unref?.();
    run();
  };
  port.unref?.();
  return () => {
    port.ref?.();
    channel.port2.postMessage(0);
  };
}

/**
 * The clock of the machine, in Node and in browsers. Turns end with `setImmediate` where there is one: it comes right
 * after the input that is ready, and not, as a message does, after another round through the kernel.
 */
class SystemClock implements Clock {
  #queue: (() => void)[] = [];
  readonly #post: () => void;

  constructor() {
    const { setImmediate: immediate } = globalThis as { setImmediate?: Defer };
    const run = (): void => {
      const queue = this.#queue;
      this.#queue = [];
      for (const callback of queue) callback();
    };
    this.#post =
      immediate === undefined
        ? deferByMessage(run)
        : (): void => {
            immediate(run);
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
    if (this.#queue.push(callback) === 1) this.#post();
  }
}

let shared: Clock | undefined;

/** The one clock of this process. What waits for it keeps the process alive; once nothing waits, nothing does. */
export function systemClock(): Clock {
  shared ??= new SystemClock();
  return shared;
}
