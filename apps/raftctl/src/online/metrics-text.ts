import type { HistogramFamily, HistogramSeries, MetricFamily, MetricsSample } from '@lolraft/raft-metrics/client';

/** Of a sample that came before, to tell rates by. */
export type Earlier = Pick<MetricsSample, 'elapsed' | 'families'>;

export const METRICS_HEADER = ['NODE', 'NAME', 'LABELS', 'VALUE'];
/** Of the column behind those, where samples follow each other. */
export const RATE_HEADER = 'PER SECOND';

const DIGITS = 6;

function short(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS)));
}

const total = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** The bound that this part of the values keeps within, as well as buckets can tell. */
function within({ metric: { buckets } }: HistogramFamily, counts: readonly number[], part: number): string {
  const wanted = total(counts) * part;
  let below = 0;
  const at = counts.findIndex((count) => (below += count) >= wanted);
  const bound = buckets[at];
  return bound === undefined ? `> ${buckets.at(-1) ?? 0}` : `<= ${bound}`;
}

function histogramText(family: HistogramFamily, { counts, sum }: HistogramSeries): string {
  const count = total(counts);
  if (count === 0) return '0';
  const [half, most] = [0.5, 0.99].map((part) => within(family, counts, part));
  return `${count}, mean ${short(sum / count)}, 50% ${half}, 99% ${most}`;
}

/** What can only grow, by series. */
function growing(families: readonly MetricFamily[]): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const family of families) {
    const keyOf = ({ labels }: { readonly labels: Readonly<Record<string, string>> }): string =>
      JSON.stringify([family.metric.name, labels]);
    if (family.type === 'counter') for (const one of family.series) values.set(keyOf(one), one.value);
    if (family.type === 'histogram') for (const one of family.series) values.set(keyOf(one), total(one.counts));
  }
  return values;
}

/**
 * A row for each series.
 * @param earlier with it, each row ends with how much a counter grows in a second, since then; undefined: with nothing.
 */
export function metricRows({ node, elapsed, families }: MetricsSample, earlier?: Earlier): string[][] {
  const [now, before] = [growing(families), growing(earlier?.families ?? [])];
  const seconds = (elapsed - (earlier?.elapsed ?? elapsed)) / 1_000;
  const rateOf = (name: string, labels: Readonly<Record<string, string>>): string[] => {
    if (earlier === undefined) return [];
    const key = JSON.stringify([name, labels]);
    const [from, to] = [before.get(key), now.get(key)];
    return [from === undefined || to === undefined || to < from || seconds <= 0 ? '' : short((to - from) / seconds)];
  };
  return families.flatMap((family) => {
    const { name } = family.metric;
    if (family.type === 'histogram')
      return family.series.map((one) => [
        ...[node, name, labelsText(one.labels), histogramText(family, one)],
        ...rateOf(name, one.labels),
      ]);
    return family.series.map(({ labels, value }) => [
      ...[node, name, labelsText(labels), short(value)],
      ...rateOf(name, labels),
    ]);
  });
}

/** For programs. */
export function plainSample({ node, elapsed, families }: MetricsSample): object {
  return {
    node,
    elapsed,
    metrics: families.map((family) => {
      const { name, type, unit, help } = family.metric;
      if (family.type !== 'histogram') return { name, type, unit, help, series: family.series };
      const series = family.series.map(({ labels, sum, counts }) => ({ labels, count: total(counts), sum, counts }));
      return { name, type, unit, help, bounds: family.metric.buckets, series };
    }),
  };
}
