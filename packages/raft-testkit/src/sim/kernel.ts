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

/** After so many events the real event loop gets its turn: for progress lines, signals and the timeouts of tests. */
const BREATHE = 20_000;

const READY = Promise.resolve();

/** Not imported, so that what else this package has can be bundled for browsers; the simulator itself needs Node. */
const { process: node } = globalThis as { readonly process?: { readonly nextTick: (run: () => void) => void } };

/** Runs it once no microtask is left. */
function whenQuiet(run: () => void): void {
  if (node === undefined) throw new Error('the simulator runs in Node only');
  node.nextTick(run);
}

/**
 * Simulated time: one event after another, each with all microtasks that it caused, nothing in parallel. What a host does
 * at the end of a turn happens after everything that was ready at the same moment.
 *
 * Each step is a microtask itself. One that ran code of a host asks for a tick of Node, which comes when no microtask is left,
 * however long their chains are; one that did not is followed by the next step at once.
 */
export class Kernel {
  readonly random: SimRandom;
  readonly trace: Trace;
  readonly queue = new EventQueue();
  readonly #turns: Turn[] = [];
  /** Each once; seldom more than one. */
  readonly #touched: Inspectable[] = [];
  readonly #violations: Violation[] = [];
  #now = 0;
  #steps = 0;
  #stirred = false;
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

  /** Does something after `delay` milliseconds, and waits for the microtasks of it. */
  after(delay: number, run: () => void): SimEvent {
    return this.queue.add(this.#now + Math.max(0, delay), () => {
      this.stir();
      run();
    });
  }

  /** As `after`, where nothing settles a promise or runs a host's code but through the input of its process, `stir` or `touch`. */
  quietly(delay: number, run: () => void): SimEvent {
    return this.queue.add(this.#now + Math.max(0, delay), run);
  }

  turn(owner: Turn): void {
    this.#turns.push(owner);
  }

  /** This step causes microtasks, which are waited for. */
  stir(): void {
    this.#stirred = true;
  }

  touch(what: Inspectable): void {
    this.#stirred = true;
    if (!this.#touched.includes(what)) this.#touched.push(what);
  }

  /**
   * Goes on until `done` is true after some step, until `limit` (simulated milliseconds), or until a rule is broken. Returns
   * whether `done` came true.
   */
  run(done: () => boolean, limit: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const goOn = (): void => {
        try {
          this.#look();
          const end = this.#advance(done, limit);
          if (end !== undefined) resolve(end);
          else if (this.#steps % BREATHE === 0) setImmediate(tick);
          else whenQuiet(tick);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      // A tick comes before the microtasks that it causes: the next step is one of them, so that another tick comes after its own.
      const tick = (): void => {
        void READY.then(goOn);
      };
      whenQuiet(tick);
    });
  }

  /** Goes on to the end of a step whose microtasks are to be waited for; or to the end of it all, and returns it. */
  #advance(done: () => boolean, limit: number): boolean | undefined {
    while (this.#violations.length === 0) {
      if (done()) return true;
      const next = this.queue.next;
      const turn = next > this.#now ? this.#turns.shift() : undefined;
      if (turn === undefined && next > limit) {
        this.#now = Math.max(this.#now, limit);
        return done();
      }
      this.#act(turn, next);
      if (++this.#steps % BREATHE === 0 || this.#stirred) return undefined;
    }
    return false;
  }

  /** What escapes from a host would end its process: no fault may do that. */
  #act(turn: Turn | undefined, next: number): void {
    this.#stirred = false;
    try {
      if (turn !== undefined) {
        turn.runTurn();
      } else {
        if (next > this.#now) this.#now = next;
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
    for (const what of this.#touched) what.inspect();
    this.#touched.length = 0;
  }
}
