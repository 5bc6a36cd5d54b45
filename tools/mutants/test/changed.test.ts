import path from 'node:path';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { concerned, sample } from '../src/changed.js';
import { KillRecord } from '../src/kill-record.js';
import { mutantsOf, projectOf } from '../src/mutant.js';

const a = mutantsOf('packages/a/src');
const b = mutantsOf('packages/b/src');
const MUTANTS = [
  a('slow', 'rule', 'x', '1', '2'),
  a('fast', 'rule', 'x', '3', '4'),
  a('elsewhere', 'rule', 'y', '1', '2'),
  b('other', 'rule', 'z', '1', '2'),
  b('unknown', 'rule', 'z', '1', '3'),
];

function record(): KillRecord {
  const known = new KillRecord(path.join(tmpdir(), 'no such record'));
  const times = { slow: 900, fast: 100, elsewhere: 50, other: 10 };
  for (const [name, milliseconds] of Object.entries(times)) {
    const project = name === 'other' ? 'packages/b' : 'packages/a';
    const kill = { by: 'test', project, file: `test-of-${name}`, title: 'it', how: 'fails' } as const;
    known.merge(name, { kills: { tests: kill }, milliseconds });
  }
  return known;
}

function names(...files: string[]): string[] {
  return concerned(MUTANTS, new Set(files), record()).map(({ name }) => name);
}

describe('the mutants that a change concerns', () => {
  it('are those of a changed file, then the others of its project, the fastest first', () => {
    expect(names('packages/a/src/x.ts')).to.deep.equal(['fast', 'slow', 'elsewhere']);
    expect(names('packages/a/src/new.ts')).to.deep.equal(['elsewhere', 'fast', 'slow']);
  });

  it('begin with those whose test has changed', () => {
    expect(names('packages/a/test/test-of-slow.test.ts')).to.deep.equal(['slow', 'elsewhere', 'fast']);
  });

  it('are those that nothing is known to kill, where the list has changed', () => {
    expect(names('tools/mutants/src/list-core.ts')).to.deep.equal(['unknown']);
  });

  it('are none where only words have changed', () => {
    expect(names('README.md', 'packages/a/README.md', 'docs/limits.md')).to.deep.equal([]);
  });

  it('are a few of each project where the history does not say', () => {
    const chosen = sample(MUTANTS, record());
    expect(new Set(chosen.map(projectOf))).to.deep.equal(new Set(['packages/a', 'packages/b']));
    expect(chosen[0]?.name).to.equal('elsewhere');
  });
});
