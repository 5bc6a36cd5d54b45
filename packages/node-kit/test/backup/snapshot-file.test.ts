import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RaftHost, type SnapshotPart } from '@lolraft/raft-core';
import { MemoryNetwork, MemorySnapshots } from '@lolraft/raft-testkit';
import { MemoryStorage } from '@lolraft/storage-memory';
import { expect } from 'chai';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { LocalFileError } from '@lolraft/cli-kit';
import { readFile } from '../../src/backup/read-file.js';
import { inspectFile, saveFile, type SavedFile } from '../../src/backup/snapshot-file.js';
import { PotApp, readPot } from '../support/pot-app.js';
import { until } from '../support/until.js';

async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

describe('a file with a snapshot', () => {
  let folder = '';
  let file = '';
  /** What a node sends of its newest snapshot. */
  const good: SnapshotPart[] = [];

  before(async () => {
    const host = await RaftHost.start({
      id: 'n1',
      cluster: { name: 'files', token: '' },
      initial: 'new',
      members: [{ id: 'n1', address: 'mem:n1' }],
      groups: { main: { app: new PotApp() } },
      transport: new MemoryNetwork().transport('mem:n1'),
      storage: new MemoryStorage(),
      snapshots: new MemorySnapshots(),
    });
    const group = host.group('main');
    await until(() => group.status().role === 'leader', 'it leads');
    for (let n = 0; n < 5; n++) await group.write(new Uint8Array(60_000).fill(n));
    await group.takeSnapshot();
    for await (const part of group.readSnapshot(new AbortController().signal))
      good.push({ ...part, bytes: part.bytes.slice() });
    await host.close();
  });

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lol-file-'));
    file = path.join(folder, 'backup.pot');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  after(() => {
    good.length = 0;
  });

  /** Parts as they come over the wire, and how often they were asked for. */
  let asked = 0;
  async function* sent(parts: readonly SnapshotPart[]): AsyncGenerator<SnapshotPart, void, undefined> {
    asked++;
    for (const part of parts) {
      await Promise.resolve();
      yield part;
    }
  }
  const save = (parts: readonly SnapshotPart[], replace = false): Promise<SavedFile> => {
    asked = 0;
    return saveFile(file, sent(parts), readPot, replace, () => undefined);
  };
  /** The parts with one byte of the whole changed. */
  const damagedAt = (position: number): SnapshotPart[] =>
    good.map((part) => {
      const bytes = part.bytes.slice();
      const at = position - part.offset;
      if (at >= 0 && at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ 1;
      return { ...part, bytes };
    });

  it('has every byte that came, and is all that is left', async () => {
    expect(good.length).to.be.above(1);
    const { index, size } = await save(good);
    expect(readdirSync(folder)).to.deep.equal(['backup.pot']);
    expect(readFileSync(file)).to.deep.equal(Buffer.concat(good.map(({ bytes }) => bytes)));
    expect(size).to.equal(readFileSync(file).length);
    expect(await inspectFile(file, readPot)).to.deep.include({ index, counts: { drops: 5 } });
  });

  it('is not there where one byte on the way was another', async () => {
    const size = good[0]?.size ?? 0;
    for (const position of [0, 20, Math.floor(size / 2), size - 1]) {
      const error = await failure(save(damagedAt(position)));
      expect(error, `byte ${position}`).to.have.property('code').that.is.oneOf(['CORRUPTION', 'UNKNOWN_ENTRY']);
      expect(readdirSync(folder), `byte ${position}`).to.deep.equal([]);
    }
  });

  it('is not there where the end is missing, or the snapshot is another one than was said', async () => {
    expect(await failure(save(good.slice(0, -1)))).to.include({ code: 'CORRUPTION' });
    expect(await failure(save([]))).to.include({ code: 'CORRUPTION' });
    const other = good.map((part) => ({ ...part, index: part.index + 1 }));
    expect(await failure(save(other)))
      .to.include({ code: 'CORRUPTION' })
      .and.have.property('message')
      .that.includes('index');
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('is not there where the state makes no sense, though every checksum is right', async () => {
    const host = await RaftHost.start({
      id: 'n1',
      cluster: { name: 'others', token: '' },
      initial: 'new',
      members: [{ id: 'n1', address: 'mem:n1' }],
      groups: {
        main: {
          app: {
            query: () => new Uint8Array(0),
            apply: (entries) => entries.map(() => new Uint8Array(0)),
            install: () => Promise.resolve(),
            snapshot: () => ({
              async *read() {
                await Promise.resolve();
                yield Buffer.from('the state of another app');
              },
            }),
          },
        },
      },
      transport: new MemoryNetwork().transport('mem:n1'),
      storage: new MemoryStorage(),
      snapshots: new MemorySnapshots(),
    });
    const parts: SnapshotPart[] = [];
    try {
      await until(() => host.group('main').status().appliedIndex > 0, 'it leads');
      await host.group('main').takeSnapshot();
      for await (const part of host.group('main').readSnapshot(new AbortController().signal))
        parts.push({ ...part, bytes: part.bytes.slice() });
    } finally {
      await host.close();
    }
    expect(await failure(save(parts)))
      .to.have.property('code')
      .that.is.oneOf(['CORRUPTION', 'UNKNOWN_ENTRY']);
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('is not replaced unless that was asked for, and nobody is asked for anything before', async () => {
    writeFileSync(file, 'precious');
    expect(await failure(save(good))).to.include({ code: 'INVALID_ARGUMENT' });
    expect(asked).to.equal(0);
    expect(readFileSync(file, 'utf8')).to.equal('precious');
    expect(await failure(save(damagedAt(20), true))).to.include({ code: 'CORRUPTION' });
    expect(readFileSync(file, 'utf8'), 'kept until the new one is good').to.equal('precious');
    await save(good, true);
    expect(await inspectFile(file, readPot)).to.deep.include({ counts: { drops: 5 } });
    expect(readdirSync(folder)).to.deep.equal(['backup.pot']);
  });

  it('is not replaced either where it comes while the snapshot does', async () => {
    async function* slow(): AsyncGenerator<SnapshotPart, void, undefined> {
      yield* sent(good);
      writeFileSync(file, 'somebody was faster');
    }
    expect(await failure(saveFile(file, slow(), readPot, false, () => undefined))).to.include({
      code: 'INVALID_ARGUMENT',
    });
    expect(readFileSync(file, 'utf8')).to.equal('somebody was faster');
    expect(readdirSync(folder)).to.deep.equal(['backup.pot']);
  });

  it('is a matter of this machine where it cannot be written or read, and the node is not asked', async () => {
    file = path.join(folder, 'nowhere', 'backup.pot');
    const error = await failure(save(good));
    expect(error).to.be.instanceOf(LocalFileError).and.include({ code: 'LOCAL_FILE', outcome: 'not_applied' });
    expect(error).to.have.property('message').that.includes(file);
    expect(asked).to.equal(0);
    const read = await failure(inspectFile(file, readPot));
    expect(read).to.be.instanceOf(LocalFileError).and.have.property('message').that.includes('cannot be read');
    mkdirSync(path.join(folder, 'backup.pot'));
    file = path.join(folder, 'backup.pot');
    expect(await failure(save(good, true)), 'a folder has the name').to.include({ code: 'LOCAL_FILE' });
    expect(readdirSync(folder)).to.deep.equal(['backup.pot']);
  });

  it('fails as the source does, and leaves nothing', async () => {
    const broken = new Error('the connection broke');
    async function* breaking(): AsyncGenerator<SnapshotPart, void, undefined> {
      yield* sent(good.slice(0, 1));
      throw broken;
    }
    expect(await failure(saveFile(file, breaking(), readPot, false, () => undefined))).to.equal(broken);
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('is closed by a reader that leaves early', async function () {
    if (!existsSync('/proc/self/fd')) {
      console.log('      skipped: this system does not list open files in /proc');
      this.skip();
    }
    await save(good);
    for await (const chunk of readFile(file)) {
      expect(chunk.length).to.be.above(0);
      break;
    }
    const open = readdirSync('/proc/self/fd').length;
    for (let n = 0; n < 20; n++) for await (const _ of readFile(file)) break;
    expect(readdirSync('/proc/self/fd').length).to.be.at.most(open);
  });
});
