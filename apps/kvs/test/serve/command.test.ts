import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

function kvs(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { code: status, out: stdout, err: stderr };
}

describe('kvs serve --check-config', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kvs-config-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows that flags win over the environment, that over the file, and the file over the defaults', () => {
    const file = path.join(folder, 'kvs.json');
    writeFileSync(
      file,
      JSON.stringify({
        id: 'n1',
        members: { n1: 'ws://127.0.0.1:7001' },
        clusterName: 'file',
        clusterToken: 'file',
        maxValueBytes: 10,
      }),
    );
    const { code, out } = kvs(['serve', '--check-config', '--config', file, '--cluster-name', 'flag'], {
      KVS_CLUSTER_NAME: 'environment',
      KVS_CLUSTER_TOKEN: 'environment',
    });
    expect(code).to.equal(0);
    expect(JSON.parse(out)).to.include({
      clusterName: 'flag',
      clusterToken: 'environment',
      maxValueBytes: 10,
      storage: 'rocksdb',
    });
  });

  it('ends with 2 and one line that says what is wrong', () => {
    for (const args of [
      ['serve', '--id', 'n1'],
      ['serve', '--config', path.join(folder, 'none.json')],
      ['serve', '--nonsense'],
      ['nonsense'],
    ]) {
      const { code, err, out } = kvs(args);
      expect(code, args.join(' ')).to.equal(2);
      expect(out).to.equal('');
      expect(err.trim().split('\n')).to.have.length(1);
    }
  });
});
