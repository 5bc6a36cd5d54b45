import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { freePortRange } from '@lolraft/tool-process-kit';
import { expect } from 'chai';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { after, before, describe, it } from 'mocha';
import ts from 'typescript';
import { Registry } from '../src/registry.js';
import { type Package, publishedPackages, root } from '../src/workspace.js';
import { type Composition, COMPOSITIONS, counterSource } from './support/compositions.js';
import { Counters } from './support/counters.js';

const run = promisify(execFile);
const TSC = path.join(root, 'node_modules/typescript/bin/tsc');
const TSC_FLAGS = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023'];
/** Milliseconds in which a counter that works has counted to 2, on however busy a machine. */
const COUNT_TIMEOUT = 120_000;
const LIBRARIES = ['--lib', 'es2023,esnext.disposable', '--types', 'node'];

describe('packages from a registry, in an empty project', () => {
  const packages = publishedPackages();
  let folder = '';
  let registry: Registry | undefined;
  let bucket: FauxqsServer | undefined;

  before(async function () {
    this.timeout(300_000);
    folder = mkdtempSync(path.join(tmpdir(), 'lol-packaging-'));
    registry = await Registry.start(path.join(folder, 'registry'));
    await registry.publish(packages);
    bucket = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
    const client = new S3Client({
      endpoint: `http://127.0.0.1:${String(bucket.port)}`,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'testkey', secretAccessKey: 'testsecret' },
    });
    await client.send(new CreateBucketCommand({ Bucket: 'lol' }));
    client.destroy();
  });

  after(async function () {
    this.timeout(60_000);
    await bucket?.stop();
    await registry?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  async function project(name: string, install: readonly string[]): Promise<string> {
    const where = path.join(folder, name);
    mkdirSync(where);
    writeFileSync(path.join(where, 'package.json'), '{ "private": true, "type": "module" }\n');
    await registry?.npm(['install', '--no-package-lock', ...install], where);
    return where;
  }

  /** Those of this workspace that are installed there. */
  function installed(where: string): string[] {
    return readdirSync(path.join(where, 'node_modules/@lolraft')).sort();
  }

  function withDependencies(names: readonly string[]): string[] {
    const found = new Map<string, Package>();
    const add = (name: string): void => {
      const item = packages.find((each) => each.name === name);
      if (item === undefined || found.has(name)) return;
      found.set(name, item);
      item.dependencies.forEach(add);
    };
    names.forEach(add);
    return [...found.keys()].map((name) => name.replace('@lolraft/', '')).sort();
  }

  async function compiles(where: string): Promise<void> {
    try {
      await run(process.execPath, [TSC, ...TSC_FLAGS, ...LIBRARIES, 'counter.ts'], { cwd: where });
    } catch (error) {
      // The compiler says what is wrong on its standard output.
      throw error instanceof Error && 'stdout' in error ? new Error(String(error.stdout)) : error;
    }
  }

  async function counts(composition: Composition): Promise<void> {
    const scoped = composition.packages.map((name) => `@lolraft/${name}`);
    const where = await project(composition.packages.join('-'), [...scoped, '@types/node@20']);
    expect(installed(where)).to.deep.equal(withDependencies(scoped));
    const source = counterSource(composition, (await freePortRange(3)) - 1);
    writeFileSync(path.join(where, 'counter.ts'), source);
    await compiles(where);
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
    });
    writeFileSync(path.join(where, 'counter.mjs'), outputText);
    const env = { ...process.env, S3_ENDPOINT: `http://127.0.0.1:${String(bucket?.port)}` };
    await using counters = new Counters(where, 'counter.mjs', env);
    await counters.say('the counter is 2', AbortSignal.timeout(COUNT_TIMEOUT));
  }

  for (const composition of COMPOSITIONS) {
    it(`${composition.packages.join(', ')}: the counter of the README compiles and counts`, () =>
      counts(composition)).timeout(300_000);
  }

  it('each package alone can be imported, and each command says its version', async () => {
    const where = await project(
      'all',
      packages.map(({ name }) => name),
    );
    const imports = packages.filter(({ types }) => types !== undefined).map(({ name }) => JSON.stringify(name));
    const script = `for (const name of [${imports.join(', ')}]) if (Object.keys(await import(name)).length === 0) throw new Error(name + ' exports nothing');`;
    await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: where });
    for (const command of ['kvs', 'raftctl', 'lol-sim']) {
      const { stdout } = await run(path.join(where, 'node_modules/.bin', command), ['--version']);
      expect(stdout).to.match(/^\d+\.\d+\.\d+\n$/);
    }
  }).timeout(180_000);
});
