import { byKey, DEFAULT_BOUND } from './linearizability.js';
import { isOpen, type Model, type Operation } from './model.js';
import { Search, type SearchResult, type Start } from './search.js';

export interface WindowOperation {
  /** Its place in the history that was checked. */
  readonly index: number;
  readonly process: string;
  readonly label: string;
  readonly called: number;
  /** `Infinity` where nobody knows whether it took effect. */
  readonly returned: number;
  /**
   * Needed operations are those that contradict each other. The others may have taken effect at any time after their call,
   * or never: their returns play no part.
   */
  readonly needed: boolean;
}

/** A state that the window may begin in. */
export interface WindowStart {
  readonly state: string;
  /** Operations of the window, by place in `operations`, that have taken effect already. */
  readonly done: readonly number[];
}

/**
 * The smallest evidence that a history is not linearizable. It claims: from none of `starts`, which are all the states
 * that what came before can have left the object in, can the needed operations be ordered, whether and whenever the
 * others took effect. Without any one of the needed operations, the rest can be ordered.
 */
export interface ViolationWindow {
  readonly key: string | undefined;
  readonly starts: readonly WindowStart[];
  /** By time of call. */
  readonly operations: readonly WindowOperation[];
  /** When the search got stuck: the return of the last needed operation. */
  readonly end: number;
  /** How many more operations of this key ran meanwhile, and change nothing whether and whenever they took effect. */
  readonly others: number;
}

/**
 * The smallest window of the first key whose operations cannot be ordered; undefined where there is none, or where none is
 * found within the bound.
 *
 * Each step of the making keeps the violation, or is a relaxation: what cannot be explained with more freedom cannot be
 * explained with less, so the window condemns the whole history.
 * 1. The end is the first return that no order of what came before can pass. Later calls are cut off, and operations
 *    that return later need not take effect (a prefix of a linearizable history is linearizable).
 * 2. The beginning is moved forward to a return, and the operations before it become the set of states in which they
 *    can have left the object: all of them, as the failed search has met them. It is moved as far as possible while
 *    at least two operations contradict each other; one alone would contradict only a state, and say less.
 * 3. Operations are relaxed, one at a time and in halves, while the rest cannot be ordered: those may take effect at any
 *    time after their call, or never. What remains is needed. It does not suffice to leave them out: a read of 1 is
 *    wrong, too, once the write of 1 has been left out.
 * 4. Relaxed ones are not shown where they help nobody: where, without any one of the needed, the other needed can be
 *    ordered without them as well.
 *
 * The result is minimal, not minimum: no operation can be left out, but another choice of operations might be smaller.
 * @param bound steps of the search (see `checkLinearizability`), and as many again for the choice of the window; where
 *   these are used up, its beginning is the latest, and it says only that one operation contradicts the states before it.
 */
export function violationWindow<State extends string | number, Input, Output>(
  model: Model<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
  bound = DEFAULT_BOUND,
): ViolationWindow | undefined {
  for (const [key, part] of byKey(model, operations)) {
    const search = new Search(model, part);
    if (search.run(bound) !== 'violation') continue;
    const places = new Map(operations.map((operation, index) => [operation, index]));
    return new WindowMaker(model, part, search, bound).make(key, (operation) => places.get(operation) ?? -1);
  }
  return undefined;
}

/** Part of the operations, some of them relaxed, and where they begin. */
interface Draft<State> {
  readonly selection: readonly number[];
  readonly relaxed: ReadonlySet<number>;
  readonly starts: readonly Start<State>[];
}

class WindowMaker<State extends string | number, Input, Output> {
  readonly #model: Model<State, Input, Output>;
  readonly #operations: readonly Operation<Input, Output>[];
  readonly #failed: Search<State, Input, Output>;
  /** The operation whose return cannot be passed. */
  readonly #stuck: number;
  #budget: number;

  constructor(
    model: Model<State, Input, Output>,
    operations: readonly Operation<Input, Output>[],
    failed: Search<State, Input, Output>,
    budget: number,
  ) {
    this.#model = model;
    this.#operations = operations;
    this.#failed = failed;
    this.#stuck = failed.returns[failed.passed] as number;
    this.#budget = budget;
  }

  make(key: string | undefined, placeOf: (operation: Operation<Input, Output>) => number): ViolationWindow {
    let cut = this.#begin();
    let needed = this.#relax(cut);
    if (this.#budget === 0) {
      // Too much to be tried: what cannot return, against the states before it, is evidence as well.
      cut = this.#from(this.#failed.passed);
      needed = new Set([this.#stuck]);
    }
    const draft = { ...cut, relaxed: new Set(cut.selection.filter((i) => !needed.has(i))) };
    const shown = this.#withoutIdle(draft, needed);
    return this.#describe(key, { ...draft, selection: shown }, needed, cut.selection.length - shown.length, placeOf);
  }

  #check({ selection, relaxed, starts }: Draft<State>): SearchResult {
    const search = new Search(this.#model, this.#operations, { selection, relaxed, starts });
    const result = search.run(this.#budget);
    this.#budget = Math.max(0, this.#budget - search.steps);
    return result;
  }

  /**
   * The latest beginning from which two operations contradict each other; else the latest. An earlier one only gives more
   * freedom to what can be ordered, so it is found by leaps and then by halving.
   */
  #begin(): Draft<State> {
    const last = this.#failed.passed;
    let late = last;
    let found: number | undefined;
    for (let leap = 1; found === undefined; leap *= 2) {
      const position = Math.max(0, last - leap);
      const result = late === 0 ? 'undecided' : this.#aloneFrom(position);
      if (result === 'undecided') return this.#from(last);
      if (result === 'linearizable') found = position;
      else late = position;
    }
    while (late - found > 1) {
      const middle = Math.floor((late + found) / 2);
      if (this.#aloneFrom(middle) === 'linearizable') found = middle;
      else late = middle;
    }
    return this.#from(found);
  }

  /** Whether the operation that cannot return could do so from here where it is the only one that must. */
  #aloneFrom(position: number): SearchResult {
    const draft = this.#from(position);
    return this.#check({ ...draft, relaxed: new Set(draft.selection.filter((i) => i !== this.#stuck)) });
  }

  /** What is left to be explained before the return number `position`, up to the one that cannot be passed. */
  #from(position: number): Draft<State> {
    const { returns, passed } = this.#failed;
    const starts = this.#failed.startsAt(position);
    const past = new Set(returns.slice(0, position));
    const end = this.#at(this.#stuck).returned;
    const selection = this.#operations.flatMap((operation, i) =>
      operation.called > end || past.has(i) || starts.every(({ done }) => done.includes(i)) ? [] : [i],
    );
    return { selection, relaxed: new Set(returns.slice(passed + 1)), starts };
  }

  #relax(draft: Draft<State>): ReadonlySet<number> {
    const isFree = (i: number): boolean => draft.relaxed.has(i) || isOpen(this.#at(i));
    const bound = draft.selection.filter((i) => !isFree(i) && i !== this.#stuck);
    const relaxed = new Set(draft.relaxed);
    const needed = new Set([this.#stuck]);
    // Earlier ones first: what is needed is then close to the end.
    bound.sort((a, b) => this.#at(a).returned - this.#at(b).returned);
    inHalves(bound, (some) => {
      const tried = new Set([...relaxed, ...some]);
      const wrong = this.#check({ ...draft, relaxed: tried }) === 'violation';
      if (wrong) for (const i of some) relaxed.add(i);
      else if (some.length === 1) for (const i of some) needed.add(i);
      return wrong;
    });
    return needed;
  }

  /** The selection without the relaxed operations that help nobody. */
  #withoutIdle(draft: Draft<State>, needed: ReadonlySet<number>): readonly number[] {
    let { selection } = draft;
    inHalves(
      selection.filter((i) => !needed.has(i)),
      (some) => {
        const without = selection.filter((i) => !some.includes(i));
        const idle = [...needed].every(
          (one) =>
            this.#check({ ...draft, selection: without, relaxed: new Set([...draft.relaxed, one]) }) === 'linearizable',
        );
        if (idle) selection = without;
        return idle;
      },
    );
    return selection;
  }

  #describe(
    key: string | undefined,
    { selection, starts }: Draft<State>,
    needed: ReadonlySet<number>,
    others: number,
    placeOf: (operation: Operation<Input, Output>) => number,
  ): ViolationWindow {
    const shown = [...selection].sort((a, b) => this.#at(a).called - this.#at(b).called || a - b);
    const places = new Map(shown.map((i, place) => [i, place]));
    const describe = this.#model.describe ?? ((input, output) => `${json(input)} → ${json(output)}`);
    const describeState = this.#model.describeState ?? json;
    const byText = new Map<string, WindowStart>();
    for (const { state, done } of starts) {
      const start = {
        state: describeState(state),
        done: done.flatMap((i) => places.get(i) ?? []).sort((a, b) => a - b),
      };
      byText.set(JSON.stringify(start), start);
    }
    return {
      key,
      starts: [...byText.values()],
      operations: shown.map((i) => {
        const operation = this.#at(i);
        const { input, output, called, process = '' } = operation;
        return {
          index: placeOf(operation),
          process,
          label: describe(input, output),
          called,
          returned: isOpen(operation) ? Infinity : operation.returned,
          needed: needed.has(i),
        };
      }),
      end: this.#at(this.#stuck).returned,
      others,
    };
  }

  #at(operation: number): Operation<Input, Output> {
    return this.#operations[operation] as Operation<Input, Output>;
  }
}

/** Offers all items, and halves of what is not taken, down to single ones. */
function inHalves(items: readonly number[], take: (some: readonly number[]) => boolean): void {
  if (items.length === 0 || take(items) || items.length === 1) return;
  const middle = Math.ceil(items.length / 2);
  inHalves(items.slice(0, middle), take);
  inHalves(items.slice(middle), take);
}

function json(value: unknown): string {
  return value === undefined ? '?' : JSON.stringify(value);
}
