import { expect } from 'chai';
import { describe, it } from 'mocha';
import { crc32c } from '../../../src/model/crc32c.js';
import { SnapshotStoreError } from '../../../src/model/errors.js';
import { groupId, nodeId, type NodeId } from '../../../src/model/ids.js';
import { MAX_CHUNK_BYTES, type TransferMessage } from '../../../src/model/messages.js';
import type { SnapshotTag } from '../../../src/model/state.js';
import { Events, type HostEvents } from '../../../src/node/events.js';
import { Serving } from '../../../src/node/snapshots/serving.js';
import type { SnapshotSite } from '../../../src/node/snapshots/site.js';
import { ManualClock } from '../../support/manual-clock.js';
import { pathOf, TestSnapshots } from '../../support/test-snapshots.js';

const B = nodeId('b');
const tagOf = (text: string): SnapshotTag => new TextEncoder().encode(text);
const RESOURCE = Uint8Array.from({ length: 2 * MAX_CHUNK_BYTES + 10 }, (_, i) => (i * 13) & 0xff);

function setUp() {
  const place = new TestSnapshots();
  const clock = new ManualClock();
  const events = new Events<HostEvents>();
  const sent: { to: NodeId; message: TransferMessage }[] = [];
  const failures: unknown[] = [];
  events.on('snapshotFailed', ({ what, error }) => failures.push(`${what} ${(error as { code: string }).code}`));
  const send = (to: NodeId, message: TransferMessage): void => {
    sent.push({ to, message });
  };
  const site = { group: groupId('main'), store: place.open(), clock, events, send } as unknown as SnapshotSite;
  const serving = new Serving(
    site,
    { holds: (tag) => pathOf(tag).startsWith('own'), pin: () => undefined },
    {
      judge: () => undefined,
    },
  );
  place.whole.set('own', RESOURCE);
  place.whole.set('foreign', RESOURCE);
  const pull = (offset: number, length: number, tag = 'own', from = B): void => {
    serving.pull(from, { type: 'snapshotPull', tag: tagOf(tag), offset, length });
  };
  const said = async (): Promise<string[]> => {
    await clock.settle();
    return sent
      .splice(0)
      .map(({ to, message }) =>
        message.type === 'snapshotChunk'
          ? `${to} ${String(message.offset)}+${String(message.bytes.length)}`
          : `${to} ${message.type}`,
      );
  };
  return { place, clock, serving, pull, said, sent, failures };
}

describe('serving a resource', () => {
  it('answers a pull with those bytes and their checksum', async () => {
    const { place, pull, clock, sent } = setUp();
    place.pieceBytes = 1000;
    for (const [offset, length] of [
      [0, MAX_CHUNK_BYTES],
      [5, 3_500],
      [2 * MAX_CHUNK_BYTES, MAX_CHUNK_BYTES],
    ] as const) {
      pull(offset, length);
      await clock.settle();
      const bytes = RESOURCE.subarray(offset, offset + length);
      const [answer] = sent.splice(0);
      expect(answer?.to).to.equal(B);
      expect(answer?.message).to.deep.include({ type: 'snapshotChunk', offset, checksum: crc32c(bytes) });
      if (answer?.message.type === 'snapshotChunk') expect([...answer.message.bytes]).to.deep.equal([...bytes]);
    }
    expect(place.reading, 'streams left open').to.equal(0);
  });

  it('gives no more than a chunk at once', async () => {
    const { pull, said } = setUp();
    pull(0, 2 ** 40);
    expect(await said()).to.deep.equal([`b 0+${String(MAX_CHUNK_BYTES)}`]);
  });

  it('S4: says where a resource ends, so that nobody asks for what is behind it for ever', async () => {
    const { pull, said, failures } = setUp();
    pull(RESOURCE.length, 100);
    pull(RESOURCE.length + 1, 100);
    pull(2 ** 50, 100);
    expect(await said()).to.deep.equal(['b snapshotGone', 'b snapshotGone', 'b snapshotGone']);
    expect(failures).to.deep.equal([]);
  });

  it('refuses tags that are not its own, and reads nothing for them', async () => {
    const { place, pull, said } = setUp();
    pull(0, 100, 'foreign');
    pull(0, 100, '../../etc/passwd');
    pull(0, 100, '');
    expect(await said()).to.deep.equal(['b snapshotGone', 'b snapshotGone', 'b snapshotGone']);
    expect(place.calls).to.deep.equal([]);
  });

  it('says that what was its own is gone', async () => {
    const { place, pull, said, failures } = setUp();
    place.whole.delete('own');
    pull(0, 100);
    expect(await said()).to.deep.equal(['b snapshotGone']);
    expect(failures).to.deep.equal(['serve SNAPSHOT_NOT_FOUND']);
  });

  it('says nothing where it cannot be read for the moment, and serves on', async () => {
    const { place, pull, said, failures } = setUp();
    place.before = () => Promise.reject(new SnapshotStoreError('busy', { retryable: true }));
    pull(0, 100);
    expect(await said()).to.deep.equal([]);
    expect(failures).to.deep.equal(['serve SNAPSHOT_STORE']);
    place.before = () => undefined;
    pull(0, 100);
    expect(await said()).to.deep.equal(['b 0+100']);
    expect(place.reading).to.equal(0);
  });

  it('S10: reads one chunk at a time, and keeps a bounded number of pulls', async () => {
    const { place, pull, said, clock } = setUp();
    const reads: (() => void)[] = [];
    place.before = (call) => (call === 'read' ? new Promise((resolve) => reads.push(resolve)) : undefined);
    for (let i = 0; i < 1000; i++) pull(i, 1, 'own', nodeId(`n${String(i % 70)}`));
    await clock.settle();
    expect([reads.length, place.reading]).to.deep.equal([1, 1]);
    let served = 0;
    for (let read = reads.shift(); read !== undefined; read = reads.shift()) {
      read();
      served += (await said()).length;
    }
    expect(served).to.be.within(200, 300);
  });

  it('S10: one peer that asks for much does not take the place of the others', async () => {
    const { place, pull, said, clock } = setUp();
    let go: (() => void) | undefined;
    place.before = (call) =>
      call === 'read'
        ? new Promise((resolve) => {
            go = resolve;
          })
        : undefined;
    for (let i = 0; i < 1000; i++) pull(i, 1);
    pull(0, 1, 'own', nodeId('c'));
    await clock.settle();
    place.before = () => undefined;
    go?.();
    const answers = await said();
    expect(answers).to.include('c 0+1');
    expect(answers, 'its own window is served').to.have.length.within(9, 20);
  });

  it('S10: what is asked for again while it waits is read once', async () => {
    const { place, pull, said, clock } = setUp();
    let go: (() => void) | undefined;
    place.before = (call) =>
      call === 'read'
        ? new Promise((resolve) => {
            go = resolve;
          })
        : undefined;
    pull(0, 10);
    await clock.settle();
    for (let again = 0; again < 5; again++) for (const offset of [10, 20]) pull(offset, 10);
    pull(10, 10, 'own', nodeId('c'));
    place.before = () => undefined;
    go?.();
    expect(await said()).to.deep.equal(['b 0+10', 'b 10+10', 'b 20+10', 'c 10+10']);
  });

  it('says nothing more once it has stopped, also of what it is reading', async () => {
    const { place, serving, pull, said, failures } = setUp();
    place.before = () => new Promise(() => undefined);
    pull(0, 100);
    pull(100, 100);
    await said();
    serving.stop();
    pull(200, 100);
    expect(await said()).to.deep.equal([]);
    expect([place.reading, failures.length]).to.deep.equal([0, 0]);
  });
});
