import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseAccessFile } from '@lolraft/transport-ws';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { run } from '../src/index.js';
import { testTerminal } from './support/cluster.js';

describe('raftctl token create', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lol-token-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function create(...args: readonly string[]): Promise<{ code: number; out: string[]; err: string }> {
    const terminal = testTerminal();
    const connect = (): never => {
      throw new Error('it needs no cluster');
    };
    const code = await run(['token', 'create', ...args], { terminal, connect });
    return { code, out: terminal.out, err: terminal.err.join('\n') };
  }

  it('prints the token, and the line of the access file, which does not have it', async () => {
    const { code, out } = await create('ci', '--role', 'write', '--expires', '30d');
    expect(code).to.equal(0);
    const [token = '', line = ''] = out;
    expect(token).to.match(/^lol_ci_[A-Za-z0-9_-]{43}$/);
    expect(line).not.to.include(token);
    const [record] = parseAccessFile(line).tokens;
    expect(record).to.include({ id: 'ci', role: 'write' });
    expect((record?.expires ?? 0) - Date.now()).to.be.within(29.9 * 86_400_000, 30 * 86_400_000);
  });

  it('puts the line into a file that its user alone can read, and prints the token alone', async () => {
    const file = path.join(folder, 'access');
    for (const id of ['one', 'two']) {
      const { out } = await create(id, '--role', 'read', '--expires', 'never', '--append', file);
      expect(out).to.have.length(1);
    }
    const { tokens } = parseAccessFile(await readFile(file, 'utf8'));
    expect(tokens.map(({ id }) => id)).to.deep.equal(['one', 'two']);
    expect((await stat(file)).mode & 0o077).to.equal(0);
  });

  it('prints JSON', async () => {
    const { out } = await create('ci', '--role', 'admin', '--expires', '2099-01-01', '--json');
    expect(JSON.parse(out.join(''))).to.have.all.keys('token', 'line');
  });

  for (const [what, args] of Object.entries({
    'a role that there is not': ['ci', '--role', 'root', '--expires', '1d'],
    'an id that cannot be': ['c_i', '--role', 'read', '--expires', '1d'],
    'an expiry that is over': ['ci', '--role', 'read', '--expires', '2020-01-01'],
    'an expiry that is no time': ['ci', '--role', 'read', '--expires', 'soon'],
    'no expiry': ['ci', '--role', 'read'],
    'a file that cannot be': ['ci', '--role', 'read', '--expires', '1d', '--append', '/nowhere/access'],
  }))
    it(`refuses ${what}`, async () => {
      const { code, out, err } = await create(...args);
      expect(code).to.equal(2);
      expect(out).to.deep.equal([]);
      expect(err).not.to.equal('');
    });
});
