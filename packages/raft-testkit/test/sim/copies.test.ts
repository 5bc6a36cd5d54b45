import { EntryBatch, EntryKind, groupId, type PeerEnvelope } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { copyEnvelope } from '../../src/sim/copy-envelope.js';

describe('the simulated wire', () => {
  it('J1: shares no byte with the sender, however often it delivers', () => {
    const payload = Uint8Array.of(1, 2, 3);
    const entries = EntryBatch.pack(1, 1, 0, [{ kind: EntryKind.Command, session: 0, sequence: 0, payload }]);
    const message = { type: 'append', term: 1, prevIndex: 0, prevTerm: 0, commit: 0, entries } as const;
    const sent: PeerEnvelope = { group: groupId('g1'), message };
    const arrived = [copyEnvelope(sent), copyEnvelope(sent)];
    // The sender's own bytes change, which no correct sender does.
    entries.bytes.fill(0xff);
    for (const { message: copy } of arrived) {
      if (copy.type !== 'append') throw new Error(`arrived as ${copy.type}`);
      expect(copy.entries?.entry(1).payload).to.deep.equal(payload);
      copy.entries?.verify();
      copy.entries?.bytes.fill(0);
    }
  });
});
