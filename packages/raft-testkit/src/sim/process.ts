import type { Kernel } from './kernel.js';

export interface ProcessSettings {
  /** Each turn of the event loop keeps it busy for a time between the two (milliseconds): what arrives meanwhile waits. */
  readonly turnMin: number;
  readonly turnMax: number;
}

/**
 * One life of a host's process: its event loop, with what waits for it. A process that is paused, or busy, takes nothing;
 * when it looks again, it sees due timers first and then what has arrived, as an event loop does.
 */
export class SimProcess {
  readonly kernel: Kernel;
  readonly #settings: ProcessSettings;
  #alive = true;
  #blockedUntil = 0;
  #timers: (() => void)[] = [];
  #inbox: (() => void)[] = [];
  #deferred: (() => void)[] = [];
  #turnDue = false;
  /** Called in every step that touched the process, once its microtasks have run. */
  inspect: () => void = () => undefined;

  constructor(kernel: Kernel, settings: ProcessSettings) {
    this.kernel = kernel;
    this.#settings = settings;
  }

  get alive(): boolean {
    return this.#alive;
  }

  get blocked(): boolean {
    return this.kernel.now < this.#blockedUntil;
  }

  /** Something arrives: a message, a completed write, a client's call. */
  input(run: () => void): void {
    if (!this.#alive) return;
    if (this.blocked) {
      this.#inbox.push(run);
      return;
    }
    this.kernel.inputs++;
    this.kernel.touch(this);
    run();
  }

  timer(run: () => void): void {
    if (!this.#alive) return;
    if (this.blocked) this.#timers.push(run);
    else this.input(run);
  }

  /** At the end of this turn of the event loop. */
  defer(run: () => void): void {
    if (!this.#alive) return;
    this.#deferred.push(run);
    this.#callTurn();
  }

  #callTurn(): void {
    if (this.#turnDue || this.blocked) return;
    this.#turnDue = true;
    this.kernel.turn(this);
  }

  runTurn(): void {
    this.#turnDue = false;
    if (!this.#alive || this.blocked) return;
    const deferred = this.#deferred;
    this.#deferred = [];
    this.kernel.touch(this);
    for (const run of deferred) run();
    const { turnMin, turnMax } = this.#settings;
    if (turnMax > 0) this.block(this.kernel.random.between(turnMin, turnMax));
  }

  /** The event loop does nothing for so many milliseconds. */
  block(milliseconds: number): void {
    const until = this.kernel.now + milliseconds;
    if (until <= this.#blockedUntil) return;
    this.#blockedUntil = until;
    this.#wakeAt(until);
  }

  /** Ends a pause early. */
  resume(): void {
    if (!this.blocked) return;
    this.#blockedUntil = this.kernel.now;
    this.#wakeAt(this.kernel.now);
  }

  #wakeAt(at: number): void {
    this.kernel.queue.add(at, () => {
      if (!this.#alive || at < this.#blockedUntil) return;
      const waiting = [...this.#timers, ...this.#inbox];
      this.#timers = [];
      this.#inbox = [];
      // One event each, so that each is followed by its own microtasks; they all come before the next turn.
      for (const run of waiting) {
        this.kernel.queue.add(at, () => {
          this.input(run);
        });
      }
      if (this.#deferred.length > 0) this.#callTurn();
    });
  }

  /** The process is gone, between two events: nothing of it runs any more. */
  kill(): void {
    this.#alive = false;
    this.#timers = [];
    this.#inbox = [];
    this.#deferred = [];
  }
}
