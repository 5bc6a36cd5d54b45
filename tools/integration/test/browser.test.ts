import { expect } from 'chai';
import { build } from 'esbuild';
import { before, describe, it } from 'mocha';
import { fileURLToPath } from 'node:url';
import { findChromium, loadedDocument } from './browser/chromium.js';
import { servePage } from './browser/page-server.js';

describe('in a browser', function () {
  this.timeout(90_000);
  let script = '';

  before(async () => {
    // Fails on anything that only Node has: no polyfill is given.
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(new URL('browser/page.js', import.meta.url))],
      bundle: true,
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    script = outputFiles[0]?.text ?? '';
    const packages = new Set(Object.keys(metafile.inputs).map((file) => /packages\/([^/]+)\//.exec(file)?.[1]));
    packages.delete(undefined);
    expect([...packages].sort()).to.deep.equal(['raft-core', 'raft-testkit', 'storage-memory']);
  });

  it('raft-core bundles without anything of Node', () => {
    expect(script).not.to.match(/\brequire\(|['"]node:|\bBuffer\b|\bprocess\./);
    expect(script.length).to.be.greaterThan(10_000);
  });

  it('three nodes elect, write, read, and survive the loss of their leader', async function () {
    const chromium = findChromium();
    if (chromium === undefined) {
      console.log('      skipped: no chromium is installed');
      this.skip();
    }
    const page = await servePage(script);
    try {
      const document = await loadedDocument(chromium, page.url, 60_000);
      const result = JSON.parse(/<pre id="result">(.*?)<\/pre>/s.exec(document)?.[1] ?? '{}') as Record<
        string,
        unknown
      >;
      expect(result).to.deep.include({ total: 200, afterFailover: 201, everywhere: [201, 201] });
      expect(new Set(result['leaders'] as string[]).size, 'another leader').to.equal(2);
    } finally {
      await page.close();
    }
  });
});
