import { ALL_METRICS, type MetricDefinition } from '../../src/index.js';

function row({ name, type, labels, help }: MetricDefinition): string {
  return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`;
}

/** The table of `docs/metrics.md`, which comes from the definition. */
export function metricsTable(): string {
  return ['| metric | type | labels | what it says |', '|---|---|---|---|', ...ALL_METRICS.map(row)].join('\n');
}

const BEGIN = '<!-- metrics: npm run docs -w packages/raft-metrics -->\n';
const END = '\n<!-- end of metrics -->';

/** The table in a document. */
export function tableOf(document: string): string {
  const from = document.indexOf(BEGIN);
  const to = document.indexOf(END, from + BEGIN.length);
  if (from < 0 || to < 0) throw new Error('the marks around the table are missing');
  return document.slice(from + BEGIN.length, to);
}

export function withTable(document: string): string {
  return document.replace(BEGIN + tableOf(document) + END, () => BEGIN + metricsTable() + END);
}
