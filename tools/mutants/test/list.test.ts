import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { Compiler } from '../src/compiler.js';
import { MUTANTS } from '../src/list.js';
import { applyEdit, projectOf, type Mutant } from '../src/mutant.js';

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

  /** The texts of the files that a mutant changes, by absolute path. */
  function changedBy(mutant: Mutant): Map<string, string> {
    const texts = new Map<string, string>();
    for (const edit of mutant.edits) {
      const file = path.join(REPO, edit.file);
      const before = texts.get(file) ?? readFileSync(file, 'utf8');
      texts.set(file, applyEdit(before, edit, mutant.name));
    }
    return texts;
  }

  for (const project of new Set(MUTANTS.map(projectOf))) {
    describe(`of ${project}`, () => {
      const mutants = MUTANTS.filter((m) => projectOf(m) === project);
      let compiler: Compiler | undefined;
      /** Of those that change one file: what does not compile in it. */
      const problems = new Map<Mutant, string | undefined>();

      before(function () {
        this.timeout(600_000);
        compiler = new Compiler(path.join(REPO, project));
        const single = mutants.flatMap((mutant) => {
          try {
            const [[file, text] = ['', ''], ...more] = changedBy(mutant);
            return more.length === 0 ? [{ mutant, file, text }] : [];
          } catch {
            return []; // Its own test says why.
          }
        });
        for (const [i, problem] of compiler.check(single).entries()) problems.set(single[i]!.mutant, problem);
      });

      for (const mutant of mutants) {
        it(`${mutant.name} fits the code as it is, and compiles`, () => {
          const texts = changedBy(mutant);
          const result = JSON.stringify([...texts]);
          expect(seen.has(result), 'the same fault under another name').to.equal(false);
          seen.add(result);
          if (problems.has(mutant)) expect(problems.get(mutant)).to.equal(undefined);
          else compiler!.compile(texts);
        }).timeout(60_000);
      }
    });
  }
});

describe('the compiler of mutants', () => {
  it('checks variants of a file as it would check the file itself', () => {
    const compiler = new Compiler(path.join(REPO, 'tools/mutants'));
    const file = path.join(REPO, 'tools/mutants/src/mutant.ts');
    const sound = readFileSync(file, 'utf8');
    const broken = sound.replace('text.indexOf(edit.find)', 'text.length.at(0)');
    const unreadable = `${sound}\n}`;
    expect(broken).to.not.equal(sound);
    const [good, type, syntax] = compiler.check([sound, broken, unreadable].map((text) => ({ file, text })));
    expect(good).to.equal(undefined);
    for (const [text, problem] of [
      [broken, type],
      [unreadable, syntax],
    ] as const) {
      expect(problem).to.be.a('string');
      expect(() => compiler.compile(new Map([[file, text]]))).to.throw(problem);
    }
    expect([...compiler.compile(new Map([[file, sound]])).keys()]).to.deep.equal([file]);
  }).timeout(60_000);
});
