import { type MemberRole, type MembershipStatus, nodeId } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { memberRole, membershipLines } from '../src/membership-text.js';

function membership(
  roles: Readonly<Record<string, MemberRole>>,
  more: Partial<MembershipStatus> = {},
): MembershipStatus {
  return {
    index: 7,
    committed: true,
    joint: false,
    members: Object.entries(roles).map(([id, role]) => ({
      id: nodeId(id),
      address: `ws://${id}`,
      role,
      store: undefined,
      priority: 0,
    })),
    catchingUp: [],
    ...more,
  };
}

describe('the membership in words', () => {
  it('says who votes and who learns', () => {
    expect(membershipLines(membership({ n1: 'voter', n2: 'voter', n3: 'learner' }))).to.deep.equal([
      'membership of entry 7: voters n1, n2; learners n3',
    ]);
    expect(membershipLines(membership({}))).to.deep.equal(['membership of entry 7: voters none']);
  });

  it('says what a change makes of the voters, and whom it waits for', () => {
    const joint = membership({ n1: 'outgoing', n2: 'voter', m1: 'incoming' }, { joint: true, committed: false });
    expect(membershipLines(joint)).to.deep.equal([
      'membership of entry 7, not committed yet: a change is under way, voters n1, n2 become n2, m1',
    ]);
    const catchingUp = [{ id: nodeId('m1'), matchIndex: 5, target: 9, round: 2 }];
    expect(membershipLines(membership({ n1: 'voter', m1: 'learner' }, { catchingUp }))[1]).to.equal(
      'm1 catches up: it is at 5 of 9, in round 2',
    );
  });

  it('says what a node is, and that it is none of the members', () => {
    const some = membership({ n1: 'voter', n2: 'learner' });
    expect(['n1', 'n2', 'n3'].map((id) => memberRole(some, id))).to.deep.equal(['voter', 'learner', 'no member']);
    expect(memberRole(undefined, 'n1')).to.equal('');
  });
});
