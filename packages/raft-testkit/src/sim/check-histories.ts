import { drawText } from '../history/draw-text.js';
import { checkLinearizability } from '../history/linearizability.js';
import type { Operation } from '../history/model.js';
import { registerModel, type RegisterInput, type RegisterOutput } from '../history/registers.js';
import { violationWindow } from '../history/window.js';
import type { SimCall } from './calls.js';
import type { SimCluster } from './sim-cluster.js';

/** Steps of the search for each key; few histories come near. */
const BOUND = 300_000;

const ORDERED: ReadonlySet<SimCall['level']> = new Set(['write', 'linearizable', 'lease']);

type RegisterOperation = Operation<RegisterInput, RegisterOutput>;

/** What a linearizability checker sees of a call: nothing where it had no effect and told nothing. */
function operationOf({ command, end, began, ended, level }: SimCall): RegisterOperation | undefined {
  if (!ORDERED.has(level) || end?.type === 'notApplied') return undefined;
  const done = end?.type === 'ok';
  // A write that was answered on commit says nothing of what it found.
  const found = done && end.value !== undefined ? { value: end.value } : undefined;
  if (command === undefined)
    return done ? { input: { type: 'get' }, output: { ...found }, called: began, returned: ended } : undefined;
  const { op, value, expected } = command;
  const input: RegisterInput = op === 'put' ? { type: 'put', value } : { type: 'cas', expected, value };
  return done
    ? { input, output: { done: end.response?.done ?? true, ...found }, called: began, returned: ended }
    : { input, output: undefined, called: began, returned: Infinity };
}

/**
 * The judge who knows nothing of logs and terms: whether what the clients of each key were told can be explained at all.
 * Returns how many keys could not be judged within bounds.
 */
export function checkHistories(cluster: SimCluster): number {
  const byKey = new Map<string, RegisterOperation[]>();
  for (const call of cluster.calls.history) {
    const operation = operationOf(call);
    if (operation === undefined) continue;
    const key = `${call.group} k${call.key}`;
    const list = byKey.get(key);
    if (list === undefined) byKey.set(key, [operation]);
    else list.push(operation);
  }
  let undecided = 0;
  for (const [key, operations] of byKey) {
    const verdict = checkLinearizability(registerModel(), operations, BOUND);
    if (verdict.type === 'undecided') undecided++;
    if (verdict.type === 'violation') {
      const window = violationWindow(registerModel(), operations, BOUND);
      cluster.kernel.violate(
        'linearizability',
        `the ${operations.length} operations on ${key} cannot be ordered (stuck behind ${verdict.stuck})` +
          (window === undefined ? '' : `\n${drawText(window)}`),
      );
    }
  }
  return undecided;
}
