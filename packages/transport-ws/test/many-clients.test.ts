import { decodeHelloReply } from '@lolraft/raft-wire';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Node, until } from './support/node.js';
import { Raw } from './support/raw.js';

const PROGRAM = fileURLToPath(new URL('support/many-clients-main.js', import.meta.url));
const CLIENTS = Number(process.env['LOL_CLIENTS'] ?? 1_000);
/** Of memory for an idle client; a quarter of it would do. */
const BYTES = 64 * 1024;

/** Bytes on and off the heap that are in use. */
function inUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('many clients', function () {
  this.timeout(60_000 + CLIENTS * 20);
  let node: Node;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    // One more is one too many.
    node = await Node.start('a', { limits: { maxConnections: CLIENTS } });
    node.onCallWith = async () => ({ type: 'query', index: 1, value: new Uint8Array(10) });
  });

  afterEach(async () => {
    child?.kill('SIGKILL');
    await node.close();
  });

  it('each get an answer, and cost a bounded amount of memory; one beyond the bound is refused, until they go', async () => {
    const before = inUse();
    child = fork(PROGRAM, [node.address, String(CLIENTS)]);
    const [connected] = (await once(child, 'message')) as [number];
    expect([connected, node.calls]).to.deep.equal([CLIENTS, CLIENTS]);
    const each = (inUse() - before) / CLIENTS;
    console.log(`      ${CLIENTS} clients: ${(each / 1024).toFixed(1)} KiB each`);
    expect(each).to.be.below(BYTES);
    const last = await Raw.client(node.address);
    expect(await last.closed).to.deep.include({ reason: 'too many connections' });
    child.kill('SIGKILL');
    // There is room again: the test's own time is the bound.
    for (;;) {
      const raw = await Raw.client(node.address);
      const isRefused = await Promise.race([
        raw.closed.then(() => true),
        until('it has an answer', () => raw.received.length > 0).then(() => false),
      ]);
      const [reply] = raw.received;
      raw.ws.terminate();
      if (!isRefused && reply !== undefined && decodeHelloReply(reply.bytes).type === 'client') break;
    }
  });
});
