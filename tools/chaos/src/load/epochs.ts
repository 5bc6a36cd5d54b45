import {
  checkLinearizability,
  drawText,
  mapModel,
  violationWindow,
  type MapInput,
  type MapOutput,
  type Operation,
} from '@lolraft/raft-testkit';

export type MapOperation = Operation<MapInput, MapOutput>;

/** What is wrong with a history, and the calls that show it. */
export class HistoryViolation extends Error {
  readonly operations: readonly MapOperation[];

  constructor(message: string, operations: readonly MapOperation[]) {
    super(message);
    this.name = 'HistoryViolation';
    this.operations = operations;
  }
}

/** Steps of the checker for one key; a key is used for seconds, so that thousands of calls are many. */
const BOUND = 20_000_000;

interface Epoch {
  readonly operations: MapOperation[];
  /** Calls that have not returned. */
  open: number;
}

/**
 * The recorded calls, by the stretch of time whose keys they are about: each uses keys of its own, so it can be checked, and
 * forgotten, once its last call has returned. So a run of hours stays small.
 */
export class Epochs {
  readonly #epochs = new Map<number, Epoch>();
  #current = 0;
  #checked = 0;

  /** Calls that were checked. */
  get checked(): number {
    return this.#checked;
  }

  get current(): number {
    return this.#current;
  }

  /** From here on other keys are used. */
  next(): void {
    this.#current++;
  }

  begin(epoch: number): void {
    let found = this.#epochs.get(epoch);
    if (found === undefined) this.#epochs.set(epoch, (found = { operations: [], open: 0 }));
    found.open++;
  }

  /** @param operation undefined where the call is known to have had no effect. */
  end(epoch: number, operation: MapOperation | undefined): void {
    const found = this.#epochs.get(epoch);
    if (found === undefined) throw new Error(`epoch ${String(epoch)} is over`);
    found.open--;
    if (operation !== undefined) found.operations.push(operation);
  }

  /** Checks what can be checked. @throws {HistoryViolation} */
  check(): void {
    for (const [number, { operations, open }] of this.#epochs) {
      if (number === this.#current || open > 0) continue;
      checkHistory(operations);
      this.#checked += operations.length;
      this.#epochs.delete(number);
    }
  }
}

/** @throws {HistoryViolation} where no order of the calls explains their answers, or none was found in time. */
export function checkHistory(operations: readonly MapOperation[]): void {
  const model = mapModel();
  const verdict = checkLinearizability(model, operations, BOUND);
  if (verdict.type === 'linearizable') return;
  const window = verdict.type === 'violation' ? violationWindow(model, operations, BOUND) : undefined;
  const drawing = window === undefined ? '' : `\n\n${drawText(window, { width: 120 })}`;
  throw new HistoryViolation(
    `${verdict.type} at ${String(verdict.key)}: no order of the calls is known that explains their answers${drawing}`,
    operations,
  );
}
