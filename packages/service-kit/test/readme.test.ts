import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import ts from 'typescript';
import { until } from './support/wait.js';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
/** Beside this test, so that the packages are found from there. */
const PROGRAM = fileURLToPath(new URL('./readme-service.mjs', import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('the example of the README', () => {
  it('compiles, serves what it says, and ends well', async function () {
    this.timeout(60_000);
    const source = /```ts\n(\/\/ service\.ts\n[\s\S]*?)```/.exec(README)?.[1] ?? '';
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
    });
    const [raft, http] = [await freePort(), await freePort()];
    expect(outputText.match(/7001|9464/g), 'its ports').to.have.length(3);
    writeFileSync(PROGRAM, outputText.replaceAll('7001', String(raft)).replaceAll('9464', String(http)));
    const child = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'ignore', 'inherit'] });
    const ended = once(child, 'exit');
    try {
      const ask = (page: string): Promise<Response | undefined> =>
        fetch(`http://127.0.0.1:${http}${page}`).catch(() => undefined);
      await until('it is ready', async () => (await ask('/readyz'))?.ok === true);
      expect(await (await ask('/total'))?.json()).to.deep.equal({ total: 0 });
      child.kill('SIGTERM');
      expect(await ended).to.deep.equal([0, null]);
    } finally {
      child.kill('SIGKILL');
      rmSync(PROGRAM, { force: true });
    }
  });
});
