import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Compiler } from '../src/compiler.js';
import { MUTANTS } from '../src/list.js';
import { applyEdit, projectOf } from '../src/mutant.js';

const REPO = fileURLToPath(new URL('../../../../', import.meta.url));

describe('the list of mutants', () => {
  it('has more than a hundred, each with a name of its own', () => {
    expect(MUTANTS.length).to.be.above(100);
    expect(new Set(MUTANTS.map((m) => m.name)).size).to.equal(MUTANTS.length);
  });

  const rules = Array.from({ length: 20 }, (_, i) => i + 1);
  /** Entries of the catalogue that cost data, as far as what is built can meet them. */
  const bugs = 'E1 E2 E3 E4 L1 L2 L3 L4 L5 M1 M2 M5 M8 M9 R1 R2 R3 D1 D2 D3 D4 F1 C1 C3 J1'.split(' ');
  for (const what of [...rules.map((rule) => `rule ${String(rule)}`), ...bugs]) {
    it(`has one that breaks ${what}`, () => {
      expect(MUTANTS.some(({ breaks }) => new RegExp(`\\b${what}\\b`).test(breaks))).to.equal(true);
    });
  }

  /** Made after each other, so that no two stand for the same fault. */
  const seen = new Set<string>();

  for (const project of new Set(MUTANTS.map(projectOf))) {
    describe(`of ${project}`, () => {
      let compiler: Compiler | undefined;
      for (const mutant of MUTANTS.filter((m) => projectOf(m) === project)) {
        it(`${mutant.name} fits the code as it is, and compiles`, () => {
          compiler ??= new Compiler(path.join(REPO, project));
          const texts = new Map<string, string>();
          for (const edit of mutant.edits) {
            const file = path.join(REPO, edit.file);
            const before = texts.get(file) ?? readFileSync(file, 'utf8');
            texts.set(file, applyEdit(before, edit, mutant.name));
          }
          const result = JSON.stringify([...texts]);
          expect(seen.has(result), 'the same fault under another name').to.equal(false);
          seen.add(result);
          compiler.compile(texts);
        }).timeout(60_000);
      }
    });
  }
});
