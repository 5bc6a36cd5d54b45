import { expect } from 'chai';
import { describe, it } from 'mocha';
import { encodeConfiguration } from '../../src/model/configuration.js';
import { EntryBatch } from '../../src/model/entry-batch.js';
import { EntryKind } from '../../src/model/entry.js';
import { nodeId } from '../../src/model/ids.js';
import { Net, voters } from '../support/net.js';

const changed = { ...voters('a', 'b', 'c', 'd'), outgoing: voters('a', 'b', 'c').voters };
const entry = (term: number, index: number): EntryBatch =>
  EntryBatch.pack(index, term, 0, [
    { kind: EntryKind.Configuration, session: 0, sequence: 0, payload: encodeConfiguration(changed) },
  ]);

function appendTo(net: Net, id: string, term: number): void {
  net.step(id, {
    type: 'message',
    now: net.now,
    from: nodeId('c'),
    store: net.node('c').store,
    message: { type: 'append', term, prevIndex: 0, prevTerm: 0, commit: 0, entries: entry(term, 1) },
  });
}

describe('configuration in the log (rule 7)', () => {
  it('takes effect when appended, before it is durable or committed', () => {
    const net = new Net(['a', 'b', 'c', 'd'], { configuration: voters('a', 'b', 'c') });
    appendTo(net, 'a', 1);
    expect(net.node('a').state.configuration).to.deep.equal(changed);
  });

  it('is rolled back when truncated', () => {
    const net = new Net(['a', 'b', 'c', 'd'], { configuration: voters('a', 'b', 'c') });
    appendTo(net, 'a', 1);
    net.sync('a');
    net.step('a', {
      type: 'message',
      now: net.now,
      from: nodeId('b'),
      store: net.node('b').store,
      message: {
        type: 'append',
        term: 2,
        prevIndex: 0,
        prevTerm: 0,
        commit: 0,
        entries: EntryBatch.pack(1, 2, 0, [
          { kind: EntryKind.Noop, session: 0, sequence: 0, payload: new Uint8Array(0) },
        ]),
      },
    });
    expect(net.node('a').state.configuration).to.deep.equal(voters('a', 'b', 'c'));
  });

  it('M5: is recovered from the log at restart, although it never committed', () => {
    const net = new Net(['a', 'b', 'c', 'd'], { configuration: voters('a', 'b', 'c') });
    appendTo(net, 'a', 1);
    net.sync('a');
    net.crash('a');
    net.restart('a');
    expect(net.node('a').state.configuration).to.deep.equal(changed);
  });
});
