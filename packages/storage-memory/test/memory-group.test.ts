import { EntryBatch, EntryKind, groupId, nodeId } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { MemoryGroup } from '../src/memory-group.js';

describe('a group in memory', () => {
  it('rule 16: an entry that has changed in memory is found out when it is read', () => {
    const id = groupId('g');
    const group = new MemoryGroup(id);
    const configuration = {
      voters: [{ id: nodeId('n1'), address: 'mem:n1' }],
      outgoing: [],
      learners: [],
      clusterVersion: 1,
    };
    const numbers = { index: 0, term: 0, time: 0, configurationIndex: 0, size: 0, checksum: 0, version: 1 };
    const payload = new Uint8Array([1, 2, 3]);
    const write = {
      group: id,
      hardState: { term: 1, votedFor: undefined },
      snapshot: { ...numbers, tag: undefined, configuration },
      entries: [EntryBatch.pack(1, 1, 0, [{ kind: EntryKind.Command, session: 0, sequence: 0, payload }])],
    };
    group.apply(write, group.plan(write));
    // Within the store these are its own bytes: so a stray write could reach them.
    const [own] = group.read(1, 1, 1000);
    own?.payload(1).set([9]);
    expect(() => group.read(1, 1, 1000))
      .to.throw()
      .with.property('code', 'CORRUPTION');
  });
});
