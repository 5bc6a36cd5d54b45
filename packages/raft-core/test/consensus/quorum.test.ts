import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { majority, quorumValue, tally } from '../../src/consensus/quorum.js';
import type { Configuration } from '../../src/model/configuration.js';
import { nodeId, type NodeId } from '../../src/model/ids.js';

const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => nodeId(id));
const members = (ids: readonly NodeId[]): Configuration['voters'] => ids.map((id) => ({ id, address: `mem:${id}` }));

const configurations = fc
  .record({ voters: fc.subarray(IDS, { minLength: 1 }), outgoing: fc.subarray(IDS), learners: fc.subarray(IDS) })
  .map(
    ({ voters, outgoing, learners }): Configuration => ({
      voters: members(voters),
      outgoing: members(outgoing),
      learners: members(learners),
      clusterVersion: 1,
    }),
  );

/** The definition, by trying every set: do the members for which `holds` is true contain a majority of each half? */
function isQuorum(configuration: Configuration, holds: (id: NodeId) => boolean): boolean {
  return [configuration.voters, configuration.outgoing].every(
    (half) => half.length === 0 || half.filter((m) => holds(m.id)).length * 2 > half.length,
  );
}

describe('quorums', () => {
  it('a majority of n is the smallest number of which two always share a member', () => {
    for (let n = 1; n <= 9; n++) {
      expect(majority(n) * 2).to.be.above(n);
      expect((majority(n) - 1) * 2).to.be.at.most(n);
    }
  });

  it('L3: the quorum value is the largest that a majority of every half has reached; learners do not count', () => {
    fc.assert(
      fc.property(configurations, fc.array(fc.nat(9), { minLength: 7, maxLength: 7 }), (configuration, values) => {
        const value = (id: NodeId): number => values[IDS.indexOf(id)] ?? 0;
        let expected = -1;
        for (let candidate = 0; candidate <= 9; candidate++)
          if (isQuorum(configuration, (id) => value(id) >= candidate)) expected = candidate;
        expect(quorumValue(configuration, value)).to.equal(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('an election is won by a quorum of grants, lost when a half cannot reach its majority any more, open otherwise', () => {
    fc.assert(
      fc.property(
        configurations,
        fc.array(fc.constantFrom(true, false, undefined), { minLength: 7, maxLength: 7 }),
        (configuration, answers) => {
          const votes = new Map<NodeId, boolean>();
          IDS.forEach((id, i) => {
            const answer = answers[i];
            if (answer !== undefined) votes.set(id, answer);
          });
          const won = isQuorum(configuration, (id) => votes.get(id) === true);
          const possible = isQuorum(configuration, (id) => votes.get(id) !== false);
          expect(tally(configuration, votes)).to.equal(won ? 'won' : possible ? 'open' : 'lost');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
