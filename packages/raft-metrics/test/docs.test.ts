import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  MEMBER_ROLES,
  OUTCOMES,
  READ_LEVELS,
  REPLICATION_STATES,
  ROLES,
  SNAPSHOT_ACTIVITIES,
  SNAPSHOT_OPERATIONS,
} from '../src/definition/label-values.js';
import { ALL_METRICS } from '../src/index.js';
import { metricsTable, tableOf } from './support/table.js';

describe('docs/metrics.md', () => {
  const document = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');

  it('has the table that the definition gives; `npm run docs` writes it', () => {
    expect(tableOf(document)).to.equal(metricsTable());
  });

  it('names no metric that is not there', () => {
    const names = new Set(ALL_METRICS.flatMap(({ name }) => [name, `${name}_count`, `${name}_sum`, `${name}_bucket`]));
    for (const [name] of document.matchAll(/lol_raft_[a-z_]+[a-z]/g)) expect(names, name).to.include(name);
  });

  it('lists the values of every label', () => {
    const rows = new Map(
      [...document.matchAll(/^\| `(\w+)` \| ([^|]*) \| [^|]* \|$/gm)].map(([, label, values]) => [label, values]),
    );
    for (const label of new Set(ALL_METRICS.flatMap(({ labels }) => labels)))
      expect([...rows.keys()]).to.include(label);
    const known: [string, readonly string[]][] = [
      ['role', [...ROLES, ...MEMBER_ROLES]],
      ['state', REPLICATION_STATES],
      ['activity', SNAPSHOT_ACTIVITIES],
      ['operation', SNAPSHOT_OPERATIONS],
      ['level', READ_LEVELS],
      ['outcome', OUTCOMES],
    ];
    for (const [label, values] of known)
      expect(
        [...(rows.get(label) ?? '').matchAll(/`(\w+)`/g)].map(([, value]) => value),
        label,
      ).to.deep.equal(values);
  });
});
