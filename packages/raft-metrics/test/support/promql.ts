import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import {
  MEMBER_ROLES,
  OUTCOMES,
  READ_LEVELS,
  REPLICATION_STATES,
  ROLES,
  SNAPSHOT_ACTIVITIES,
  SNAPSHOT_OPERATIONS,
} from '../../src/definition/label-values.js';
import type { LabelName, MetricDefinition } from '../../src/index.js';
import { ALL_METRICS } from '../../src/index.js';

/** Given by whoever scrapes. */
const SCRAPE_LABELS = ['instance', 'job'];

const VALUES: Partial<Record<LabelName, readonly string[]>> = {
  role: [...ROLES, ...MEMBER_ROLES],
  state: REPLICATION_STATES,
  activity: SNAPSHOT_ACTIVITIES,
  operation: SNAPSHOT_OPERATIONS,
  level: READ_LEVELS,
  outcome: OUTCOMES,
};

interface Series {
  readonly metric: MetricDefinition;
  readonly labels: readonly string[];
}

/** Every name that may be asked for. */
const SERIES = new Map<string, Series>();
for (const metric of ALL_METRICS) {
  const labels = [...SCRAPE_LABELS, ...metric.labels];
  if (metric.type !== 'histogram') SERIES.set(metric.name, { metric, labels });
  else {
    SERIES.set(`${metric.name}_bucket`, { metric, labels: [...labels, 'le'] });
    for (const suffix of ['_sum', '_count']) SERIES.set(metric.name + suffix, { metric, labels });
  }
}

export interface Examined {
  /** Names of the metrics that it asks for. */
  readonly metrics: ReadonlySet<string>;
  /** What is wrong with it, for people. */
  readonly problems: readonly string[];
}

/** Parses an expression, Grafana's variables included, and holds it against the definition of the metrics. */
export function examine(expression: string): Examined {
  const text = expression.replaceAll('$__rate_interval', '5m').replaceAll('$__range', '1h');
  const problems: string[] = [];
  const metrics = new Set<string>();
  /** Labels that everything in a range of the text has: what a grouping may name. */
  const selectors: { readonly from: number; readonly to: number; readonly series: Series }[] = [];
  const textOf = ({ from, to }: { from: number; to: number }): string => text.slice(from, to);
  const groupings: SyntaxNode[] = [];
  const rates: SyntaxNode[] = [];

  parser.parse(text).iterate({
    enter: ({ type, node }) => {
      if (type.isError) problems.push(`not PromQL at ${node.from}: ${text}`);
      if (type.name === 'VectorSelector') {
        const name = node.getChild('Identifier');
        const series = name === null ? undefined : SERIES.get(textOf(name));
        if (series === undefined) {
          problems.push(`no metric ${name === null ? textOf(node) : textOf(name)}`);
          return;
        }
        metrics.add(series.metric.name);
        selectors.push({ from: node.from, to: node.to, series });
        for (const matcher of node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []) {
          const label = textOf(matcher.getChild('LabelName') as SyntaxNode);
          if (!series.labels.includes(label)) problems.push(`${series.metric.name} has no label ${label}`);
          const value = JSON.parse(textOf(matcher.getChild('StringLiteral') as SyntaxNode)) as string;
          const known = VALUES[label as LabelName];
          if (known !== undefined && !value.startsWith('$') && !known.includes(value))
            problems.push(`${label} is never ${value}`);
        }
      }
      if (type.name === 'AggregateExpr' || type.name === 'MatchingModifierClause') groupings.push(node);
      if (type.name === 'FunctionCall') rates.push(node);
    },
  });
  const within = (node: SyntaxNode) => selectors.filter(({ from, to }) => from >= node.from && to <= node.to);
  for (const node of groupings) {
    const labels = node.getChild('AggregateModifier')?.getChild('GroupingLabels')?.getChildren('LabelName') ?? [];
    for (const label of labels.map(textOf))
      for (const { series } of within(node))
        if (!series.labels.includes(label)) problems.push(`${series.metric.name} has no label ${label} to group by`);
  }
  for (const node of rates) {
    const name = textOf(node.getChild('FunctionIdentifier') as SyntaxNode);
    for (const { series } of within(node)) {
      const { name: metric, type } = series.metric;
      if (['rate', 'increase', 'irate'].includes(name) && type === 'gauge')
        problems.push(`${name} of ${metric}, which is a gauge`);
      if (name === 'histogram_quantile' && !series.labels.includes('le')) problems.push(`a quantile of ${metric}`);
    }
  }
  return { metrics, problems };
}
