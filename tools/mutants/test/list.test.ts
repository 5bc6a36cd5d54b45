import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { MUTANTS } from '../src/list.js';
import { applyEdit } from '../src/mutant.js';

const REPO = fileURLToPath(new URL('../../../../', import.meta.url));

describe('the list of mutants', () => {
  it('has at least forty, each with a name of its own', () => {
    expect(MUTANTS.length).to.be.at.least(40);
    expect(new Set(MUTANTS.map((m) => m.name)).size).to.equal(MUTANTS.length);
  });

  for (const mutant of MUTANTS) {
    it(`${mutant.name} fits the code as it is`, () => {
      for (const edit of mutant.edits) {
        const before = readFileSync(path.join(REPO, edit.file), 'utf8');
        expect(applyEdit(before, edit, mutant.name)).to.not.equal(before);
      }
    });
  }
});
