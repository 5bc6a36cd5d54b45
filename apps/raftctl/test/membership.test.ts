import {
  type Configuration,
  goalOf,
  InvalidArgumentError,
  type Member,
  type MemberChange,
  nodeId,
  type NodeId,
  storeId,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { changeText, parseChange } from '../src/membership/change-text.js';
import { type DeclaredMember, parseDeclared } from '../src/membership/declared.js';
import { changesTo } from '../src/membership/plan.js';
import { stepsOf, tolerance } from '../src/membership/steps.js';

const ids = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'].map(nodeId);
const address = fc.integer({ min: 1, max: 4 }).map((port) => `ws://h:${port}`);
const priority = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000_000 }));

/** Some of the ids, each with a role, an address and a priority; at least one votes. */
const declaration: fc.Arbitrary<DeclaredMember[]> = fc
  .tuple(
    fc.subarray(ids, { minLength: 1 }),
    fc.array(fc.record({ address, priority, role: fc.constantFrom('voter' as const, 'learner' as const) }), {
      minLength: ids.length,
      maxLength: ids.length,
    }),
  )
  .map(([some, rest]) => some.map((id, i) => ({ id, ...rest[i]!, ...(i === 0 ? { role: 'voter' as const } : {}) })));

function configuration(members: readonly DeclaredMember[], stores = false): Configuration {
  const inRole = (role: string): Member[] =>
    members
      .filter((member) => member.role === role)
      .map(({ id, address, priority }) => ({
        id,
        address,
        ...(stores ? { store: storeId('5a'.repeat(16)) } : {}),
        ...(priority === 0 ? {} : { priority }),
      }));
  return { voters: inRole('voter'), outgoing: [], learners: inRole('learner'), clusterVersion: 1 };
}

function declared({ voters, learners }: Configuration): DeclaredMember[] {
  const of = (list: readonly Member[], role: 'voter' | 'learner') =>
    list.map(({ id, address, priority = 0 }) => ({ id, address, role, priority }));
  return [...of(voters, 'voter'), ...of(learners, 'learner')].sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe('a plan', () => {
  it('leads from any membership to any other, by what the leader makes of it', () => {
    fc.assert(
      fc.property(declaration, declaration, fc.boolean(), (from, to, stores) => {
        const current = configuration(from, stores);
        const changes = changesTo(current, to);
        const same = JSON.stringify(declared(current)) === JSON.stringify(declared(configuration(to)));
        expect(changes.length === 0).to.equal(same);
        const reached = same ? current : goalOf(current, changes).configuration;
        expect(declared(reached)).to.deep.equal(declared(configuration(to)));
        // And from there nothing is left to do.
        expect(changesTo(reached, to)).to.deep.equal([]);
      }),
      { numRuns: 500 },
    );
  });

  it('says no more than what differs', () => {
    const before = configuration([
      { id: ids[0]!, address: 'a:1', role: 'voter', priority: 0 },
      { id: ids[1]!, address: 'a:2', role: 'learner', priority: 0 },
      { id: ids[2]!, address: 'a:3', role: 'voter', priority: 2 },
    ]);
    const changes = changesTo(before, [
      { id: ids[0]!, address: 'a:1', role: 'voter', priority: 0 },
      { id: ids[1]!, address: 'a:9', role: 'voter', priority: 7 },
      { id: ids[3]!, address: 'a:4', role: 'learner', priority: 0 },
    ]);
    expect(changes.map(changeText)).to.deep.equal([
      'move n2 a:9',
      'promote n2',
      'prioritize n2 7',
      'add n4 a:4 learner',
      'remove n3',
    ]);
  });
});

describe('the steps of a plan', () => {
  const three = configuration(ids.slice(0, 3).map((id) => ({ id, address: `a:${id}`, role: 'voter', priority: 0 })));
  const steps = (...texts: string[]): string[] => stepsOf(three, texts.map(parseChange));

  it('let a newcomer learn before it votes, and decide jointly in between', () => {
    expect(steps('add n4 a:4')).to.deep.equal([
      'n4 joins as a learner, at a:4',
      'wait until n4 has caught up',
      'joint: a majority of n1, n2 and n3 and a majority of n1, n2, n3 and n4 decide',
      'n1, n2, n3 and n4 decide alone',
    ]);
    expect(steps('replace n2 n4 a:4')).to.deep.equal([
      'n4 joins as a learner, at a:4',
      'wait until n4 has caught up',
      'n2 is removed, for ever',
      'joint: a majority of n1, n2 and n3 and a majority of n1, n3 and n4 decide',
      'n1, n3 and n4 decide alone',
    ]);
  });

  it('are one where no majority changes', () => {
    expect(steps('add n4 a:4 learner')).to.deep.equal(['n4 joins as a learner, at a:4']);
    expect(steps('move n1 b:1', 'prioritize n2 4')).to.deep.equal(['n1 is reached at b:1', 'n2 has priority 4']);
  });

  it('take the seat of a member whose data directory is lost until it has learned again', () => {
    const bound: Configuration = {
      ...three,
      voters: three.voters.map((member) => ({ ...member, store: storeId('5a'.repeat(16)) })),
    };
    expect(stepsOf(bound, [parseChange('renew n3')])).to.deep.equal([
      'n3 gives up its data directory, and becomes a learner until the new one has caught up',
      'joint: a majority of n1, n2 and n3 and a majority of n1 and n2 decide',
      'n1 and n2 decide alone',
      'wait until n3 has caught up',
      'joint: a majority of n1 and n2 and a majority of n1, n2 and n3 decide',
      'n1, n2 and n3 decide alone',
    ]);
  });

  it('exist for every plan', () => {
    fc.assert(
      fc.property(declaration, declaration, (from, to) => {
        const current = configuration(from);
        const changes = changesTo(current, to);
        if (changes.length > 0) expect(stepsOf(current, changes)).to.not.be.empty;
      }),
    );
  });

  it('say what a cluster may lose', () => {
    const sizes = [1, 2, 3, 4, 5].map((size) => ({
      ...three,
      voters: ids.slice(0, size).map((id) => ({ id, address: 'x' })),
    }));
    expect(sizes.map(tolerance)).to.deep.equal([0, 0, 1, 1, 2]);
  });
});

describe('changes as they are written', () => {
  const id = fc.constantFrom(...ids);
  const change: fc.Arbitrary<MemberChange> = fc.oneof(
    fc.record({
      type: fc.constant('add' as const),
      id,
      address,
      role: fc.constantFrom('voter' as const, 'learner' as const),
    }),
    fc.record({
      type: fc.constantFrom('remove' as const, 'promote' as const, 'demote' as const, 'renew' as const),
      id,
    }),
    fc.record({ type: fc.constant('replace' as const), id, by: fc.record({ id, address }) }),
    fc.record({ type: fc.constant('move' as const), id, address }),
    fc.record({ type: fc.constant('prioritize' as const), id, priority }),
  );

  it('are read as they were meant', () => {
    fc.assert(
      fc.property(change, (each) => {
        expect(parseChange(changeText(each))).to.deep.equal(each);
      }),
    );
    expect(parseChange('  remove   n1 ')).to.deep.equal({ type: 'remove', id: 'n1' as NodeId });
  });

  it('are refused where they are none, with the form that they ought to have', () => {
    for (const [text, why] of [
      ['', /begins with one of add, remove/],
      ['toString n1', /begins with one of/],
      ['drop n1', /begins with one of/],
      ['add n1', /form: add ID ADDRESS \[learner\]/],
      ['add n1 a:1 voter', /form: add/],
      ['remove', /form: remove ID/],
      ['remove n1 n2', /form: remove ID/],
      ['replace n1 n2', /form: replace/],
      ['move n1', /form: move/],
      ['prioritize n1 high', /a priority must be a whole number/],
      ['promote ../n1', /node id/],
      ['add n1 a:1 learner now', /form: add/],
    ] as const)
      expect(() => parseChange(text), text).to.throw(InvalidArgumentError, why);
  });
});

describe('a declared membership', () => {
  const parse = (value: unknown) => parseDeclared(JSON.stringify(value));
  const member = { id: 'n1', address: 'ws://h:1' };

  it('has defaults', () => {
    expect(parse({ members: [member, { id: 'n2', address: 'ws://h:2', role: 'learner', priority: 3 }] })).to.deep.equal(
      {
        cluster: undefined,
        members: [
          { ...member, role: 'voter', priority: 0 },
          { id: 'n2', address: 'ws://h:2', role: 'learner', priority: 3 },
        ],
      },
    );
    expect(parse({ cluster: 'ab'.repeat(16), members: [member] }).cluster).to.equal('ab'.repeat(16));
  });

  it('is refused with the place of what is wrong', () => {
    expect(() => parseDeclared('members: []')).to.throw(InvalidArgumentError, /no JSON/);
    for (const [value, why] of [
      [[], /the file must be an object/],
      [{ member: [] }, /the file has a field "member"; it may have cluster, members/],
      [{ members: {} }, /members must be a list, not \{\}/],
      [{}, /members must be a list/],
      [{ members: [] }, /members must have at least one voter/],
      [{ members: [{ ...member, role: 'learner' }] }, /at least one voter/],
      [{ members: [1] }, /members\[0\] must be an object, not 1/],
      [{ members: [{ address: 'ws://h:1' }] }, /members\[0\]\.id: node id/],
      [{ members: [{ ...member, id: 'a b' }] }, /members\[0\]\.id: node id "a b"/],
      [{ members: [{ id: 'n1' }] }, /members\[0\]\.address must be an address/],
      [{ members: [{ ...member, address: 'ws://h 1' }] }, /members\[0\]\.address must be an address/],
      [{ members: [{ ...member, role: 'leader' }] }, /members\[0\]\.role must be "voter" or "learner", not "leader"/],
      [{ members: [{ ...member, priority: -1 }] }, /members\[0\]\.priority must be a whole number/],
      [{ members: [{ ...member, port: 1 }] }, /members\[0\] has a field "port"/],
      [{ members: [member, { ...member, address: 'ws://h:2' }] }, /members\[1\]\.id is that of an earlier member/],
      [{ members: [member, { ...member, id: 'n2' }] }, /members\[1\]\.address is that of an earlier member/],
      [{ cluster: 'demo', members: [member] }, /cluster: cluster id "demo"/],
    ] as const)
      expect(() => parse(value), JSON.stringify(value)).to.throw(InvalidArgumentError, why);
  });
});
