import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { SingleNode } from './support/serve.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const run = promisify(execFile);

describe('a node whose address is one of gRPC', function () {
  this.timeout(60_000);

  it('is served and called over gRPC by the same commands', async () => {
    await using node = await SingleNode.create('grpc');
    await node.start();
    const kvs = async (...args: string[]) =>
      (await run(process.execPath, [MAIN, ...args, '--endpoints', node.address])).stdout;
    expect(await kvs('put', 'greeting', 'hello')).to.match(/^revision \d+\n$/);
    expect(await kvs('get', 'greeting')).to.equal('hello\n');
    expect(await kvs('status')).to.include(node.address);
  });
});
