import { mutantsOf, type Mutant } from './mutant.js';

const core = mutantsOf('packages/raft-core/src');
const metrics = mutantsOf('packages/raft-metrics/src');

/** Faults of the stream of metrics. */
export const METRICS: readonly Mutant[] = [
  metrics(
    'the-filter-of-metrics-is-ignored',
    'docs/protocol.md: a sample has what was asked for',
    'service/selection',
    'if (!this.hasMetric(family.metric)) continue;',
    '',
  ),
  metrics(
    'series-of-other-groups-are-told',
    'docs/protocol.md: a sample has what was asked for',
    'service/selection',
    'group === undefined || this.#groups.has(group)',
    'group !== undefined || this.#groups.has(String(group))',
  ),
  metrics(
    'a-sample-of-metrics-is-made-ahead-of-demand',
    'rule 18, port: the next item is made when the last one was taken',
    'service/metrics-service',
    `      for (let isFirst = true, due = 0; ; isFirst = false) {
        const wait = due - this.#clock.now();
        if (!isFirst && wait > 0) await waitFor(this.#clock, wait, signal);`,
    `      let ahead = this.#sample(selection, this.#clock.now(), true);
      for (let isFirst = true, due = 0; ; isFirst = false) {
        if (!isFirst) {
          const kept = ahead;
          ahead = this.#sample(selection, this.#clock.now() + interval, false);
          yield kept;
          await waitFor(this.#clock, due - this.#clock.now(), signal);
        }`,
  ),
  metrics(
    'a-slow-reader-of-metrics-gets-all-that-it-missed',
    'docs/protocol.md: fewer samples, and newer ones',
    'service/metrics-service',
    'due = now + interval;',
    'due = (isFirst ? now : due) + interval;',
  ),
  metrics(
    'watchers-of-metrics-are-not-bounded',
    'rule 18',
    'service/metrics-service',
    'if (this.#watchers >= this.#maxWatchers)',
    'if (this.#watchers >= 2 * this.#maxWatchers)',
  ),
  metrics(
    'a-watcher-of-metrics-keeps-its-place',
    'rule 18',
    'service/metrics-service',
    '      this.#watchers--;',
    '      this.#watchers -= signal.aborted ? 1 : 0;',
  ),
  metrics(
    'metrics-are-told-as-often-as-one-likes',
    'rule 18',
    'service/metrics-service',
    'interval < MIN_INTERVAL || ',
    '',
  ),
  core(
    'a-wait-that-is-ended-leaves-its-timer',
    'section 5: close() ends everything it began',
    'node/wait-for',
    '      timer.cancel();\n',
    '',
  ),
];
