import { labelled, type MetricDefinition } from './definition/metric.js';

export type Labels = Readonly<Record<string, string>>;

/** No id, code or level has it in it. */
const SEPARATOR = ' ';

/** The series of one metric: one state for each combination of label values that has occurred. */
export class Series<M extends MetricDefinition, T> {
  readonly metric: M;
  readonly #make: (labels: Labels) => T;
  readonly #byValues = new Map<string, { readonly labels: Labels; readonly state: T }>();

  constructor(metric: M, make: (labels: Labels) => T) {
    this.metric = metric;
    this.#make = make;
  }

  /** The state of the series with these label values, in the order of the metric's labels. */
  at(...values: readonly string[]): T {
    const key = values.join(SEPARATOR);
    let found = this.#byValues.get(key);
    if (found === undefined) {
      const labels = labelled(this.metric, values);
      found = { labels, state: this.#make(labels) };
      this.#byValues.set(key, found);
    }
    return found.state;
  }

  /** Forgets the series that are about something that is gone, so that they do not pile up. */
  keep(isThere: (labels: Labels) => boolean): void {
    for (const [key, { labels }] of this.#byValues) if (!isThere(labels)) this.#byValues.delete(key);
  }

  clear(): void {
    this.#byValues.clear();
  }

  *[Symbol.iterator](): IterableIterator<{ readonly labels: Labels; readonly state: T }> {
    yield* this.#byValues.values();
  }
}
