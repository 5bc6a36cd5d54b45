import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { ESLint } from 'eslint';
import lol from '../eslint-plugin.mjs';
import { projectFolders, root } from '../projects.mjs';

// Each snippet is linted with the repository's own configuration, under the name of a file that does not exist.
const probes = [
  ...['raft-core/src', 'raft-core/src/consensus', 'raft-core/src/node', 'raft-core/src/ports', 'raft-core/test'],
  ...['raft-wire/src', 'raft-client/src', 'raft-testkit/src', 'storage-memory/src', 'storage-memory/test'],
  ...['transport-ws/src', 'transport-ws/test', 'kvs-client/src', 'cli-kit/src', 'app-bridge/src', 'proto-kit/src'],
].map((folder) => `packages/${folder}/probe.ts`);
probes.push('packages/raft-core/src/node/probe-clock.ts', 'apps/kvs/src/probe.ts', 'apps/kvs/test/probe.ts');

const eslint = new ESLint({
  cwd: root,
  overrideConfig: [
    {
      files: ['**/*.ts'],
      languageOptions: {
        parserOptions: {
          projectService: {
            allowDefaultProject: probes,
            maximumDefaultProjectFileMatchCount_THIS_WILL_SLOW_DOWN_LINTING: probes.length,
          },
        },
      },
    },
  ],
});

/** The rules that a snippet breaks, each once. Only errors count. */
async function broken(file, code) {
  const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
  for (const { fatal, message } of result.messages) expect(fatal ?? false, message).to.equal(false);
  return [...new Set(result.messages.filter(({ severity }) => severity === 2).map(({ ruleId }) => ruleId))];
}

describe('lint rules', function () {
  this.timeout(60_000);

  const layering = 'lol/layering';
  const globals = 'no-restricted-globals';
  const properties = 'no-restricted-properties';
  const syntax = 'no-restricted-syntax';
  const ok = undefined;

  const cases = {
    layers: [
      ['raft-core/src', `import * as long from 'long';\nexport { long };`, layering],
      ['raft-core/src', `export * from '@lolraft/raft-wire';`, layering],
      ['raft-core/src', `export const wire = import('@lolraft/raft-wire');`, layering],
      ['raft-core/src', `export type Wire = import('@lolraft/raft-wire').Wire;`, layering],
      ['raft-core/test', `import '@lolraft/raft-testkit';`, layering],
      ['raft-core/test', `import '@lolraft/raft-core';\nimport 'node:fs';\nimport 'chai';`, ok],
      ['raft-wire/src', `import '@lolraft/raft-core';\nimport '@lolraft/proto-kit/protobuf';`, ok],
      ['raft-wire/src', `import 'protobufjs';`, layering],
      ['proto-kit/src', `import 'protobufjs/minimal.js';`, ok],
      ['raft-wire/src', `import '@lolraft/raft-client';`, layering],
      ['raft-client/src', `import '@lolraft/raft-wire';`, layering],
      ['cli-kit/src', `import '@lolraft/raft-core';\nimport '@lolraft/transport-ws';`, ok],
      ['cli-kit/src', `import '@lolraft/storage-rocksdb';`, layering],
      ['raft-client/src', `import '@lolraft/storage-memory';`, layering],
      ['raft-testkit/src', `import '@lolraft/storage-memory';`, layering],
      ['raft-testkit/src', `import '@lolraft/raft-core';\nimport 'node:fs';`, ok],
      ['app-bridge/src', `import '@lolraft/raft-core';\nimport 'node:net';`, ok],
      ['app-bridge/src', `import '@lolraft/raft-wire';`, layering],
      ['storage-memory/src', `import '@lolraft/storage-rocksdb';`, layering],
      ['storage-memory/src', `import '@lolraft/raft-wire';`, layering],
      ['storage-memory/src', `import '@lolraft/raft-testkit';`, layering],
      [
        'storage-memory/test',
        `import '@lolraft/raft-testkit';\nimport '@lolraft/storage-memory';\nimport 'fast-check';`,
        ok,
      ],
      ['storage-memory/test', `import '@lolraft/storage-rocksdb';`, layering],
      ['transport-ws/src', `import '@lolraft/raft-core';\nimport '@lolraft/raft-wire';\nimport 'ws';`, ok],
      ['transport-ws/src', `import '@lolraft/transport-kit';`, ok],
      ['transport-ws/src', `import '@lolraft/transport-grpc';`, layering],
      ['transport-ws/src', `import '@lolraft/storage-memory';`, layering],
      ['transport-ws/test', `import '@lolraft/storage-memory';`, ok],
      ['kvs-client/src', `import '@lolraft/raft-client';\nimport '@lolraft/raft-core';`, ok],
      ['kvs-client/src', `import '@lolraft/transport-ws';`, layering],
      [
        'apps/kvs/src',
        `import '@lolraft/transport-ws';\nimport '@lolraft/storage-rocksdb';\nimport '@lolraft/raft-core';`,
        ok,
      ],
      ['apps/kvs/src', `import '@lolraft/raft-testkit';`, layering],
      ['apps/kvs/test', `import '@lolraft/raft-testkit';`, ok],
    ],
    'packages by name, declared, and only their exports': [
      ['raft-wire/src', `import '../../raft-core/src/index.js';`, layering],
      ['storage-memory/test', `import '../../raft-core/src/index.js';`, layering],
      ['storage-memory/test', `import '../src/index.js';`, ok],
      ['storage-memory/src', `import '../test/helper.js';`, layering],
      ['raft-wire/src', `import '@lolraft/raft-core/dist/src/index.js';`, layering],
      ['raft-wire/src', `import 'chai';`, layering],
    ],
    'raft-core is free of Node and of chance': [
      ['raft-core/src', `import 'node:fs';`, layering],
      ['raft-core/src', `import 'fs';`, layering],
      ['raft-core/src', `export const a = Buffer.alloc(1);`, globals],
      ['raft-core/src', `export const a = globalThis.Buffer;`, globals],
      ['raft-core/src', `export type A = Buffer;`, syntax],
      ['raft-core/src', `export type A = NodeJS.Timeout;`, syntax],
      ['raft-core/src', `export const a = process.pid;`, globals],
      ['raft-core/src', `export const a = (f: () => void) => setImmediate(f);`, globals],
      ['raft-core/src', `export const a: unknown = require('x');`, globals],
      ['raft-core/src', `export const a = crypto;`, globals],
      ['raft-core/src', `export const a = new WeakRef({});`, globals],
      ['raft-core/src', `export const a = AbortSignal.timeout(1);`, properties],
      ['raft-core/src/node', `export const a = setTimeout(() => undefined, 1);`, globals],
      ['raft-core/src/node', `export const a = Date.now();`, globals],
      ['raft-core/src/node', `export const a = performance.now();`, globals],
      ['raft-core/src/node', `export const a = Math.random();`, properties],
      [
        'raft-core/src/node/probe-clock.ts',
        `export const a = [setTimeout(() => undefined, 1), performance.now(), Math.random()];`,
        ok,
      ],
      ['raft-core/src/node/probe-clock.ts', `export const a = process.hrtime();`, globals],
      [
        'raft-core/src/node',
        `export async function a(b: Promise<number>): Promise<number> {\n  return (await b) + 1;\n}`,
        ok,
      ],
      ['storage-memory/src', `export const a = setTimeout;`, ok],
    ],
    'consensus is a pure, synchronous function': [
      ['raft-core/src/consensus', `import '../node/raft-host.js';`, layering],
      ['raft-core/src/consensus', `export function a(): void {}`, ok],
      ['raft-core/src/consensus', `export async function a() {}`, syntax],
      ['raft-core/src/consensus', `export const a = async () => undefined;`, syntax],
      ['raft-core/src/consensus', `await import('./x.js');`, syntax],
      ['raft-core/src/consensus', `export const a = Promise.resolve(1);`, globals],
      ['raft-core/src/consensus', `export type A = Promise<number>;`, syntax],
      ['raft-core/src/consensus', `export const a = new Promise<void>((resolve) => resolve());`, globals],
      ['raft-core/src/consensus', `export const a = setTimeout(() => undefined, 1);`, globals],
      ['raft-core/src/consensus', `export const a = setInterval(() => undefined, 1);`, globals],
      ['raft-core/src/consensus', `export const a = new Date();`, globals],
      ['raft-core/src/consensus', `export const a = globalThis.Date.now();`, globals],
      ['raft-core/src/consensus', `export const a = performance.now();`, globals],
      ['raft-core/src/consensus', `console.log(1);`, globals],
      ['raft-core/src/consensus', `queueMicrotask(() => undefined);`, globals],
      ['raft-core/src/consensus', `export const a = Math.random();`, properties],
      ['raft-core/src/consensus', `export const { random } = Math;`, properties],
      ['raft-core/src/consensus', `export const a = Math.exp(1);`, properties],
      ['raft-core/src/consensus', `export const a = Math.log(2);`, properties],
      ['raft-core/src/consensus', `export const a = Math.pow(2, 3);`, properties],
      ['raft-core/src/consensus', `export const a = (b: number) => b ** 2;`, syntax],
      ['raft-core/src/consensus', `export const a = Math.sqrt(2) + Math.min(1, 2);`, ok],
      ['raft-core/src/consensus', `export const a = process.pid;`, globals],
    ],
    'strict TypeScript': [
      [
        'raft-core/src',
        `export function a(b: () => Promise<void>): void {\n  b();\n}`,
        '@typescript-eslint/no-floating-promises',
      ],
      ['raft-core/src', `export const a = (b: any): unknown => [b];`, '@typescript-eslint/no-explicit-any'],
      ['raft-core/src', `export const a = (b: number[]): number => b[0]!;`, '@typescript-eslint/no-non-null-assertion'],
      ['storage-memory/test', `export const a = (b: number | undefined): number => b!;`, ok],
      [
        'storage-memory/test',
        `export function a(b: () => Promise<void>): void {\n  b();\n}`,
        '@typescript-eslint/no-floating-promises',
      ],
    ],
  };

  for (const [title, list] of Object.entries(cases)) {
    describe(title, () => {
      for (const [where, code, rule] of list) {
        const folder = where.startsWith('apps/') ? where : `packages/${where}`;
        const file = folder.endsWith('.ts') ? folder : `${folder}/probe.ts`;
        it(`${rule === ok ? 'allows' : 'refuses'} in ${where}: ${code.split('\n').join(' ')}`, async () => {
          const rules = await broken(file, code);
          if (rule === ok) expect(rules).to.deep.equal([]);
          else expect(rules).to.include(rule);
        });
      }
    });
  }

  describe('circular imports', () => {
    let folder;

    before(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'lol-lint-'));
      const files = {
        'a.js': `import './b.js';\nexport const a = 1;`,
        'b.js': `export * from './c.js';`,
        'c.js': `import { a } from './a.js';\nexport const c = () => a;`,
        'd.js': `import './a.js';`,
        'self.js': `import './self.js';`,
      };
      for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    });

    after(() => {
      rmSync(folder, { recursive: true });
    });

    async function cycles(name) {
      const config = [{ files: ['**/*.js'], plugins: { lol }, rules: { 'lol/no-cycle': 'error' } }];
      const [result] = await new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: config }).lintFiles(
        name,
      );
      return result.messages.map(({ message }) => message);
    }

    it('names the files of a cycle', async () => {
      expect(await cycles('a.js')).to.deep.equal(['Circular import: a.js -> b.js -> c.js -> a.js.']);
      expect(await cycles('c.js')).to.deep.equal(['Circular import: c.js -> a.js -> b.js -> c.js.']);
    });

    it('sees a file that imports itself, and lets one pass that only leads to a cycle', async () => {
      expect(await cycles('self.js')).to.have.lengthOf(1);
      expect(await cycles('d.js')).to.deep.equal([]);
    });

    it('is an error in every project', async () => {
      for (const project of projectFolders()) {
        const config = await eslint.calculateConfigForFile(path.join(project, 'src/any.ts'));
        expect(config.rules['lol/no-cycle'][0]).to.equal(2);
        expect(config.rules['lol/layering'][0]).to.equal(2);
      }
    });
  });
});
