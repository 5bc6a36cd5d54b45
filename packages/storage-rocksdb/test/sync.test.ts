import path from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { childFile } from './support/child.js';
import { temporaryFolder } from './support/folder.js';
import { canTrace, syncedDuring, trace } from './support/trace.js';

/** A kill shows nothing of this: what a process wrote outlives it without any sync. The system calls do. */
describe('what is synced before a call is acknowledged', function () {
  this.timeout(120_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder('onDisk');
  });
  afterEach(() => folder.remove());

  const kind = (file: string): string => path.basename(file).replace(/^\d+\.(log|sst)$/, '$1');

  it('each kind of write, and each start', function () {
    if (!canTrace()) {
      console.log('      skipped: strace is not installed, or may not trace');
      this.skip();
    }
    const directory = path.join(folder.path, 'data');
    const run = (...args: string[]) => trace(path.join(folder.path, 'trace'), [childFile('steps'), directory, ...args]);
    const events = run('write');
    const during = (step: string) => syncedDuring(events, step).map((files) => files.map(kind));

    expect(during('append')).to.deep.equal(Array.from({ length: 5 }, () => ['log']));
    expect(during('append to two'), 'one sync for all groups').to.deep.equal([['log']]);
    // One copy, then the other.
    expect(during('vote')).to.deep.equal([['hardstate', 'hardstate']]);
    expect(during('vote and append'), 'the vote first').to.deep.equal([['hardstate', 'hardstate', 'log']]);
    expect(during('truncate'), 'the bound first').to.deep.equal([['hardstate', 'hardstate', 'log']]);
    expect(during('compact')).to.deep.equal([['log']]);
    expect(during('found')[0]).to.deep.equal([...hardStateTwice(), 'log', ...hardStateTwice()]);
    expect(during('remove')[0]).to.deep.equal([...hardStateTwice(), 'log', ...hardStateTwice()]);
    // The file, and then its name in the directory.
    expect(during('bind')).to.deep.equal([['STORE.new', 'data']]);
    const formatting = during('open')[0] ?? [];
    expect(formatting.at(formatting.lastIndexOf('STORE.new') + 1), 'the name of the store file').to.equal('data');

    // What a start reads may have been written and not synced by a process that is gone: it is made durable before use.
    const again = syncedDuring(run(), 'open')[0]?.map(kind) ?? [];
    expect(again, 'the log, as a table').to.include('sst');
    expect(again.filter((name) => name === 'hardstate')).to.have.length.of.at.least(2);
  });
});

function hardStateTwice(): string[] {
  return ['hardstate', 'hardstate'];
}
