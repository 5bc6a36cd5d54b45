import {
  lockModel,
  registerModel,
  violationWindow,
  type Model,
  type Operation,
  type ViolationWindow,
} from '../../../src/history/index.js';
import { cas, get, lock, lost, put } from './operations.js';

function windowOf<State extends string | number, Input, Output>(
  model: Model<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
): ViolationWindow {
  const window = violationWindow(model, operations);
  if (window === undefined) throw new Error('no violation');
  return window;
}

/** Writes 2 to 61, one after the other. */
const manyWrites = Array.from({ length: 60 }, (_, i) => put('a', i + 2, [2 + i, 2.5 + i]));

/** One wrong history of each kind; each is drawn in `test/history/drawings`. */
export const stories: Readonly<Record<string, () => ViolationWindow>> = {
  'stale-read': () =>
    windowOf(registerModel(), [
      put('a', 1, [0, 1]),
      get('b', 1, [1.2, 1.8]),
      put('a', 2, [2, 3]),
      get('b', 1, [4, 5]),
      get('b', 2, [6, 7]),
    ]),
  'stale-read-of-long-ago': () =>
    windowOf(registerModel(), [put('a', 1, [0, 1]), ...manyWrites, get('b', 1, [70, 75])]),
  'reads-go-back': () => windowOf(registerModel(), [put('a', 1, [0, 10]), get('b', 1, [1, 2]), get('c', 0, [3, 4])]),
  'readers-disagree': () =>
    windowOf(registerModel(), [
      put('a', 1, [0, 10]),
      put('b', 2, [0, 10]),
      get('c', 1, [11, 12]),
      get('d', 2, [13, 14]),
    ]),
  'nobody-wrote-it': () => windowOf(registerModel(), [put('a', 1, [0, 1]), get('b', 3, [2, 3])]),
  'lost-update': () =>
    windowOf(registerModel(), [
      get('a', 0, [0, 1]),
      get('b', 0, [0, 2]),
      cas('a', [0, 1], true, [2, 5]),
      cas('b', [0, 2], true, [3, 6]),
      get('c', 2, [7, 8]),
    ]),
  'lost-write-comes-and-goes': () =>
    windowOf(registerModel(), [
      put('a', 1, [0, 1]),
      lost(put('b', 2, [2, 3])),
      get('a', 2, [3, 4]),
      get('a', 1, [5, 6]),
    ]),
  'lost-write-shows-up-twice': () =>
    windowOf(registerModel(), [
      lost(put('a', 2, [0, 1])),
      get('c', 2, [2, 3]),
      put('c', 3, [4, 5]),
      get('c', 2, [6, 7]),
    ]),
  'split-brain': () =>
    windowOf(lockModel(), [
      lock('east', 'acquire', { done: true, token: 7 }, [0, 1]),
      lock('west', 'acquire', { done: true, token: 8 }, [2, 3]),
      lock('east', 'release', { done: true }, [4, 5]),
    ]),
};
