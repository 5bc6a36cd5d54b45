import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exposureOf, WatchedFiles } from '../../src/index.js';

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() >= end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

describe('watched files', () => {
  let folder: string;
  let watched: WatchedFiles | undefined;
  const file = (name: string): string => path.join(folder, name);
  /** At once, as far as anybody sees. */
  const replace = async (name: string, text: string): Promise<void> => {
    await writeFile(file('new'), text);
    await rename(file('new'), file(name));
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lol-watched-'));
    await writeFile(file('a'), '1');
    await writeFile(file('b'), '1');
  });

  afterEach(async () => {
    await watched?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are read anew when one of them has changed, in place or by another that takes its name', async () => {
    // Whoever writes a file in place empties it first, and that may be seen, too.
    let seen = '';
    const read = async (): Promise<void> => {
      seen = (await Promise.all(['a', 'b'].map((name) => readFile(file(name), 'utf8')))).join();
    };
    watched = new WatchedFiles([file('a'), file('b')], read, () => undefined, 2);
    await watched.reload();
    expect(seen).to.equal('1,1');
    await writeFile(file('a'), '22');
    await until(() => seen === '22,1');
    await replace('b', '3');
    await until(() => seen === '22,3');
  });

  it('that cannot be used are told of, and tried again when they change, or on demand', async () => {
    const errors: unknown[] = [];
    let reads = 0;
    const read = async (): Promise<void> => {
      reads++;
      if (reads < 3) throw new Error('the key does not fit');
    };
    watched = new WatchedFiles([file('a')], read, (error) => errors.push(error), 2);
    await watched.reload();
    await replace('a', '22');
    await until(() => errors.length === 2);
    await watched.reload();
    expect([reads, errors.length]).to.deep.equal([3, 2]);
  });

  it('are read once more where that is asked for while they are being read', async () => {
    let release: () => void = () => undefined;
    let reads = 0;
    const read = async (): Promise<void> => {
      reads++;
      if (reads === 1) await new Promise<void>((resolve) => (release = resolve));
    };
    watched = new WatchedFiles([file('a')], read, () => undefined, 60_000);
    const first = watched.reload();
    await until(() => reads === 1);
    const second = watched.reload();
    release();
    await Promise.all([first, second]);
    expect(reads).to.equal(2);
  });
});

describe('what leaves a node open', () => {
  const setup = { host: '10.0.0.1', tls: true, verifies: true, policy: true };

  it('is said where others can reach it', () => {
    expect(exposureOf(setup)).to.deep.equal([]);
    expect(exposureOf({ ...setup, tls: false, verifies: false })[0]).to.match(/without TLS/);
    expect(exposureOf({ ...setup, verifies: false })[0]).to.match(/without asking nodes for certificates/);
    expect(exposureOf({ ...setup, policy: false })[0]).to.match(/without an access policy/);
    expect(exposureOf({ host: '0.0.0.0', tls: false, verifies: false, policy: false })).to.have.length(2);
  });

  it('is nothing on the own machine', () => {
    for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost'])
      expect(exposureOf({ host, tls: false, verifies: false, policy: false }), host).to.deep.equal([]);
  });
});
