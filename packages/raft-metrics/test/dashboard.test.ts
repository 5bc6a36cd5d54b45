import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import { ALL_METRICS } from '../src/index.js';
import { examine } from './support/promql.js';

const file = (name: string): string => readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}

/** Told by other metrics, or of no use in a picture. */
const NOT_SHOWN = new Set<string>(['lol_raft_groups']);

describe('the dashboard', () => {
  const dashboard = JSON.parse(file('grafana/lol.json')) as Dashboard;
  const targets = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map((each) => ({ title, ...each })));

  it('asks for metrics and labels that there are, in PromQL', () => {
    for (const { title, expr } of targets) expect(examine(expr).problems, `${title}: ${expr}`).to.deep.equal([]);
  });

  it('shows every metric', () => {
    const shown = new Set([...NOT_SHOWN, ...targets.flatMap(({ expr }) => [...examine(expr).metrics])]);
    expect(ALL_METRICS.map(({ name }) => name).filter((name) => !shown.has(name))).to.deep.equal([]);
  });

  it('names in its legends only labels that the expression leaves', () => {
    for (const { title, expr, legendFormat } of targets) {
      const by = [...expr.matchAll(/ by \(([^)]*)\)/g)].map(([, labels]) => (labels as string).split(', '));
      for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
        for (const labels of by) expect(labels, `${title}: {{${label}}}`).to.include(label);
    }
  });

  it('fills its variables from metrics and labels that there are', () => {
    for (const { name, definition } of dashboard.templating.list) {
      if (definition === undefined) continue;
      const [, selector, label] = /^label_values\((.*), (\w+)\)$/.exec(definition) as unknown as [
        string,
        string,
        string,
      ];
      expect(examine(`sum by (${label}) (${selector})`).problems, name).to.deep.equal([]);
    }
    const variables = new Set(dashboard.templating.list.map(({ name }) => name));
    for (const [, name] of JSON.stringify(dashboard.panels).matchAll(/\$\{?([a-z]\w*)/g))
      expect(variables, name).to.include(name);
  });

  it('has rows for what operators look at, and panels that lie beside each other', () => {
    expect(dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title)).to.deep.equal([
      ...['Overview', 'Elections', 'Writes', 'Reads', 'Disk and app', 'Replication', 'Snapshots'],
    ]);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).to.equal(dashboard.panels.length);
    const taken = new Set<string>();
    for (const { title, type, description, gridPos, targets = [] } of dashboard.panels) {
      expect(gridPos.x + gridPos.w, title).to.be.at.most(24);
      if (type !== 'row') expect(description, title).to.match(/\.$/);
      expect(targets.length > 0, title).to.equal(type !== 'row');
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x} ${y}`), `${title} at ${x} ${y}`).to.equal(false);
          taken.add(`${x} ${y}`);
        }
    }
  });
});

describe('the alerts', () => {
  interface Rule {
    readonly alert: string;
    readonly expr: string;
    readonly for?: string;
    readonly labels: { readonly severity: string };
    readonly annotations: { readonly summary: string; readonly description: string };
  }
  const rules = (parse(file('prometheus/alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
    (g) => g.rules,
  );

  it('ask for metrics and labels that there are, in PromQL', () => {
    expect(rules.length).to.be.above(10);
    for (const { alert, expr } of rules) expect(examine(expr).problems, alert).to.deep.equal([]);
  });

  it('say what is wrong, and what it is about', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).to.equal(rules.length);
    for (const { alert, expr, labels, annotations, for: duration = '0s' } of rules) {
      expect(alert).to.match(/^LolRaft[A-Z][A-Za-z]+$/);
      expect(labels.severity, alert).to.be.oneOf(['critical', 'warning']);
      expect(duration, alert).to.match(/^\d+[sm]$/);
      expect(annotations.description, alert).to.match(/\.$/);
      const by = [...expr.matchAll(/ by \(([^)]*)\)/g)].map(([, names]) => (names as string).split(', '));
      for (const [, label] of annotations.summary.matchAll(/\$labels\.(\w+)/g))
        for (const names of by) expect(names, `${alert}: ${label}`).to.include(label);
    }
  });
});

describe('the check of expressions', () => {
  for (const [expr, problem] of [
    ['sum(lol_raft_trem)', 'no metric lol_raft_trem'],
    ['lol_raft_term{peer="a"}', 'lol_raft_term has no label peer'],
    ['sum by (peer) (lol_raft_term)', 'lol_raft_term has no label peer to group by'],
    ['lol_raft_role{role="king"}', 'role is never king'],
    ['rate(lol_raft_term[5m])', 'rate of lol_raft_term, which is a gauge'],
    ['lol_raft_write_duration_seconds', 'no metric lol_raft_write_duration_seconds'],
    [
      'histogram_quantile(0.9, rate(lol_raft_write_duration_seconds_sum[5m]))',
      'a quantile of lol_raft_write_duration_seconds',
    ],
  ] as const)
    it(`finds what is wrong with ${expr}`, () => {
      expect(examine(expr).problems).to.deep.equal([problem]);
    });

  it('finds what is not PromQL', () => {
    expect(examine('sum(lol_raft_term').problems.join()).to.contain('not PromQL');
  });
});
