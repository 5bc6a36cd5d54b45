import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';

const README = readFileSync(
  fileURLToPath(new URL('../../../../packages/raft-testkit/README.md', import.meta.url)),
  'utf8',
);

function block(language: string, start: string): string {
  const found = [...README.matchAll(/```(\w+)\n([\s\S]*?)```/g)].find(
    ([, name, text]) => name === language && text?.startsWith(start),
  )?.[2];
  if (found === undefined) throw new Error(`the README has no ${language} that begins with ${start}`);
  return found;
}

/** What a reader would have written beside the examples. */
const STORAGE = `
import { RocksStorage } from '@lolraft/storage-rocksdb';
export const MyStorage = RocksStorage;
`;
const TRANSPORT = `
import { MemoryNetwork } from '@lolraft/raft-testkit';
const network = new MemoryNetwork();
export const MyTransport = function ({ address, ...limits }) {
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  return network.transport(address, Object.fromEntries(given));
};
export const MyClientTransport = function () {
  return network.client();
};
`;

describe('the examples of the test kit', () => {
  let folder: string;
  beforeEach(() => {
    // Beside this test, so that the packages are found from there.
    folder = mkdtempSync(fileURLToPath(new URL('./testkit-readme-', import.meta.url)));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function run(file: string, args: readonly string[], files: Readonly<Record<string, string>>): string {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const { status, stdout, stderr } = spawnSync(process.execPath, [...args, file], {
      cwd: folder,
      encoding: 'utf8',
      // Else the runner of Node takes itself for a child of another.
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    });
    expect({ status, stderr }, stdout).to.deep.equal({ status: 0, stderr: '' });
    return stdout;
  }

  for (const [file, name, source] of [
    ['storage.test.mjs', 'my-storage.mjs', STORAGE],
    ['transport.test.mjs', 'my-transport.mjs', TRANSPORT],
  ] as const) {
    it(`${file} passes with a sound adapter`, () => {
      const output = run(file, ['--test', '--test-reporter=tap'], {
        [file]: block('js', `// ${file}`),
        [name]: source,
      });
      expect(Number(/^# pass (\d+)$/m.exec(output)?.[1])).to.be.greaterThan(20);
    }).timeout(120_000);
  }

  it('history.mjs draws what the README shows', () => {
    expect(run('history.mjs', [], { 'history.mjs': block('js', '// history.mjs') })).to.equal(block('text', 'bob'));
  });
});
