import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import ts from 'typescript';
import { LiveCluster } from '../cli/support/live-cluster.js';

const README = readFileSync(
  fileURLToPath(new URL('../../../../../packages/lock-client/README.md', import.meta.url)),
  'utf8',
);

/** A store as the README asks for: it refuses a token below the newest that it has seen. */
const STORE = `
let newest = 0;
const store = {
  async write(value: string, { fence, signal }: { fence: number; signal: AbortSignal }): Promise<void> {
    signal.throwIfAborted();
    if (fence < newest) throw new Error('it comes too late');
    newest = fence;
    console.log(value);
  },
};
`;

describe('the example of the client', function () {
  this.timeout(60_000);
  let cluster: LiveCluster;
  let folder: string;

  before(async () => {
    cluster = await LiveCluster.start();
    // Beside this test, so that the packages are found from there.
    folder = mkdtempSync(fileURLToPath(new URL('./readme-', import.meta.url)));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await cluster.close();
  });

  it('does as it says, on three nodes', async () => {
    let example = /```ts\n([\s\S]*?)```/.exec(README)?.[1] ?? '';
    for (const [i, address] of cluster.addresses.entries()) {
      expect(example).to.include(`ws://127.0.0.1:700${i + 1}`);
      example = example.replace(`ws://127.0.0.1:700${i + 1}`, address);
    }
    const { outputText } = ts.transpileModule(STORE + example, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    const file = path.join(folder, 'example.mjs');
    writeFileSync(file, outputText);
    const ended = await new Promise<object>((resolve) => {
      execFile(process.execPath, [file], (error, out, err) => resolve({ code: error?.code ?? 0, out, err }));
    });
    expect(ended).to.have.property('err', '');
    expect(ended).to.have.property('code', 0);
    expect(ended)
      .to.have.property('out')
      .that.matches(/^invoice 1\n\d+ http:\/\/10\.0\.0\.7:9090\nnot leading any more: released\ntrue\n$/);
  });
});
