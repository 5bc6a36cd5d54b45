import { expect } from 'chai';
import { describe, it } from 'mocha';
import { consensusOptions } from '../../src/consensus/options.js';
import { EntryBatch } from '../../src/model/entry-batch.js';
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
});
