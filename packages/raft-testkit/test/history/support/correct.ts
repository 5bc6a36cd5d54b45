import type {
  CellInput,
  CellOutput,
  LockInput,
  LockOutput,
  MapInput,
  MapOutput,
  Operation,
} from '../../../src/history/index.js';
import type { SimRandom } from '../../../src/sim/index.js';

/** What a correct object does: what a client asks it in a state, and what it answers then. */
export interface Served<State, Input, Output> {
  readonly initial: State;
  readonly ask: (random: SimRandom, state: State, client: string, id: number) => Input;
  readonly answer: (state: State, input: Input) => { readonly state: State; readonly output: Output };
}

const LOST = 0.01;

/**
 * The history of clients of a correct object that each ask again as soon as they have an answer: every operation takes
 * effect at a random moment of its own. One in a hundred is given up; half of those take effect, some much later.
 */
export function correctHistory<State, Input, Output>(
  served: Served<State, Input, Output>,
  random: SimRandom,
  count: number,
  clients: number,
): Operation<Input, Output>[] {
  const free = Array.from({ length: clients }, () => 0);
  const calls = Array.from({ length: count }, () => {
    const client = free.indexOf(Math.min(...free));
    const called = free[client] ?? 0;
    const returned = called + random.between(0.2, 1.2);
    const isLost = random.chance(LOST);
    free[client] = isLost ? called + 3 : returned + random.between(0, 0.1);
    const effect = isLost ? called + random.between(0, 50) : random.between(called, returned);
    return { process: `c${client}`, called, returned, effect, isLost, isNever: isLost && random.chance(0.5) };
  });
  calls.sort((a, b) => a.effect - b.effect);
  let { initial: state } = served;
  return calls.map(({ process, called, returned, isLost, isNever }, i) => {
    const input = served.ask(random, state, process, i + 1);
    const after = served.answer(state, input);
    if (!isNever) state = after.state;
    return isLost
      ? { input, output: undefined, called, returned: Infinity, process }
      : { input, output: after.output, called, returned, process };
  });
}

function cell<Value>(
  initial: Value,
  valueOf: (id: number) => Value,
): Served<Value, CellInput<Value>, CellOutput<Value>> {
  return {
    initial,
    ask: (random, state, _client, id) => {
      const kind = random.int(3);
      const value = valueOf(id);
      if (kind === 0) return { type: 'get' };
      if (kind === 1) return { type: 'put', value };
      return { type: 'cas', expected: random.chance(0.7) ? state : valueOf(-1), value };
    },
    answer: (state, input) => {
      if (input.type === 'get') return { state, output: { value: state } };
      if (input.type === 'put') return { state: input.value, output: {} };
      const done = input.expected === state;
      return { state: done ? input.value : state, output: { done } };
    },
  };
}

export const servedRegister = cell(0, (id) => id);

export function servedKey(key: string): Served<string | null, MapInput, MapOutput> {
  const { initial, ask, answer } = cell<string | null>(null, String);
  return { initial, ask: (...situation) => ({ ...ask(...situation), key }), answer };
}

interface Held {
  readonly owner: string | null;
  readonly token: number;
}

export const servedLock: Served<Held, LockInput, LockOutput> = {
  initial: { owner: null, token: 0 },
  ask: (random, { owner }, client) => {
    if (owner === client || (owner !== null && random.chance(0.3))) return { type: 'release', holder: owner };
    return random.chance(0.2) ? { type: 'owner' } : { type: 'try', holder: client };
  },
  answer: (state, input) => {
    const { owner, token } = state;
    if (input.type === 'owner') return { state, output: { owner } };
    const done = owner === (input.type === 'release' ? input.holder : null);
    if (!done) return { state, output: { done } };
    if (input.type === 'release') return { state: { owner: null, token }, output: { done } };
    return { state: { owner: input.holder, token: token + 1 }, output: { done, token: token + 1 } };
  },
};
