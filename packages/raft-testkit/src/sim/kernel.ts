import { EventQueue, type SimEvent } from './event-queue.js';
import { SimRandom } from './random.js';
import { Trace } from './trace.js';

/** A broken invariant, or a promise not kept: the reason why a run has failed. */
export interface Violation {
  readonly rule: string;
  readonly what: string;
  /** Simulated milliseconds. */
  readonly at: number;
}

/** Somebody who has a turn of its event loop to end. */
export interface Turn {
  runTurn(): void;
}

/** Somebody who is looked at after each step that touched it. */
export interface Inspectable {
  inspect(): void;
}

/**
 * Microtasks are drained by waiting in their queue: whoever waits once more than the longest chain of promises that one
 * event causes has seen them all. Steady operation has chains of two (a completed write, and the call that it answers).
 */
const DRAIN = 3;
const TURN = Promise.resolve();
/** A host that starts goes through longer chains, one for each of its groups; so does a store of snapshots. */
const DEEP_DRAIN = 64;
/** After so many events the real event loop gets its turn: for progress lines, signals and the timeouts of tests. */
const BREATHE = 20_000;

/**
 * Simulated time: one event after another, each with the microtasks that it caused, nothing in parallel. What a host does
 * at the end of a turn happens after everything that was ready at the same moment.
 */
export class Kernel {
  readonly random: SimRandom;
  readonly trace: Trace;
  readonly queue = new EventQueue();
  readonly #turns: Turn[] = [];
  readonly #touched = new Set<Inspectable>();
  readonly #violations: Violation[] = [];
  #now = 0;
  #steps = 0;
  #deep = false;
  /** Hosts that are starting now. */
  starting = 0;
  /** Messages, timers, completed writes and client calls that reached a host. */
  inputs = 0;

  constructor(seed: number, listener?: (line: string) => void) {
    this.random = new SimRandom(seed);
    this.trace = new Trace(listener);
  }

  /** Simulated milliseconds since the beginning. */
  get now(): number {
    return this.#now;
  }

  get steps(): number {
    return this.#steps;
  }

  /** The first broken rule; the run ends there. */
  get violation(): Violation | undefined {
    return this.#violations[0];
  }

  violate(rule: string, what: string): void {
    this.#violations.push({ rule, what, at: this.#now });
    this.trace.tell(this.#now, '!!', `${rule}: ${what}`);
  }

  after(delay: number, run: () => void): SimEvent {
    return this.queue.add(this.#now + Math.max(0, delay), run);
  }

  turn(owner: Turn): void {
    this.#turns.push(owner);
  }

  /** This step has longer chains of promises than most. */
  deepen(): void {
    this.#deep = true;
  }

  touch(what: Inspectable): void {
    this.#touched.add(what);
  }

  /**
   * Goes on until `done` is true after some step, until `limit` (simulated milliseconds), or until a rule is broken. Returns
   * whether `done` came true.
   */
  async run(done: () => boolean, limit: number): Promise<boolean> {
    for (let i = 0; i < DEEP_DRAIN; i++) await TURN;
    this.#look();
    while (this.#violations.length === 0) {
      if (done()) return true;
      const next = this.queue.next;
      const turn = next > this.#now ? this.#turns.shift() : undefined;
      if (turn === undefined && next > limit) {
        this.#now = Math.max(this.#now, limit);
        return done();
      }
      this.#act(turn, next);
      const rounds = this.starting > 0 || this.#deep ? DEEP_DRAIN : DRAIN;
      this.#deep = false;
      for (let i = 0; i < rounds; i++) await TURN;
      this.#look();
      if (++this.#steps % BREATHE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return false;
  }

  /** What escapes from a host would end its process: no fault may do that. */
  #act(turn: Turn | undefined, next: number): void {
    try {
      if (turn !== undefined) {
        turn.runTurn();
      } else {
        this.#now = Math.max(this.#now, next);
        this.queue.take()?.run?.();
      }
    } catch (error) {
      this.escaped(error);
    }
  }

  /** An error that nobody caught. */
  escaped(error: unknown): void {
    this.violate('escaped error', error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  #look(): void {
    if (this.#touched.size === 0) return;
    for (const what of this.#touched) what.inspect();
    this.#touched.clear();
  }
}
