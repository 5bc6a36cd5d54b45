import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Processes } from './support/processes.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const run = promisify(execFile);

describe('three processes and the command line', function () {
  this.timeout(90_000);

  it('what is put through one node is there on every other', async () => {
    await using processes = await Processes.start();
    const { endpoints } = processes.cluster;
    const kvs = async (endpoint: string, ...args: string[]) =>
      (await run(process.execPath, [MAIN, ...args, '--endpoints', endpoint])).stdout;
    const [first = '', second = '', third = ''] = endpoints;

    expect(await kvs(first, 'put', 'greeting', 'hello')).to.match(/^revision \d+\n$/);
    expect(await kvs(second, 'get', 'greeting')).to.equal('hello\n');
    expect(await kvs(third, 'cas', 'greeting', 'hi', '--expect', 'hello')).to.match(/^revision \d+\n$/);
    expect(await kvs(first, 'range', '--prefix', 'greet')).to.equal('greeting\thi\n');

    // One endpoint is enough to see all of them.
    let rows: string[] = [];
    const leaders = (): string[] => rows.filter((row) => row.includes(' leader '));
    // On a busy machine it may look just while another one is elected.
    for (let attempt = 0; attempt < 10 && leaders().length !== 1; attempt++) {
      await processes.cluster.whenLed();
      const lines = (await kvs(third, 'status')).trimEnd().split('\n');
      const membership = lines.findIndex((line) => /^membership of entry \d+.*: voters n1, n2, n3$/.test(line));
      rows = lines.slice(1, membership);
      expect(rows, lines.join('\n')).to.have.lengthOf(3);
    }
    expect(leaders(), rows.join('\n')).to.have.lengthOf(1);
    for (const endpoint of endpoints) expect(rows.some((row) => row.includes(endpoint))).to.equal(true);
  });
});
