import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { CorruptionError, InvalidArgumentError, SnapshotStoreError } from '../../src/model/errors.js';
import { clusterId, groupId, nodeId, storeId } from '../../src/model/ids.js';
import type { SnapshotRecord } from '../../src/model/state.js';
import { changeSnapshot, importSnapshot, restoreDigest, type RestoreChange } from '../../src/node/restore.js';
import { encodeResource, openResource, type ResourceHeader } from '../../src/node/snapshots/resource.js';
import { ManualClock } from '../support/manual-clock.js';
import { voters } from '../support/net.js';
import { type StoreCall, TestSnapshots } from '../support/test-snapshots.js';

const HEADER: ResourceHeader = {
  cluster: clusterId('c'.repeat(32)),
  group: groupId('main'),
  index: 7,
  term: 3,
  time: 1234,
  configurationIndex: 2,
  configuration: voters('a', 'b'),
};
const OWNER = {
  cluster: clusterId('d'.repeat(32)),
  group: groupId('main'),
  node: nodeId('n1'),
  store: storeId('e'.repeat(32)),
};
const FOUNDED = voters('n1', 'n2');

describe('a snapshot to found a group from', () => {
  let snapshots: TestSnapshots;
  /** Sources that were opened and have not been closed. */
  let open = 0;

  beforeEach(() => {
    snapshots = new TestSnapshots();
    open = 0;
  });
  afterEach(() => {
    expect(snapshots.violations).to.deep.equal([]);
    expect(open, 'sources left open').to.equal(0);
    expect(snapshots.making.size, 'writers left').to.equal(0);
  });

  async function* source(damaged: boolean): AsyncGenerator<Uint8Array, void, undefined> {
    open++;
    try {
      const state = [new Uint8Array(200_000).fill(1), new Uint8Array(10).fill(2)];
      for await (const piece of encodeResource(HEADER, [], state)) {
        if (damaged && piece.length > 100_000) piece[50_000] = 99;
        yield piece;
      }
    } finally {
      open--;
    }
  }

  const bring = (damaged = false): Promise<SnapshotRecord> =>
    importSnapshot(snapshots.open(), new ManualClock(), OWNER, FOUNDED, () => source(damaged));

  async function failing(call: StoreCall): Promise<unknown> {
    const error = new SnapshotStoreError(`no ${call}`, { retryable: true });
    snapshots.before = (each) => (each === call ? Promise.reject(error) : undefined);
    const found: unknown = await bring().catch((thrown: unknown) => thrown);
    return found === error;
  }

  it('becomes one of the own store, with the configuration that is founded', async () => {
    const record = await bring();
    expect(record).to.deep.include({ index: 7, term: 3, time: 1234, configurationIndex: 0, configuration: FOUNDED });
    expect([...snapshots.whole.values()].map(({ length }) => length)).to.deep.equal([record.size]);
  });

  it('C2: brings the sessions along', async () => {
    await importSnapshot(snapshots.open(), new ManualClock(), OWNER, FOUNDED, () =>
      encodeResource(HEADER, [Uint8Array.of(1, 2), Uint8Array.of(3)], [Uint8Array.of(9)]),
    );
    const [bytes] = snapshots.whole.values();
    const source = (async function* () {
      yield bytes ?? new Uint8Array(0);
    })();
    const { sessions, close } = await openResource(source);
    expect(sessions).to.deep.equal([Uint8Array.of(1, 2, 3)]);
    await close();
  });

  for (const call of ['create', 'write', 'commit'] as const) {
    it(`is closed where ${call} of the store fails`, async () => {
      expect(await failing(call)).to.equal(true);
      expect([...snapshots.whole.keys(), ...snapshots.partial.keys()]).to.have.lengthOf(call === 'commit' ? 1 : 0);
    });
  }

  it('is closed, and leaves nothing, where it is damaged', async () => {
    expect(await bring(true).catch((thrown: unknown) => thrown)).to.be.instanceOf(CorruptionError);
    expect([...snapshots.whole.keys(), ...snapshots.partial.keys()]).to.deep.equal([]);
  });

  it('begins at another index, and with another state, where that is wanted', async () => {
    async function* twice(state: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
      for await (const piece of state) {
        yield piece;
        yield piece;
      }
    }
    const changed = changeSnapshot(source(false), { index: (taken) => taken + 1_000, state: twice });
    const { header, state } = await openResource(changed);
    expect(header).to.deep.equal({ ...HEADER, index: 1_007 });
    let size = 0;
    for await (const piece of state) size += piece.length;
    expect(size).to.equal(2 * 200_010);
  });

  it('does not begin before the snapshot, or at no index', async () => {
    for (const index of [6, 7.5, 2 ** 53, Number.NaN]) {
      const changed = changeSnapshot(source(false), { index: () => index });
      const error: unknown = await changed.next().catch((thrown: unknown) => thrown);
      expect(error, String(index)).to.be.instanceOf(InvalidArgumentError);
    }
  });

  it('rule 19: another beginning makes another digest, and the same one the same', async () => {
    const digest = (change: RestoreChange): Promise<string> =>
      restoreDigest(new ManualClock(), new Map([[OWNER.group, () => changeSnapshot(source(false), change)]]));
    const plain = await digest({});
    expect(await digest({ index: (taken) => taken })).to.equal(plain);
    expect(await digest({ index: (taken) => taken + 1 })).to.not.equal(plain);
    const empty = async function* (): AsyncGenerator<Uint8Array, void, undefined> {};
    expect(await digest({ state: empty })).to.not.equal(plain);
  });

  it('is closed where nobody goes on with a changed one, or it is damaged', async () => {
    for await (const _ of changeSnapshot(source(false), {})) break;
    const reading = (async () => {
      for await (const _ of changeSnapshot(source(true), {}));
    })();
    expect(await reading.catch((thrown: unknown) => thrown)).to.be.instanceOf(CorruptionError);
  });
});
