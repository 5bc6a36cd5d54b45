import { EntryBatch, EntryKind, groupId, type PeerEnvelope } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { copyEnvelope as copyInMemory } from '../../src/memory/copy.js';
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

  it('J1: shares no byte of snapshots either, nor of their tags; no more does the network in memory', () => {
    const bytes = (): Uint8Array => Uint8Array.of(1, 2, 3);
    const configuration = { voters: [], outgoing: [], learners: [], clusterVersion: 1 };
    const numbers = { index: 1, term: 1, time: 0, configurationIndex: 0, size: 9, checksum: 0, version: 1 };
    const make = (): PeerEnvelope['message'][] => [
      { type: 'snapshotOffer', term: 1, record: { tag: bytes(), ...numbers, configuration }, realm: undefined },
      { type: 'snapshotPull', tag: bytes(), offset: 0, length: 1 },
      { type: 'snapshotChunk', tag: bytes(), offset: 0, bytes: bytes(), checksum: 0 },
      { type: 'snapshotGone', tag: bytes() },
    ];
    for (const copy of [copyEnvelope, copyInMemory]) {
      const sent = make();
      const arrived = sent.map((message) => copy({ group: groupId('g1'), message }).message);
      for (const message of sent) {
        if (message.type === 'snapshotOffer') message.record.tag?.fill(0xff);
        if ('tag' in message) message.tag.fill(0xff);
        if ('bytes' in message) message.bytes.fill(0xff);
      }
      expect(arrived).to.deep.equal(make());
    }
  });
});
