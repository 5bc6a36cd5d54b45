import { expect } from 'chai';
import { describe, it } from 'mocha';
import { consensusOptions } from '../../src/consensus/options.js';
import { encodeConfiguration } from '../../src/model/configuration.js';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { EntryKind } from '../../src/model/entry.js';
import { CorruptionError } from '../../src/model/errors.js';
import { groupId, nodeId, storeId } from '../../src/model/ids.js';
import { foundingRecord } from '../../src/node/founding.js';
import { recoverConsensus } from '../../src/node/recovery.js';
import type { RaftStorage, StoredGroup } from '../../src/ports/storage.js';
import { command, voters } from '../support/net.js';

const GROUP = groupId('g');
const LOG = EntryBatch.pack(1, 3, 0, Array.from('abcdef', command));

/** Recovers six entries of term 3 from a store that says `stored` of them, and reads as `read` does. */
async function recover(
  stored: Partial<StoredGroup>,
  read: RaftStorage['read'] = async (_group, from, to, maxBytes) => LOG.take(from, to, maxBytes),
) {
  const group: StoredGroup = {
    group: GROUP,
    hardState: { term: 3, votedFor: undefined },
    snapshot: foundingRecord(voters('a', 'b')),
    firstIndex: 1,
    lastIndex: 6,
    ...stored,
  };
  const identity = { node: nodeId('a'), store: storeId('a'.repeat(32)) };
  return recoverConsensus({ read } as unknown as RaftStorage, group, identity, consensusOptions({}), 1, 1, () => 0);
}

async function refusal(recovering: Promise<unknown>): Promise<unknown> {
  return recovering.then(
    () => 'recovered',
    (error: unknown) => (error as { code?: string }).code,
  );
}

describe('recovery', () => {
  it('takes the whole log, page by page', async () => {
    const { log } = (await recover({})).state;
    expect([log.lastIndex, log.lastTerm, log.durableIndex]).to.deep.equal([6, 3, 6]);
  });

  it('rule 16: refuses a log that begins after a gap', async () => {
    expect(await refusal(recover({ firstIndex: 3 }))).to.equal('CORRUPTION');
  });

  it('rule 16: refuses a log that lacks an entry', async () => {
    expect(
      await refusal(recover({}, async (_group, from, to, max) => LOG.take(from === 4 ? 5 : from, to, max))),
    ).to.equal('CORRUPTION');
  });

  it('rule 16: refuses a hard state that is older than the log', async () => {
    expect(await refusal(recover({ hardState: { term: 2, votedFor: undefined } }))).to.equal('CORRUPTION');
  });

  describe('of a log that begins before its snapshot', () => {
    const snapshot = { ...foundingRecord(voters('a', 'b')), tag: Uint8Array.of(1), index: 4, term: 3, time: 0 };

    it('takes the entries that were kept for slow followers', async () => {
      for (const firstIndex of [1, 2, 4]) {
        const { log, commitIndex, appliedIndex } = (await recover({ snapshot, firstIndex })).state;
        expect([log.baseIndex, log.termAt(firstIndex), log.lastIndex, log.durableIndex]).to.deep.equal([
          firstIndex,
          3,
          6,
          6,
        ]);
        expect([commitIndex, appliedIndex]).to.deep.equal([4, 4]);
        expect(log.cached(firstIndex + 1, 6, 1e9)?.count).to.equal(6 - firstIndex);
      }
    });

    it('takes a log that ends with its snapshot, and an empty one', async () => {
      const ending = (await recover({ snapshot: { ...snapshot, index: 6 }, firstIndex: 3 })).state.log;
      expect([ending.baseIndex, ending.lastIndex, ending.lastTerm]).to.deep.equal([3, 6, 3]);
      const empty = (await recover({ snapshot: { ...snapshot, index: 6 }, firstIndex: 7 })).state.log;
      expect([empty.baseIndex, empty.lastIndex, empty.lastTerm]).to.deep.equal([6, 6, 3]);
    });

    it('S8: has the configuration of the snapshot, over older ones in the log', async () => {
      const [older, newer] = [voters('a'), voters('a', 'b', 'c')].map((each) => ({
        ...command(''),
        kind: EntryKind.Configuration,
        payload: encodeConfiguration(each),
      }));
      if (older === undefined || newer === undefined) return;
      const log = EntryBatch.pack(1, 3, 0, [older, command('b'), command('c'), command('d'), newer, command('f')]);
      const read: RaftStorage['read'] = async (_group, from, to, maxBytes) => log.take(from, to, maxBytes);
      const taken = { ...snapshot, configuration: voters('a', 'b'), configurationIndex: 1 };
      const { configurations } = (await recover({ snapshot: taken, firstIndex: 1 }, read)).state;
      expect(configurations.at(4)).to.deep.include({ index: 1, configuration: voters('a', 'b') });
      expect(configurations.current).to.deep.include({ index: 5, configuration: voters('a', 'b', 'c') });
    });

    it('rule 16: refuses one whose term at the snapshot is not that of the snapshot', async () => {
      expect(await refusal(recover({ snapshot: { ...snapshot, term: 2 }, firstIndex: 2 }))).to.equal('CORRUPTION');
    });

    it('rule 16: refuses one that ends before its snapshot', async () => {
      expect(await refusal(recover({ snapshot: { ...snapshot, index: 6 }, firstIndex: 2, lastIndex: 5 }))).to.equal(
        'CORRUPTION',
      );
    });

    it('rule 16: refuses one that lacks an entry, the oldest included', async () => {
      for (const gone of [2, 3, 5]) {
        const reading = recover({ snapshot, firstIndex: 2 }, async (_group, from, to, max) =>
          LOG.take(from === gone ? gone + 1 : from, Math.max(to, gone + 1), max),
        );
        expect(await refusal(reading), `without ${String(gone)}`).to.equal('CORRUPTION');
      }
    });

    it('rule 16: passes on what the storage finds', async () => {
      for (const damaged of [2, 4, 6]) {
        const reading = recover({ snapshot, firstIndex: 2 }, async (_group, from, to, max) => {
          if (from === damaged) throw new CorruptionError('an entry fails its checksum');
          return LOG.take(from, to, max);
        });
        expect(await refusal(reading), `at ${String(damaged)}`).to.equal('CORRUPTION');
      }
    });

    it('rule 16: refuses a hard state that is older than the snapshot', async () => {
      const alone = { snapshot: { ...snapshot, index: 6 }, firstIndex: 7, hardState: { term: 2, votedFor: undefined } };
      expect(await refusal(recover(alone))).to.equal('CORRUPTION');
    });
  });
});
