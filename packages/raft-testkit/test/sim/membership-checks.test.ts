import {
  EntryBatch,
  EntryKind,
  encodeConfiguration,
  nodeId,
  type Configuration,
  type ConsensusMessage,
  type ConsensusState,
  type NodeId,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Ledger } from '../../src/sim/checks/ledger.js';
import { checkSent, type Sender } from '../../src/sim/checks/wire-checks.js';
import type { GroupImage } from '../../src/sim/disk-image.js';
import { Kernel } from '../../src/sim/kernel.js';

const [a, b, c] = [nodeId('a'), nodeId('b'), nodeId('c')];

function configurationOf(ids: readonly NodeId[], removed: readonly NodeId[] = []): Configuration {
  const voters = ids.map((id) => ({ id, address: `at ${id}` }));
  return { voters, outgoing: [], learners: [], clusterVersion: 1, ...(removed.length === 0 ? undefined : { removed }) };
}

/** A disk whose log has one term, up to `last`. */
function imageTo(last: number): GroupImage {
  const hardState = { term: 1, votedFor: a };
  return { state: { hardState }, holds: (index: number) => index <= last } as unknown as GroupImage;
}

class Trial {
  readonly kernel = new Kernel(1);
  readonly ledger = new Ledger('main', this.kernel);
  #previous = 0;

  /** Commits these, in term 1. */
  commit(...configurations: readonly Configuration[]): this {
    for (const configuration of configurations) {
      const payload = encodeConfiguration(configuration);
      const entry = { kind: EntryKind.Configuration, session: 0, sequence: 0, payload };
      this.ledger.sees('a test', EntryBatch.pack(this.ledger.committed + 1, 1, 0, [entry]), this.#previous);
      this.ledger.commits(1, 1);
      this.#previous = 1;
    }
    return this;
  }

  /** What `a`, which leads term 1 with a log of 5 entries, must not say to `to`, whose disk has `held` of them. */
  says(message: ConsensusMessage, to: NodeId, held = 5): string | undefined {
    const log = { lastIndex: 5, lastTerm: 1 };
    const state = { term: 1, log, configuration: configurationOf([a, b]) } as unknown as ConsensusState;
    const sender = { id: a, options: {}, image: imageTo(5), state } as unknown as Sender;
    checkSent(this.ledger, sender, to, message, { leading: undefined, image: imageTo(held) });
    return this.kernel.violation?.rule;
  }
}

describe('the checks of membership', () => {
  it('let a voter with the whole log take over', () => {
    expect(new Trial().says({ type: 'timeoutNow', term: 1 }, b)).to.equal(undefined);
  });

  it('see who is told to take over, and must not be', () => {
    expect(new Trial().says({ type: 'timeoutNow', term: 1 }, c), 'no voter').to.equal('transfer');
    expect(new Trial().says({ type: 'timeoutNow', term: 1 }, b, 4), 'without the last entry').to.equal('transfer');
    const late = new Trial();
    late.ledger.leads(b, 1);
    expect(late.says({ type: 'timeoutNow', term: 1 }, b), 'by another than the leader').to.equal('election safety');
  });

  it('let those be told of their removal that a committed configuration has removed, and nobody else', () => {
    const removed = configurationOf([a], [b]);
    expect(new Trial().commit(configurationOf([a, b]), removed).says({ type: 'memberRemoved', term: 1 }, b)).to.equal(
      undefined,
    );
    expect(new Trial().commit(configurationOf([a, b])).says({ type: 'memberRemoved', term: 1 }, b)).to.equal(
      'removed for ever',
    );
    expect(new Trial().commit(removed).says({ type: 'memberRemoved', term: 1 }, c)).to.equal('removed for ever');
  });

  it('see a removal that is not remembered, and a removed id that comes back', () => {
    const sound = new Trial().commit(configurationOf([a, b]), configurationOf([a], [b]), configurationOf([a, c], [b]));
    expect(sound.kernel.violation).to.equal(undefined);
    const forgotten = new Trial().commit(configurationOf([a, b]), configurationOf([a]));
    expect(forgotten.kernel.violation?.rule).to.equal('removed for ever');
    const back = new Trial().commit(configurationOf([a, b]), configurationOf([a], [b]), configurationOf([a, b]));
    expect(back.kernel.violation?.rule).to.equal('removed for ever');
  });
});
