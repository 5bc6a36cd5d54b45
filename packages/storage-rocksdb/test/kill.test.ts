import { once } from 'node:events';
import path from 'node:path';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { RocksStorage } from '../src/index.js';
import { endChildren, ended, startChild } from './support/child.js';
import { QUIET } from './support/damaged-store.js';
import { temporaryFolder } from './support/folder.js';
import { Workload } from './support/workload.js';

const LIVES = 12;

interface Line {
  readonly opening?: true;
  readonly state?: string;
  readonly next?: string;
  readonly acknowledged?: true;
}

describe('a process that is killed at any moment', function () {
  this.timeout(120_000);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder('onDisk');
  });
  afterEach(async () => {
    await endChildren();
    await folder.remove();
  });

  /** Runs a writer until it has acknowledged some writes, kills it in whatever it does next; what it said. */
  async function live(directory: string, acknowledgements: number): Promise<Line[]> {
    const child = startChild('writer', [directory], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    const { stdout } = child;
    if (stdout === null) throw new Error('no output');
    let text = '';
    const closed = once(stdout, 'close');
    stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.split('"acknowledged"').length > acknowledgements) child.kill('SIGKILL');
    });
    const { signal } = await ended(child);
    expect(signal).to.equal('SIGKILL');
    await closed;
    const lines = text.split('\n');
    // The kill may have cut the last line, but never one that was said before a write or after it.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as Line);
  }

  it('loses nothing that was acknowledged, and keeps the write under way whole or not at all', async () => {
    const directory = path.join(folder.path, 'data');
    let acknowledged = '';
    for (let i = 0; i < LIVES; i++) {
      const lines = await live(directory, i % 5 === 4 ? 0 : Math.floor(Math.random() * 80));
      const state = lines.find((line) => line.state !== undefined)?.state;
      if (state !== undefined) acknowledged = state;
      let next: string | undefined;
      for (const line of lines) {
        if (line.next !== undefined) next = line.next;
        if (line.acknowledged !== true || next === undefined) continue;
        acknowledged = next;
        next = undefined;
      }
      const storage = await RocksStorage.open(directory, QUIET);
      const found = (await Workload.of(storage)).describe();
      await storage.close();
      const what = `life ${i}: found\n${found}\nacknowledged\n${acknowledged}\nunder way\n${String(next)}`;
      expect(found === next || isAhead(found, acknowledged, next), what).to.equal(true);
      acknowledged = found;
    }
  });
});

/** Whether a state is the acknowledged one, but for hard states that are those of the next: they are written first. */
function isAhead(found: string, acknowledged: string, next: string | undefined): boolean {
  const [ours, theirs] = [parse(acknowledged), parse(next ?? acknowledged)];
  return [...parse(found)].every(([group, { hardState, rest }]) => {
    const before = ours.get(group);
    return rest === before?.rest && [before.hardState, theirs.get(group)?.hardState].includes(hardState);
  });
}

function parse(state: string): Map<string, { hardState: string; rest: string }> {
  return new Map(
    state.split('\n').map((line) => {
      const [group = '', term, vote, ...rest] = line.split(' ');
      return [group, { hardState: `${term} ${vote}`, rest: rest.join(' ') }];
    }),
  );
}
