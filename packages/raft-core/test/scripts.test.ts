import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { parseScript, ScriptRunner, withOutputs } from './support/script.js';

/** From dist/test to the sources: stories are data. */
const FOLDER = fileURLToPath(new URL('../../test/scripts/', import.meta.url));
/** `REWRITE=1` writes what the core does into the stories; the difference is then for a person to judge. */
const REWRITE = process.env['REWRITE'] === '1';

describe('stories', () => {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.txt'))
    .sort();

  for (const name of files) {
    it(name.replace(/\.txt$/, ''), () => {
      const text = readFileSync(FOLDER + name, 'utf8');
      const blocks = parseScript(text);
      expect(blocks.length).to.be.above(0);
      const runner = new ScriptRunner();
      const outputs = blocks.map((block) => runner.run(block));
      if (REWRITE) writeFileSync(FOLDER + name, withOutputs(text, outputs));
      else
        for (const [i, block] of blocks.entries())
          expect(outputs[i], `${name}:${String(block.line)} ${block.commands.join('; ')}`).to.equal(block.expected);
    });
  }

  it('are at least thirty', () => {
    expect(files.length).to.be.at.least(30);
  });
});
