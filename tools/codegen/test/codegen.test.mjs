import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { generate } from '../generate.mjs';
import { differences, write } from '../output.mjs';

const script = fileURLToPath(new URL('../codegen.mjs', import.meta.url));

/** @param {string[]} args */
const codegen = (...args) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });

/** Of a package's generated code. @param {string} name @param {string} file */
const committed = (name, file) =>
  readFileSync(fileURLToPath(new URL(`../../../packages/${name}/src/generated/${file}`, import.meta.url)), 'utf8');

describe('codegen', function () {
  this.timeout(120_000);
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'lol-codegen-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('makes what is committed; refuses stale, missing and foreign files with --check, and writes nothing', () => {
    const out = path.join(folder, 'generated');
    expect(codegen('--out', out).status).to.equal(0);
    expect(readdirSync(out).sort()).to.deep.equal(['kvs-client', 'lock-client', 'raft-metrics', 'raft-wire']);
    const wire = path.join(out, 'raft-wire');
    const kvs = path.join(out, 'kvs-client');
    expect(readdirSync(wire).sort()).to.deep.equal(['wire.d.ts', 'wire.js']);
    expect(readdirSync(kvs).sort()).to.deep.equal(['wire.d.ts', 'wire.js']);
    const described = ['descriptors.d.ts', 'descriptors.js'];
    for (const name of ['raft-wire', 'kvs-client', 'lock-client', 'raft-metrics'])
      for (const file of ['wire.d.ts', 'wire.js', ...(['lock-client', 'raft-metrics'].includes(name) ? described : [])])
        expect(readFileSync(path.join(out, name, file), 'utf8') === committed(name, file), file).to.equal(true);

    appendFileSync(path.join(kvs, 'wire.js'), '// edited by hand\n');
    rmSync(path.join(wire, 'wire.d.ts'));
    writeFileSync(path.join(wire, 'leftover.js'), '');
    const before = readFileSync(path.join(kvs, 'wire.js'), 'utf8');
    const { status, stdout, stderr } = codegen('--check', '--out', out);
    expect(status).to.equal(1);
    expect(stdout).to.match(/lock-client: 4 generated files are fresh/);
    expect(stderr).to.match(/raft-wire.leftover\.js: not generated/);
    expect(stderr).to.match(/raft-wire.wire\.d\.ts: missing/);
    expect(stderr).to.match(/kvs-client.wire\.js: stale/);
    expect(stderr).to.match(/npm run codegen/);
    expect(readdirSync(wire).sort()).to.deep.equal(['leftover.js', 'wire.js']);
    expect(readFileSync(path.join(kvs, 'wire.js'), 'utf8')).to.equal(before);
  });

  it('refuses an argument that it does not know', () => {
    const { status, stderr } = codegen('--chekc');
    expect(status).to.not.equal(0);
    expect(stderr).to.match(/chekc/);
  });

  it('gives the same text for the same files, wherever they lie', () => {
    const proto = 'syntax = "proto3";\npackage lol.v1;\nmessage Thing { uint64 number = 1; }\n';
    const texts = ['a', 'b/c'].map((name) => {
      const protos = path.join(folder, name);
      mkdirSync(protos, { recursive: true });
      writeFileSync(path.join(protos, 'thing.proto'), proto);
      return [...generate(protos, 'lol.v1', true)];
    });
    expect(texts[0]).to.deep.equal(texts[1]);
    expect(JSON.stringify(texts[0])).to.not.include(folder);
  });

  it('says what is wrong with a .proto file', () => {
    writeFileSync(path.join(folder, 'broken.proto'), 'syntax = "proto3";\nmessage {');
    expect(() => generate(folder, 'lol.v1', false)).to.throw(/pbjs failed/);
  });

  it('leaves exactly the generated files in the folder', () => {
    writeFileSync(path.join(folder, 'old.js'), '');
    const files = new Map([['new.js', 'export {};\n']]);
    expect(differences(folder, files)).to.deep.equal(['new.js: missing', 'old.js: not generated']);
    write(folder, files);
    expect(differences(folder, files)).to.deep.equal([]);
  });
});
