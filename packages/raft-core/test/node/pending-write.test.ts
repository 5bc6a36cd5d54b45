import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { groupId } from '../../src/model/ids.js';
import { PendingWrite } from '../../src/node/pending-write.js';
import type { GroupWrite } from '../../src/ports/storage.js';
import { command } from '../support/net.js';

interface Disk {
  term: number;
  log: string[];
}

/** What a storage does with a write, in the documented order of fields. */
function write(disk: Disk, part: Pick<GroupWrite, 'hardState' | 'truncateFrom' | 'entries'>): void {
  if (part.hardState !== undefined) disk.term = part.hardState.term;
  if (part.truncateFrom !== undefined) disk.log.length = Math.min(disk.log.length, part.truncateFrom - 1);
  for (const batch of part.entries ?? []) {
    expect(batch.firstIndex, 'no gap').to.equal(disk.log.length + 1);
    for (let i = batch.firstIndex; i <= batch.lastIndex; i++) disk.log.push(new TextDecoder().decode(batch.payload(i)));
  }
}

describe('joined writes', () => {
  it('leave the disk as their parts in order would, whatever is cut and appended again', () => {
    const steps = fc.array(fc.record({ back: fc.nat(5), count: fc.integer({ min: 0, max: 3 }), term: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.nat(6), steps, (already, script) => {
        const before = Array.from({ length: already }, (_, i) => `old${String(i)}`);
        const direct: Disk = { term: 1, log: [...before] };
        const joined: Disk = { term: 1, log: [...before] };
        const pending = new PendingWrite(groupId('g'));
        let number = 0;
        let label = 0;
        for (const { back, count, term } of script) {
          number++;
          const truncateFrom = back > 0 && back <= direct.log.length ? direct.log.length + 1 - back : undefined;
          const first = truncateFrom ?? direct.log.length + 1;
          const entries =
            count === 0
              ? undefined
              : EntryBatch.pack(
                  first,
                  number,
                  0,
                  Array.from({ length: count }, () => command(`new${String(label++)}`)),
                );
          const hardState = term ? { term: number, votedFor: undefined } : undefined;
          pending.add({ type: 'write', write: number, hardState, truncateFrom, entries, snapshot: undefined });
          write(direct, {
            ...(hardState === undefined ? undefined : { hardState }),
            ...(truncateFrom === undefined ? undefined : { truncateFrom }),
            ...(entries === undefined ? undefined : { entries: [entries] }),
          });
        }
        write(joined, pending.toGroupWrite());
        expect(joined).to.deep.equal(direct);
        expect(pending.last).to.equal(number);
      }),
      { numRuns: 1_000 },
    );
  });
});
