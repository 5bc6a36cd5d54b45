import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { pack, type Tarball } from '../src/pack.js';
import { publishedPackages, root } from '../src/workspace.js';

/** What a package may contain. */
const ALLOWED = [
  /^(package\.json|README\.md|LICENSE)$/,
  /^bin\/[\w-]+\.mjs$/,
  /^dist\/src\/.*\.(js|d\.ts|js\.map|d\.ts\.map)$/,
  /^src\/generated\/[\w-]+\.(js|d\.ts)$/,
  /^proto\/.*\.proto$/,
  /^grafana\/.*\.json$/,
  /^prometheus\/.*\.yml$/,
  /^examples\/python\/\w+\.py$/,
];
/** Packages are ESM: what CommonJS cannot load, or an old resolution cannot find, is as it should be. */
const ESM_ONLY: ReadonlySet<string> = new Set(['CJSResolvesToESM']);

describe('packed packages', () => {
  const packages = publishedPackages();
  const tarballs = new Map<string, Tarball>();
  let folder = '';

  before(async function () {
    this.timeout(180_000);
    folder = mkdtempSync(path.join(tmpdir(), 'lol-packed-'));
    for (const tarball of await pack(packages, folder)) tarballs.set(tarball.package.name, tarball);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function tarballOf(name: string): Tarball {
    const found = tarballs.get(name);
    if (found === undefined) throw new Error(`${name} was not packed`);
    return found;
  }

  it('are built before they are packed: all of them are dependencies of this project', () => {
    const manifest = JSON.parse(readFileSync(path.join(root, 'tools/packaging/package.json'), 'utf8')) as {
      readonly nx: { readonly implicitDependencies: readonly string[] };
    };
    expect(manifest.nx.implicitDependencies).to.have.members(packages.map(({ name }) => name));
  });

  for (const item of packages) {
    const { name } = item;

    it(`${name} contains what users need, and nothing else`, () => {
      const { contents } = tarballOf(name);
      expect(contents.filter((file) => !ALLOWED.some((pattern) => pattern.test(file)))).to.deep.equal([]);
      expect(contents).to.include.members(['package.json', 'README.md', 'LICENSE']);
      expect(readFileSync(path.join(item.folder, 'LICENSE'), 'utf8')).to.equal(
        readFileSync(path.join(root, 'LICENSE'), 'utf8'),
      );
    });

    it(`${name} is found by every tool that looks for it`, async () => {
      const { messages, pkg } = await publint({
        pack: { tarball: new Uint8Array(readFileSync(tarballOf(name).file)).buffer },
        strict: true,
      });
      expect(messages.map((message) => formatMessage(message, pkg))).to.deep.equal([]);
    }).timeout(60_000);

    if (item.types !== undefined)
      it(`${name} has types where its code is`, async () => {
        const data = createPackageFromTarballData(new Uint8Array(readFileSync(tarballOf(name).file)));
        const analysis = await checkPackage(data, { entrypoints: ['.'] });
        if (!analysis.types) throw new Error('no types');
        // A resolution that knows no "exports" is not served.
        const problems = analysis.problems.filter(
          (problem) =>
            !ESM_ONLY.has(problem.kind) && !('resolutionKind' in problem && problem.resolutionKind === 'node10'),
        );
        expect(problems).to.deep.equal([]);
      }).timeout(60_000);
  }
});
