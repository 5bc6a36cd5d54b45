import type { Model, Operation } from './model.js';

export type Verdict =
  | { readonly type: 'linearizable' }
  /** `stuck` is the longest prefix of returned operations that can be explained; the history is wrong right behind it. */
  | { readonly type: 'violation'; readonly stuck: number }
  /** More states than the bound allows had to be looked at. */
  | { readonly type: 'undecided' };

/** A call or a return in the list of what happened; taken out when its operation is linearized, put back on the way back. */
interface Node {
  readonly operation: number;
  readonly isCall: boolean;
  partner: Node | undefined;
  previous: Node | undefined;
  next: Node | undefined;
}

const DEFAULT_BOUND = 2_000_000;

/**
 * Whether one order of the operations explains all answers, each operation taking effect between its call and its return
 * (Herlihy and Wing 1990). The search of Wing and Gong, with the memory of Lowe: a set of operations that led to a state
 * is not tried again. Operations with an unknown outcome may take effect at any time after their call, or never.
 */
export function checkLinearizability<State extends string | number, Input, Output>(
  model: Model<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
  bound = DEFAULT_BOUND,
): Verdict {
  const head = listOf(operations);
  const done = new OperationSet(operations);
  const seen = new Set<string>();
  const path: { readonly node: Node; readonly state: State }[] = [];
  let state = model.initial;
  let open = operations.filter(({ output }) => output !== undefined).length;
  const known = open;
  let best = open;
  let steps = 0;
  let at = head.next;
  while (open > 0) {
    if (++steps > bound) return { type: 'undecided' };
    if (at?.isCall === true) {
      const { input, output } = operations[at.operation] as Operation<Input, Output>;
      const next = model.step(state, input, output);
      if (next !== undefined) {
        done.add(at.operation);
        const key = done.key(next);
        if (!seen.has(key)) {
          seen.add(key);
          path.push({ node: at, state });
          state = next;
          if (output !== undefined) best = Math.min(best, --open);
          lift(at);
          at = head.next;
          continue;
        }
        done.delete(at.operation);
      }
      at = at.next;
      continue;
    }
    // The return of an operation that has not taken effect yet, or the end: some earlier choice was wrong.
    const last = path.pop();
    if (last === undefined) return { type: 'violation', stuck: known - best };
    state = last.state;
    done.delete(last.node.operation);
    if ((operations[last.node.operation] as Operation<Input, Output>).output !== undefined) open++;
    unlift(last.node);
    at = last.node.next;
  }
  return { type: 'linearizable' };
}

/** The calls and returns in order; a call comes before a return of the same time, which allows more. Unknown ones never return. */
function listOf(operations: readonly Operation<unknown, unknown>[]): Node {
  const events: { time: number; rank: number; node: Node }[] = [];
  operations.forEach(({ output, called, returned }, operation) => {
    const call: Node = { operation, isCall: true, partner: undefined, previous: undefined, next: undefined };
    events.push({ time: called, rank: 0, node: call });
    if (output === undefined) return;
    call.partner = { operation, isCall: false, partner: call, previous: undefined, next: undefined };
    events.push({ time: returned, rank: 1, node: call.partner });
  });
  events.sort((a, b) => a.time - b.time || a.rank - b.rank);
  const head: Node = { operation: -1, isCall: false, partner: undefined, previous: undefined, next: undefined };
  let last = head;
  for (const { node } of events) {
    last.next = node;
    node.previous = last;
    last = node;
  }
  return head;
}

function takeOut(node: Node): void {
  if (node.previous !== undefined) node.previous.next = node.next;
  if (node.next !== undefined) node.next.previous = node.previous;
}

function putBack(node: Node): void {
  if (node.previous !== undefined) node.previous.next = node;
  if (node.next !== undefined) node.next.previous = node;
}

function lift(call: Node): void {
  takeOut(call);
  if (call.partner !== undefined) takeOut(call.partner);
}

function unlift(call: Node): void {
  if (call.partner !== undefined) putBack(call.partner);
  putBack(call);
}

/**
 * Which operations have taken effect. Those with answers are numbered by their calls and mostly form a prefix; a key names its length
 * and the few bits beyond it, so that keys stay short however long the history is.
 */
class OperationSet {
  readonly #rank: number[];
  readonly #known: Uint8Array;
  readonly #unknown: Uint8Array;
  #prefix = 0;
  #last = -1;

  constructor(operations: readonly Operation<unknown, unknown>[]) {
    const order = operations.map((_, i) => i);
    order.sort((a, b) => (operations[a]?.called ?? 0) - (operations[b]?.called ?? 0));
    this.#rank = [];
    let known = 0;
    let unknown = 0;
    // Unknown ones count downwards from -1.
    for (const i of order) this.#rank[i] = operations[i]?.output === undefined ? -1 - unknown++ : known++;
    this.#known = new Uint8Array(known);
    this.#unknown = new Uint8Array(unknown);
  }

  add(operation: number): void {
    const rank = this.#rank[operation] ?? 0;
    if (rank < 0) {
      this.#unknown[-1 - rank] = 1;
      return;
    }
    this.#known[rank] = 1;
    while (this.#known[this.#prefix] === 1) this.#prefix++;
    this.#last = Math.max(this.#last, rank);
  }

  delete(operation: number): void {
    const rank = this.#rank[operation] ?? 0;
    if (rank < 0) {
      this.#unknown[-1 - rank] = 0;
      return;
    }
    this.#known[rank] = 0;
    this.#prefix = Math.min(this.#prefix, rank);
    while (this.#last >= 0 && this.#known[this.#last] === 0) this.#last--;
  }

  key(state: string | number): string {
    let key = `${state}|${this.#prefix}|`;
    for (let i = this.#prefix; i <= this.#last; i++) key += this.#known[i] === 1 ? '1' : '0';
    key += '|';
    for (let i = 0; i < this.#unknown.length; i++) if (this.#unknown[i] === 1) key += `${i},`;
    return key;
  }
}
