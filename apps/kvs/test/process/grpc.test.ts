import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RaftClient } from '@lolraft/raft-client';
import { readMetrics } from '@lolraft/raft-metrics/client';
import { GrpcClientTransport } from '@lolraft/transport-grpc';
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
    // Its metrics go the same way, without a page for them.
    await using client = new RaftClient({ transport: new GrpcClientTransport(), endpoints: [node.address] });
    const { families } = await readMetrics(client, { prefixes: ['lol_raft_role', 'lol_raft_proposals_total'] });
    const values = families.map(({ metric, series }) => [
      metric.name,
      series.filter((one) => 'value' in one && one.value > 0),
    ]);
    expect(values[0]).to.deep.equal(['lol_raft_role', [{ labels: { group: 'main', role: 'leader' }, value: 1 }]]);
    expect(values[1]?.[1]).to.have.length(1);
  });
});
