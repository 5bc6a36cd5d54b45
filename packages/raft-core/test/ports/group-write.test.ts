import { expect } from 'chai';
import { describe, it } from 'mocha';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { InvalidArgumentError } from '../../src/model/errors.js';
import { groupId, nodeId } from '../../src/model/ids.js';
import { foundingRecord } from '../../src/node/founding.js';
import { checkTermOrder, planGroupWrite } from '../../src/ports/group-write.js';
import type { GroupWrite, StoredGroup } from '../../src/ports/storage.js';
import { command, voters } from '../support/net.js';

const GROUP = groupId('g');
const A = nodeId('a');
const snapshot = { ...foundingRecord(voters('a', 'b')), index: 10, term: 2 };

/** Entries 8 to 20, of which a snapshot covers those up to 10; term 5, in which it has voted. */
const BEFORE: StoredGroup = {
  group: GROUP,
  hardState: { term: 5, votedFor: A },
  snapshot,
  firstIndex: 8,
  lastIndex: 20,
};

const batch = (first: number, count: number, term = 5): EntryBatch =>
  EntryBatch.pack(
    first,
    term,
    0,
    Array.from({ length: count }, () => command('x')),
  );

type Part = Omit<GroupWrite, 'group'>;
const after = (part: Part, before: StoredGroup | undefined = BEFORE): StoredGroup =>
  planGroupWrite(before, { group: GROUP, ...part });

describe('what a storage makes of a write', () => {
  const taken: readonly (readonly [string, Part, Partial<StoredGroup>])[] = [
    ['a higher term, with and without a vote', { hardState: { term: 6, votedFor: undefined } }, {}],
    ['the same vote again', { hardState: { term: 5, votedFor: A } }, {}],
    ['entries behind the last one', { entries: [batch(21, 2), batch(23, 1)] }, { lastIndex: 23 }],
    ['entries in the place of a tail', { truncateFrom: 15, entries: [batch(15, 1)] }, { lastIndex: 15 }],
    ['a tail cut down to the snapshot', { truncateFrom: 11 }, { lastIndex: 10 }],
    [
      'entries of a term that comes with them',
      { hardState: { term: 6, votedFor: undefined }, entries: [batch(21, 1, 6)] },
      { lastIndex: 21 },
    ],
    ['compaction up to the snapshot', { compactTo: 10 }, { firstIndex: 11 }],
    ['compaction that is done already', { compactTo: 3 }, { firstIndex: 8 }],
    [
      'a newer snapshot beyond the log',
      { snapshot: { ...snapshot, index: 30, term: 5 }, compactTo: 30 },
      { firstIndex: 31, lastIndex: 30 },
    ],
  ];
  for (const [title, part, expected] of taken) {
    it(`takes ${title}`, () => {
      const { hardState = BEFORE.hardState, snapshot: record = snapshot } = part;
      expect(after(part)).to.deep.equal({ ...BEFORE, hardState, snapshot: record, ...expected });
    });
  }

  const refused: readonly (readonly [string, Part])[] = [
    ['rule 1: a term that falls', { hardState: { term: 4, votedFor: undefined } }],
    ['rule 1: a term that is no safe integer', { hardState: { term: 2 ** 53, votedFor: undefined } }],
    ['rule 1: a second vote in one term', { hardState: { term: 5, votedFor: nodeId('b') } }],
    ['rule 1: a vote that is taken back', { hardState: { term: 5, votedFor: undefined } }],
    ['rule 3: entries of a term that it was not told', { entries: [batch(21, 1, 6)] }],
    ['rule 6: a gap behind the last entry', { entries: [batch(22, 1)] }],
    ['rule 6: a gap between two batches', { entries: [batch(21, 1), batch(23, 1)] }],
    ['rule 6: entries over others', { entries: [batch(20, 1)] }],
    ['rule 6: a cut of what the snapshot covers', { truncateFrom: 10 }],
    ['rule 6: other entries in the place of what the snapshot covers', { truncateFrom: 10, entries: [batch(10, 3)] }],
    ['rule 6: a cut beyond the end', { truncateFrom: 22 }],
    ['rule 14: a snapshot of an older index', { snapshot: { ...snapshot, index: 9, term: 2 } }],
    ['rule 14: a snapshot of an older term', { snapshot: { ...snapshot, index: 12, term: 1 } }],
    [
      'rule 14: a snapshot of a term that it was not told',
      { snapshot: { ...snapshot, index: 30, term: 6 }, compactTo: 30 },
    ],
    ['rule 14: compaction of what no snapshot covers', { compactTo: 11 }],
    [
      'rule 14: a snapshot beyond the log, and the log left below it',
      { snapshot: { ...snapshot, index: 30, term: 5 } },
    ],
    ['a tag over its size', { snapshot: { ...snapshot, tag: new Uint8Array(1025) } }],
    ['a checksum out of range', { snapshot: { ...snapshot, checksum: 2 ** 32 } }],
  ];
  for (const [title, part] of refused) {
    it(`refuses ${title}`, () => {
      expect(() => after(part)).to.throw(InvalidArgumentError);
    });
  }

  it('a new group begins with its founding record', () => {
    expect(() => planGroupWrite(undefined, { group: GROUP, entries: [batch(1, 1)] })).to.throw(InvalidArgumentError);
    const founding = foundingRecord(voters('a'));
    const hardState = { term: 0, votedFor: undefined };
    expect(planGroupWrite(undefined, { group: GROUP, hardState, snapshot: founding })).to.deep.equal({
      group: GROUP,
      hardState,
      snapshot: founding,
      firstIndex: 1,
      lastIndex: 0,
    });
  });

  it('terms never fall along the log', () => {
    const write = { group: GROUP, entries: [batch(21, 2, 3), batch(23, 1, 5)] };
    checkTermOrder(3, write);
    expect(() => {
      checkTermOrder(4, write);
    }).to.throw(InvalidArgumentError);
    expect(() => {
      checkTermOrder(3, { group: GROUP, entries: [batch(21, 1, 5), batch(22, 1, 4)] });
    }).to.throw(InvalidArgumentError);
  });
});
