import { isOpen, type Model, type Operation } from './model.js';

/** Where an object may be at some moment: its state, and the operations that have taken effect and could still be asked for. */
export interface Start<State> {
  readonly state: State;
  readonly done: readonly number[];
}

/** Which part of a history is searched; by default all of it, from the beginning. Operations are named by their places. */
export interface SearchScope<State> {
  readonly selection?: readonly number[];
  /** Operations that need not take effect, nor before their return. */
  readonly relaxed?: ReadonlySet<number>;
  readonly starts?: readonly Start<State>[];
}

export type SearchResult = 'linearizable' | 'violation' | 'undecided';

/** `done` have taken effect and not returned yet, `spent` are open ones that have taken effect; both ascend. */
interface Configuration<State> {
  readonly state: State;
  readonly done: readonly number[];
  readonly spent: readonly number[];
}

/**
 * All configurations in which one return may be met. `tried` of them have let it pass if they can; `expanded` of them
 * have let each pending operation take effect before it.
 */
class Frame<State extends string | number> {
  readonly operation: number;
  /** Operations that have been called and have not returned, `operation` among them. */
  readonly writes: readonly number[];
  readonly reads: readonly number[];
  readonly open: readonly number[];
  readonly configurations: Configuration<State>[] = [];
  /** Those that came from the return before. */
  readonly arrived: Configuration<State>[] = [];
  tried = 0;
  expanded = 0;
  readonly #seen = new Map<string, (readonly number[])[]>();

  constructor(operation: number, writes: readonly number[], reads: readonly number[], open: readonly number[]) {
    this.operation = operation;
    this.writes = writes;
    this.reads = reads;
    this.open = open;
  }

  /**
   * False where it is known already, or one that has spent fewer open operations: whatever can be explained from
   * here can be explained from there.
   */
  add(configuration: Configuration<State>): boolean {
    const { state, done, spent } = configuration;
    const key = done.length === 0 ? `${state}|` : `${state}|${done.join()}`;
    const seen = this.#seen.get(key);
    if (seen === undefined) this.#seen.set(key, [spent]);
    else if (seen.some((less) => isSubset(less, spent))) return false;
    else seen.push(spent);
    this.configurations.push(configuration);
    return true;
  }
}

/**
 * Looks for an order of the operations that explains all answers: the search of Wing and Gong, which Lowe made remember
 * where it has been and linearize just in time ("Testing for linearizability", 2017). It goes from return to return; an
 * operation takes effect at the latest possible return: its own, or one before which others need it. Depth first over
 * returns, breadth first over what may take effect before each, so that open operations are used only where needed.
 *
 * A failed search has met every configuration of every return up to the deepest, so these are all there can be.
 */
export class Search<State extends string | number, Input, Output> {
  steps = 0;
  readonly #model: Model<State, Input, Output>;
  readonly #operations: readonly Operation<Input, Output>[];
  /** In the order of their calls. */
  readonly #calls: readonly number[];
  /** Those that must take effect, in the order of their returns. */
  readonly #returns: readonly number[];
  readonly #isOpen: (operation: number) => boolean;
  readonly #isRead: (operation: number) => boolean;
  readonly #frames: Frame<State>[] = [];
  #called = 0;

  constructor(
    model: Model<State, Input, Output>,
    operations: readonly Operation<Input, Output>[],
    scope: SearchScope<State> = {},
  ) {
    this.#model = model;
    this.#operations = operations;
    const { selection = operations.map((_, i) => i), relaxed, starts = [{ state: model.initial, done: [] }] } = scope;
    this.#isOpen = (i) => relaxed?.has(i) === true || isOpen(this.#at(i));
    this.#isRead = (i) => {
      const { input, output } = this.#at(i);
      return output !== undefined && model.isRead?.(input, output) === true;
    };
    this.#calls = [...selection].sort((a, b) => this.#at(a).called - this.#at(b).called || a - b);
    this.#returns = this.#calls
      .filter((i) => !this.#isOpen(i))
      .sort((a, b) => this.#at(a).returned - this.#at(b).returned);
    const first = this.#frame(0);
    if (first === undefined) return;
    const selected = new Set(selection);
    for (const { state, done } of starts) {
      const had = done.filter((i) => selected.has(i)).sort((a, b) => a - b);
      const configuration = {
        state,
        done: had.filter((i) => !this.#isOpen(i)),
        spent: had.filter((i) => this.#isOpen(i)),
      };
      this.#arrive(first, configuration);
    }
  }

  /** How many returns could be passed. */
  get passed(): number {
    return this.#frames.length - 1;
  }

  /**
   * Where the object may be just before the return number `index`, which must not be beyond `passed`. Once the search has
   * failed, these are all: any other place is reached from one of them by operations that are pending, or has spent more
   * open operations or has more reads still before it, and so explains no more.
   */
  startsAt(index: number): readonly Start<State>[] {
    const arrived = this.#frames[index]?.arrived ?? [];
    return arrived.map(({ state, done, spent }) => ({ state, done: [...done, ...spent] }));
  }

  /** The operations that must take effect, in the order of their returns. */
  get returns(): readonly number[] {
    return this.#returns;
  }

  /** @param bound how often the model may be asked. */
  run(bound: number): SearchResult {
    let position = 0;
    for (;;) {
      const frame = this.#frame(position);
      if (frame === undefined) return 'linearizable';
      if (this.steps > bound) return 'undecided';
      const untried = frame.configurations[frame.tried];
      if (untried !== undefined) {
        frame.tried++;
        if (this.#pass(frame, untried, position + 1)) position++;
        continue;
      }
      const unexpanded = frame.configurations[frame.expanded];
      if (unexpanded !== undefined) {
        frame.expanded++;
        this.#expand(frame, unexpanded);
        continue;
      }
      if (position-- === 0) return 'violation';
    }
  }

  #at(operation: number): Operation<Input, Output> {
    return this.#operations[operation] as Operation<Input, Output>;
  }

  #step(state: State, operation: number): State | undefined {
    this.steps++;
    const { input, output } = this.#at(operation);
    return this.#model.step(state, input, output);
  }

  /** Frames are made in order, each from the one before; undefined behind the last return. */
  #frame(position: number): Frame<State> | undefined {
    const made = this.#frames[position];
    const operation = this.#returns[position];
    if (made !== undefined || operation === undefined) return made;
    const before = this.#frames[position - 1];
    const isOver = (i: number): boolean => i === before?.operation;
    const writes = (before?.writes ?? []).filter((i) => !isOver(i));
    const reads = (before?.reads ?? []).filter((i) => !isOver(i));
    const open = [...(before?.open ?? [])];
    // A call comes before a return of the same time, which allows more.
    for (; this.#called < this.#calls.length; this.#called++) {
      const call = this.#calls[this.#called] as number;
      if (this.#at(call).called > this.#at(operation).returned) break;
      if (!this.#isRead(call)) (this.#isOpen(call) ? open : writes).push(call);
      else if (!this.#isOpen(call)) reads.push(call);
    }
    const frame = new Frame<State>(operation, writes, reads, open);
    this.#frames.push(frame);
    return frame;
  }

  /** Lets the operation of the frame return; whether that led to a configuration not seen before. */
  #pass(frame: Frame<State>, { state, done, spent }: Configuration<State>, position: number): boolean {
    const isDone = done.includes(frame.operation);
    const after = isDone ? state : this.#step(state, frame.operation);
    if (after === undefined) return false;
    const next = this.#frame(position);
    // The last return: nothing is left to explain.
    if (next === undefined) return true;
    const configuration = {
      state: after,
      done: isDone ? done.filter((i) => i !== frame.operation) : done,
      spent,
    };
    return this.#arrive(next, configuration);
  }

  #arrive(frame: Frame<State>, configuration: Configuration<State>): boolean {
    const settled = this.#withReads(frame, configuration);
    const isNew = frame.add(settled);
    if (isNew) frame.arrived.push(configuration);
    return isNew;
  }

  /** Reads that can take effect now may as well: they stand in nobody's way, and later they might not be able to. */
  #withReads(frame: Frame<State>, configuration: Configuration<State>): Configuration<State> {
    const { state, spent } = configuration;
    let { done } = configuration;
    for (const read of frame.reads)
      if (!done.includes(read) && this.#step(state, read) !== undefined) done = inserted(done, read);
    return { state, done, spent };
  }

  #expand(frame: Frame<State>, { state, done, spent }: Configuration<State>): void {
    if (done.includes(frame.operation)) return;
    for (const operation of frame.writes) {
      if (operation === frame.operation || done.includes(operation)) continue;
      const after = this.#step(state, operation);
      if (after !== undefined)
        frame.add(this.#withReads(frame, { state: after, done: inserted(done, operation), spent }));
    }
    for (const operation of frame.open) {
      if (spent.includes(operation)) continue;
      const after = this.#step(state, operation);
      if (after !== undefined)
        frame.add(this.#withReads(frame, { state: after, done, spent: inserted(spent, operation) }));
    }
  }
}

/** Both ascend. */
function isSubset(some: readonly number[], all: readonly number[]): boolean {
  let at = 0;
  for (const each of some) {
    while (at < all.length && (all[at] as number) < each) at++;
    if (all[at++] !== each) return false;
  }
  return true;
}

function inserted(ascending: readonly number[], value: number): number[] {
  const at = ascending.findIndex((each) => each > value);
  return at < 0 ? [...ascending, value] : [...ascending.slice(0, at), value, ...ascending.slice(at)];
}
