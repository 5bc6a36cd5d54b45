import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readFileSync } from 'node:fs';
import { DEFAULT_CONSENSUS_OPTIONS } from '../src/consensus/options.js';
import type { Setting } from '../src/model/service.js';
import { foundingConfiguration } from '../src/node/founding.js';
import { hostLimits } from '../src/node/limits.js';
import { listSettings } from '../src/node/settings.js';
import { DEFAULT_COMPACTION } from '../src/node/snapshots/compaction-options.js';

const page = readFileSync(new URL('../../../../docs/tuning.md', import.meta.url), 'utf8');

/** The rows of the tables whose first cell is the name of a setting: what the column heads say of it. */
function documented(): Map<string, Record<string, string>> {
  const rows = new Map<string, Record<string, string>>();
  let heads: string[] = [];
  for (const line of page.split('\n')) {
    if (!line.startsWith('|')) continue;
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    const [first = ''] = cells;
    const [, name] = /^`([a-z]+\.[a-zA-Z]+)`$/.exec(first) ?? [];
    if (first.startsWith('--')) continue;
    if (name === undefined) heads = cells;
    else rows.set(name, Object.fromEntries(heads.map((head, i) => [head, cells[i] ?? ''])));
  }
  return rows;
}

function possible({ value, min, max, choices }: Setting): string {
  if (choices !== undefined) return choices.join(', ');
  if (typeof value === 'boolean') return 'true, false';
  return max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `${min} to ${max}`;
}

describe('docs/tuning.md', () => {
  const settings = listSettings({
    consensus: DEFAULT_CONSENSUS_OPTIONS,
    compaction: DEFAULT_COMPACTION,
    limits: hostLimits(),
    configuration: foundingConfiguration([{ id: 'a', address: 'mem:a' }]),
  });
  const rows = documented();

  it('has every setting, and no other', () => {
    expect([...rows.keys()].sort()).to.deep.equal(settings.map(({ name }) => name).sort());
  });

  for (const setting of settings)
    it(`says of ${setting.name} what is so`, () => {
      const { default: initial, unit = '', possible: range, effect, scope = 'group' } = rows.get(setting.name) ?? {};
      expect({ scope, initial, unit, range }).to.deep.equal({
        scope: setting.scope,
        initial: String(setting.default),
        unit: setting.unit ?? '',
        range: possible(setting),
      });
      expect(effect).to.not.equal('');
    });
});
