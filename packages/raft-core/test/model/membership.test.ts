import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  findMember,
  isJoint,
  MAX_MEMBERS,
  MAX_REMOVED,
  membersOf,
  validateConfiguration,
  type Configuration,
  type Member,
} from '../../src/model/configuration.js';
import { InvalidArgumentError } from '../../src/model/errors.js';
import { nodeId, storeId, type NodeId } from '../../src/model/ids.js';
import { goalOf, leave, nextStep, type MemberChange, type MembershipGoal } from '../../src/model/membership.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(nodeId);
const OLD = storeId('0'.repeat(32));
const NEW = storeId('1'.repeat(32));

const member = (id: string): Member => ({ id: nodeId(id), address: `mem:${id}` });
const configuration = (part: Partial<Configuration> = {}): Configuration => ({
  voters: [member('a'), member('b'), member('c')],
  outgoing: [],
  learners: [],
  clusterVersion: 1,
  ...part,
});

const change: fc.Arbitrary<MemberChange> = fc.oneof(
  fc.record({
    type: fc.constant('add' as const),
    id: fc.constantFrom(...NAMES),
    address: fc.constantFrom('mem:x', 'mem:y'),
    role: fc.constantFrom('voter' as const, 'learner' as const),
  }),
  fc.record({
    type: fc.constantFrom('remove' as const, 'promote' as const, 'demote' as const, 'renew' as const),
    id: fc.constantFrom(...NAMES),
  }),
  fc.record({
    type: fc.constant('replace' as const),
    id: fc.constantFrom(...NAMES),
    by: fc.record({ id: fc.constantFrom(...NAMES), address: fc.constantFrom('mem:x', 'mem:y') }),
  }),
  fc.record({
    type: fc.constant('move' as const),
    id: fc.constantFrom(...NAMES),
    address: fc.constantFrom('mem:x', 'mem:y'),
  }),
  fc.record({
    type: fc.constant('prioritize' as const),
    id: fc.constantFrom(...NAMES),
    priority: fc.constantFrom(0, 1, 2),
  }),
);

/** Configurations that may be in effect when a change is asked for: not joint, with members that are bound and some that are not. */
const start: fc.Arbitrary<Configuration> = fc
  .tuple(
    ...NAMES.map((id) =>
      fc.record({
        id: fc.constant(id),
        address: fc.constantFrom('mem:x', 'mem:y'),
        role: fc.constantFrom('voter', 'voter', 'learner', 'removed', 'nothing', 'nothing'),
        bound: fc.boolean(),
        priority: fc.constantFrom(undefined, 1, 2),
      }),
    ),
  )
  .map((nodes) => {
    const of = (role: string): Member[] =>
      nodes
        .filter((node) => node.role === role)
        .map(({ id, address, bound, priority }) => ({
          id,
          address,
          ...(bound ? { store: OLD } : {}),
          ...(priority === undefined ? {} : { priority }),
        }));
    const removed = of('removed').map(({ id }) => id);
    const base = configuration({ voters: of('voter'), learners: of('learner') });
    return removed.length === 0 ? base : { ...base, removed };
  })
  .filter(({ voters }) => voters.length > 0);

const changes = fc.array(change, { minLength: 1, maxLength: 4 });

interface Modelled {
  readonly members: Map<NodeId, { role: 'voter' | 'learner'; address: string; priority: number }>;
  readonly renewed: Set<NodeId>;
}

/** What the wishes mean, by themselves: a table of members. Undefined where one of them is not possible. */
function model(from: Configuration, wishes: readonly MemberChange[]): Modelled | undefined {
  const members: Modelled['members'] = new Map();
  for (const role of ['voter', 'learner'] as const)
    for (const { id, address, priority = 0 } of role === 'voter' ? from.voters : from.learners)
      members.set(id, { role, address, priority });
  const stores = new Set(membersOf(from).flatMap(({ id, store }) => (store === undefined ? [] : [id])));
  const renewed = new Set<NodeId>();
  const isFree = (id: NodeId): boolean => !members.has(id) && from.removed?.includes(id) !== true;
  for (const wish of wishes) {
    const known = members.get(wish.id);
    if (wish.type === 'add') {
      if (known === undefined) {
        if (!isFree(wish.id)) return undefined;
        members.set(wish.id, { role: wish.role, address: wish.address, priority: 0 });
        stores.delete(wish.id);
      } else {
        if (known.role !== 'learner' || wish.role !== 'voter' || known.address !== wish.address) return undefined;
        known.role = 'voter';
      }
      continue;
    }
    if (known === undefined) return undefined;
    if (wish.type === 'remove') members.delete(wish.id);
    else if (wish.type === 'promote') {
      if (known.role === 'voter') return undefined;
      known.role = 'voter';
    } else if (wish.type === 'demote') {
      if (known.role === 'learner') return undefined;
      known.role = 'learner';
    } else if (wish.type === 'replace') {
      members.delete(wish.id);
      const { by } = wish;
      const learner = members.get(by.id);
      if (learner?.role === 'learner' && learner.address === by.address) members.delete(by.id);
      if (!isFree(by.id)) return undefined;
      members.set(by.id, { ...known, address: by.address });
      stores.delete(by.id);
    } else if (wish.type === 'renew') {
      if (!stores.has(wish.id)) return undefined;
      stores.delete(wish.id);
      renewed.add(wish.id);
    } else if (wish.type === 'move') known.address = wish.address;
    else known.priority = wish.priority;
  }
  if (![...members.values()].some(({ role }) => role === 'voter')) return undefined;
  if (from.voters.every(({ id }) => renewed.has(id))) return undefined;
  return { members, renewed };
}

function tableOf(of: Configuration): Modelled['members'] {
  const members: Modelled['members'] = new Map();
  for (const { id, address, priority = 0 } of of.voters) members.set(id, { role: 'voter', address, priority });
  for (const { id, address, priority = 0 } of of.learners) members.set(id, { role: 'learner', address, priority });
  return members;
}

const sorted = (members: Modelled['members']): unknown[] => [...members].sort(([a], [b]) => (a < b ? -1 : 1));

function decides({ voters, outgoing }: Configuration, ids: ReadonlySet<NodeId>): boolean {
  return [voters, outgoing].every(
    (half) => half.length === 0 || half.filter(({ id }) => ids.has(id)).length * 2 > half.length,
  );
}

/** Whether two sets of nodes with nobody in common could decide, one by `a` and the other by `b`. */
function mayDisagree(a: Configuration, b: Configuration): boolean {
  const ids = [...new Set([...membersOf(a), ...membersOf(b)].map(({ id }) => id))];
  for (let bits = 0; bits < 1 << ids.length; bits++) {
    const one = new Set(ids.filter((_, i) => (bits & (1 << i)) !== 0));
    const other = new Set(ids.filter((_, i) => (bits & (1 << i)) === 0));
    if (decides(a, one) && decides(b, other)) return true;
  }
  return false;
}

function goalOrRefusal(from: Configuration, wishes: readonly MemberChange[]): MembershipGoal | undefined {
  try {
    return goalOf(from, wishes);
  } catch (error) {
    expect(error).to.be.instanceOf(InvalidArgumentError);
    return undefined;
  }
}

/** Every member that has no store is met with a new one. */
function met(of: Configuration): Configuration {
  const bind = (list: readonly Member[]): Member[] =>
    list.map((m) => (m.store === undefined ? { ...m, store: findMember(of, m.id)?.store ?? NEW } : m));
  return { ...of, voters: bind(of.voters), outgoing: bind(of.outgoing), learners: bind(of.learners) };
}

/** All configurations on the way from `from` to the goal, in which everybody who is waited for gets ready in the end. */
function walk(from: Configuration, goal: MembershipGoal): { way: Configuration[]; ready: Set<NodeId>[] } {
  const way = [from];
  const ready = new Set<NodeId>();
  const readyAt: Set<NodeId>[] = [new Set()];
  for (let current = from; ; ) {
    if (way.length > 20) throw new Error('the goal is never reached');
    const step = nextStep(current, goal, (id) => ready.has(id));
    if (step.type === 'reached') return { way, ready: readyAt };
    if (step.type === 'wait') {
      expect(step.for).to.not.have.length(0);
      for (const id of step.for) ready.add(id);
      current = met(current);
      way.push(current);
      readyAt.push(new Set(ready));
      continue;
    }
    way.push(step.configuration);
    readyAt.push(new Set(ready));
    current = step.configuration;
    if (isJoint(current)) {
      current = leave(current);
      way.push(current);
      readyAt.push(new Set(ready));
    }
  }
}

describe('membership', () => {
  it('the goal of any wishes is what they mean, one after the other, or a refusal', () => {
    fc.assert(
      fc.property(start, changes, (from, wishes) => {
        const expected = model(from, wishes);
        const goal = goalOrRefusal(from, wishes);
        if (expected === undefined) {
          expect(goal, 'not possible').to.equal(undefined);
          return;
        }
        if (goal === undefined) {
          expect(expected.renewed.size).to.equal(0);
          expect(sorted(expected.members), 'nothing would change').to.deep.equal(sorted(tableOf(from)));
          return;
        }
        expect(sorted(tableOf(goal.configuration))).to.deep.equal(sorted(expected.members));
        expect(new Set(goal.renewed.keys())).to.deep.equal(expected.renewed);
      }),
      { numRuns: 2000 },
    );
  });

  it('any goal is reached by steps of which each two share every majority (rule 7)', () => {
    let walks = 0;
    fc.assert(
      fc.property(start, changes, (from, wishes) => {
        const goal = goalOrRefusal(from, wishes);
        if (goal === undefined) return;
        walks++;
        const { way, ready } = walk(from, goal);
        const last = way[way.length - 1] ?? from;
        expect(sorted(tableOf(last))).to.deep.equal(sorted(tableOf(goal.configuration)));
        expect(isJoint(last)).to.equal(false);
        for (const [i, after] of way.entries()) {
          validateConfiguration(after);
          const before = way[i - 1];
          if (before === undefined) continue;
          expect(mayDisagree(before, after), `${JSON.stringify(before)} -> ${JSON.stringify(after)}`).to.equal(false);
          const seats = new Set(before.voters.map(({ id }) => id));
          for (const { id, store } of after.voters) {
            if (!seats.has(id)) expect(ready[i]?.has(id), `${id} votes before it is ready`).to.equal(true);
            // A lost store has no seat from the first step on; the old half keeps what it promised until that is over.
            if (store !== undefined) expect(goal.renewed.get(id)).to.not.equal(store);
          }
          const gone = membersOf(before).filter(({ id }) => findMember(after, id) === undefined);
          for (const { id } of gone) expect(after.removed).to.include(id);
          for (const id of before.removed ?? []) expect(after.removed).to.include(id);
        }
      }),
      { numRuns: 2000 },
    );
    // Most wishes at random are refused: enough must not be.
    expect(walks).to.be.above(200);
  });

  it('nobody is left who may be renewed only by somebody else', () => {
    const bound = configuration({ voters: ['a', 'b', 'c'].map((id) => ({ ...member(id), store: OLD })) });
    const renew = (id: string): MemberChange => ({ type: 'renew', id: nodeId(id) });
    expect(() => goalOf(bound, [renew('a'), renew('b'), renew('c')])).to.throw(InvalidArgumentError, /every voter/);
    expect([...goalOf(bound, [renew('a'), renew('b')]).renewed]).to.deep.equal([
      ['a', OLD],
      ['b', OLD],
    ]);
  });

  it('a change that was begun goes on with the same wish', () => {
    const add: MemberChange = { type: 'add', id: nodeId('d'), address: 'mem:d', role: 'voter' };
    const replace: MemberChange = { type: 'replace', id: nodeId('b'), by: { id: nodeId('d'), address: 'mem:d' } };
    for (const wish of [add, replace]) {
      const goal = goalOf(configuration(), [wish]);
      const step = nextStep(configuration(), goal, () => false);
      if (step.type !== 'append') throw new Error('d learns first');
      expect(step.configuration.learners).to.deep.equal([member('d')]);
      expect(goalOf(step.configuration, [wish]).configuration).to.deep.equal(goal.configuration);
    }
  });

  it('refuses a change while another one is under way', () => {
    const joint = configuration({ outgoing: [member('a')] });
    expect(() => goalOf(joint, [{ type: 'remove', id: nodeId('a') }])).to.throw(InvalidArgumentError, /joint/);
  });

  it('remembers the newest removed ids, and no more than fit', () => {
    const removed = Array.from({ length: MAX_REMOVED }, (_, i) => nodeId(`r${String(i)}`));
    const before = configuration({ removed, learners: [member('l')] });
    const step = nextStep(before, goalOf(before, [{ type: 'remove', id: nodeId('l') }]), () => false);
    if (step.type !== 'append') throw new Error('one step');
    expect(step.configuration.removed).to.have.length(MAX_REMOVED);
    expect(step.configuration.removed?.slice(-1)).to.deep.equal(['l']);
    expect(step.configuration.removed?.[0]).to.equal('r1');
    validateConfiguration(step.configuration);
  });

  it('what could not be written on the way is refused before it begins', () => {
    const learners = Array.from({ length: MAX_MEMBERS - 3 }, (_, i) => member(`l${String(i)}`));
    const full = configuration({ learners });
    const d = { id: nodeId('d'), address: 'mem:d' };
    expect(() => goalOf(full, [{ type: 'add', ...d, role: 'voter' }])).to.throw(InvalidArgumentError);
    expect(() => goalOf(full, [{ type: 'replace', id: nodeId('b'), by: d }])).to.throw(
      InvalidArgumentError,
      /change fewer/,
    );
    const demoted = goalOf(full, [{ type: 'demote', id: nodeId('b') }]);
    const step = nextStep(full, demoted, () => true);
    if (step.type !== 'append') throw new Error('one step');
    validateConfiguration(step.configuration);
  });

  it('every wish is checked for itself', () => {
    const from = configuration({ learners: [member('l')], removed: [nodeId('r')] });
    const refused = (wish: MemberChange): string => {
      try {
        goalOf(from, [wish]);
        return 'taken';
      } catch (error) {
        expect(error).to.be.instanceOf(InvalidArgumentError);
        return (error as Error).message;
      }
    };
    const add = (id: string, role: 'voter' | 'learner' = 'voter', address = `mem:${id}`): string =>
      refused({ type: 'add', id: nodeId(id), address, role });
    expect(add('r')).to.match(/never reused/);
    expect(add('b')).to.match(/member already/);
    expect(add('l', 'learner')).to.match(/member already/);
    expect(add('l', 'voter', 'mem:elsewhere'), 'another node under the id of a learner').to.match(/member already/);
    expect(add('l')).to.equal('taken');
    expect(add('d', 'voter', '')).to.match(/address/);
    expect(add('d', 'voter', 'x'.repeat(513))).to.match(/address/);
    for (const priority of [-1, 0.5, NaN, 1_000_001, Infinity])
      expect(refused({ type: 'prioritize', id: nodeId('a'), priority })).to.match(/whole number/);
    expect(refused({ type: 'renew', id: nodeId('a') })).to.match(/bound to no data directory/);
    expect(refused({ type: 'move', id: nodeId('a'), address: 'mem:a' })).to.match(/as asked for already/);
  });
});
