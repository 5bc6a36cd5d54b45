import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import ts from 'typescript';
import { freePorts } from './support/free-ports.js';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
/** Beside this test, so that the packages are found from there. */
const PROGRAM = fileURLToPath(new URL('./readme-metrics.mjs', import.meta.url));

describe('the example of the README', function () {
  this.timeout(60_000);

  it('runs as it stands, prints what it says, and ends by itself', async () => {
    const source = /```ts\n(\/\/ metrics\.ts\n[\s\S]*?)```/.exec(README)?.[1] ?? '';
    const promised = /prints `([^`]+)`/.exec(README)?.[1];
    const { outputText, diagnostics } = ts.transpileModule(source, {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
      reportDiagnostics: true,
    });
    expect(diagnostics).to.deep.equal([]);
    const [raft, http] = (await freePorts(2)) as [number, number];
    expect(outputText.match(/7001|9464/g), 'its ports').to.have.length(4);
    writeFileSync(PROGRAM, outputText.replaceAll('7001', String(raft)).replaceAll('9464', String(http)));
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM], { timeout: 50_000 });
      expect(stderr).to.equal('');
      expect(stdout.trim()).to.equal(promised);
    } finally {
      rmSync(PROGRAM, { force: true });
    }
  });

  it('names the entry points, options and files that there are', () => {
    const { exports } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      exports: Record<string, unknown>;
    };
    for (const [, entry] of README.matchAll(/'@lolraft\/raft-metrics(\/[a-z]+)?'/g))
      expect(exports).to.have.property(`.${entry ?? ''}`);
    for (const file of ['grafana/lol.json', 'prometheus/alerts.yml']) {
      expect(README).to.contain(file);
      expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).to.have.length.above(1000);
    }
  });
});
