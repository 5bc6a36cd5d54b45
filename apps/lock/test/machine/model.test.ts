import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { LockApp, type LockEvent, type Command } from '../../src/index.js';
import { Naive, type Place } from './support/naive.js';
import { type DraftedStep, steps } from './support/steps.js';
import { sessionId, stored, World } from './support/world.js';

const NAMESPACES = ['blue', 'red'];

/** What observers believe of who holds and who waits, by the events alone. */
class Observer {
  /** Token by session and request. */
  readonly holds = new Map<string, number>();
  readonly sessions = new Set<string>();
  readonly leaders = new Map<string, string>();

  see(events: readonly LockEvent[]): void {
    for (const event of events) this.#see(event);
  }

  #see(event: LockEvent): void {
    switch (event.type) {
      case 'granted':
        for (const request of event.requests) this.holds.set(`${event.session} ${request}`, event.token);
        return;
      case 'released':
        for (const request of event.requests) this.holds.delete(`${event.session} ${request}`);
        return;
      case 'sessionOpened':
        this.sessions.add(event.session);
        return;
      case 'sessionEnded':
        this.sessions.delete(event.session);
        return;
      case 'leader': {
        const { namespace, name, leader } = event;
        const key = `${namespace}/${name}`;
        if (leader === undefined) this.leaders.delete(key);
        else this.leaders.set(key, `${leader.session} ${leader.token} ${leader.value}`);
        return;
      }
      case 'withdrawn':
      case 'reset':
        return;
    }
  }
}

const holding = (places: readonly Place[]): Place[] => places.filter(({ token }) => token > 0);

function expectSameState(world: World, naive: Naive): void {
  for (const namespace of NAMESPACES) {
    const { type: _, ...found } = world.ask({ type: 'namespace', namespace });
    expect(found).to.deep.equal({
      quotas: naive.quotasOf(namespace),
      isOwn: naive.quotas.has(namespace),
      ...naive.counts(namespace),
    });
    const things = naive.things.filter((thing) => thing.namespace === namespace);
    const { objects } = world.ask({ type: 'objects', namespace, after: '', limit: 100 });
    expect(objects.map(({ name }) => name)).to.deep.equal(things.map(({ name }) => name).toSorted());
    for (const { name, places } of things) {
      const { holders, waiting } = world.look(name, namespace);
      const seen = (each: Place) => ({ session: each.session, requests: each.requests, token: each.token });
      expect(waiting.map(({ session, requests, token }) => ({ session, requests, token }))).to.deep.equal(
        places.filter(({ token }) => token === 0).map(seen),
      );
      expect(holders.map(({ session, requests, token }) => ({ session, requests, token }))).to.deep.equal(
        holding(places)
          .toSorted((a, b) => a.token - b.token)
          .map(seen),
      );
    }
  }
  const members = [...naive.sessions].map(([session, { epoch, ttlMs }]) => ({ session, epoch, ttlMs }));
  expect([...world.app.sessions()].map(({ session, epoch, ttlMs }) => ({ session, epoch, ttlMs }))).to.deep.equal(
    members.toSorted((a, b) => (a.session < b.session ? -1 : 1)),
  );
}

/** What must hold of every state, whoever computed it. */
function expectSafe(world: World, newest: Map<string, number>, before: ReadonlyMap<string, number>): void {
  for (const namespace of NAMESPACES) {
    for (const { name, kind, size, holds, waiters } of world.ask({
      type: 'objects',
      namespace,
      after: '',
      limit: 100,
    }).objects) {
      const { holders, waiting } = world.look(name, namespace);
      const key = `${namespace}/${name}`;
      if (kind === 'mutex' || kind === 'election') expect(holds).to.be.at.most(1);
      if (kind === 'rwlock' && holders.some(({ mode }) => mode === 'write')) expect(holds).to.equal(1);
      if (kind === 'semaphore') expect(holders.reduce((sum, { weight }) => sum + weight, 0)).to.be.at.most(size);
      // Nobody waits for what is free.
      if (kind === 'barrier') expect(holds > 0 || waiters < size).to.equal(true);
      else expect(holds + waiters === 0 || holds > 0).to.equal(true);
      if (kind === 'semaphore' && waiting[0] !== undefined)
        expect(holders.reduce((sum, { weight }) => sum + weight, waiting[0].weight)).to.be.above(size);
      // Tokens of later commands are larger than all before, of this object and of those of its name that are forgotten.
      for (const { token, session } of holders) {
        const mark = `${key} ${session} ${token}`;
        if (!before.has(mark)) expect(token).to.be.above(newest.get(key) ?? 0);
      }
      const top = Math.max(0, ...holders.map(({ token }) => token));
      newest.set(key, Math.max(newest.get(key) ?? 0, top));
    }
  }
}

function grantsOf(world: World): Map<string, number> {
  const grants = NAMESPACES.flatMap((namespace) =>
    world
      .ask({ type: 'objects', namespace, after: '', limit: 100 })
      .objects.flatMap(({ name }) =>
        world
          .look(name, namespace)
          .holders.map(({ session, token }) => [`${namespace}/${name} ${session} ${token}`, token] as const),
      ),
  );
  return new Map(grants);
}

export async function play(drafted: readonly DraftedStep[]): Promise<void> {
  const told: string[] = [];
  try {
    await playAndTell(drafted, told);
  } catch (error) {
    throw new Error(`${String(error)}\n${told.join('\n')}`, { cause: error });
  }
}

async function playAndTell(drafted: readonly DraftedStep[], told: string[]): Promise<void> {
  const naive = new Naive();
  const observer = new Observer();
  const newest = new Map<string, number>();
  let world = new World();
  let grants = new Map<string, number>();
  // All but one can meet.
  for (let n = 1; n <= 5; n++) {
    const options = { namespace: n === 5 ? 'red' : 'blue', owner: 'an owner', ttlMs: 1_000 };
    world.open(n, options);
    naive.apply({ type: 'openSession', session: sessionId(n), ...options }, world.index, world.term);
  }
  observer.see(world.takeEvents());
  for (const { draft, gap, elects, installs } of drafted) {
    world.index += gap;
    if (elects) world.term++;
    if (installs) world = await installed(world);
    const command = draft(naive, world.term);
    const index = world.index + 1;
    const expected = naive.apply(command, index, world.term);
    told.push(`${index} ${JSON.stringify(command)} -> ${JSON.stringify(expected)}`);
    expect(world.run(command)).to.deep.equal(expected);
    observer.see(world.takeEvents());
    expectSameState(world, naive);
    expectSafe(world, newest, grants);
    grants = grantsOf(world);
    expectSeen(observer, naive);
  }
  for (let n = 1; n <= 5; n++) run(world, { type: 'closeSession', session: sessionId(n) });
  for (const namespace of NAMESPACES) run(world, { type: 'setQuotas', namespace, quotas: undefined });
  expect(world.app.digest(), 'nothing is left').to.equal(new LockApp().digest());
  for (const [name, tree] of Object.entries(world.app.store.trees)) expect(tree.size, name).to.equal(0);
}

function run(world: World, command: Command): void {
  world.run(command);
}

function expectSeen({ holds, sessions, leaders }: Observer, naive: Naive): void {
  const all = naive.things.flatMap(({ places }) => holding(places));
  const expected = all.flatMap(({ session, requests, token }) =>
    requests.map((request) => [`${session} ${request}`, token] as const),
  );
  expect(holds).to.deep.equal(new Map(expected));
  expect(sessions).to.deep.equal(new Set(naive.sessions.keys()));
  const elections = naive.things.flatMap(({ namespace, name, places }) =>
    holding(places).flatMap(({ session, token, want }) =>
      want.kind === 'election' ? [[`${namespace}/${name}`, `${session} ${token} ${want.value}`] as const] : [],
    ),
  );
  expect(leaders).to.deep.equal(new Map(elections));
}

/** Another node that starts from a snapshot of this one. */
async function installed(world: World): Promise<World> {
  const other = new World();
  await other.app.install(stored(world.app, world.index, 7));
  expect(other.takeEvents()).to.deep.equal([{ type: 'reset' }]);
  expect(other.app.digest()).to.equal(world.app.digest());
  other.index = world.index;
  other.term = world.term;
  return other;
}

describe('the lock machine against a naive one', () => {
  it('gives the same results and states, safe ones, whatever is asked of it, also from snapshots', async function () {
    this.timeout(120_000);
    await fc.assert(fc.asyncProperty(steps, play), {
      numRuns: Number(process.env.RUNS ?? 120),
      // A failure tells its commands. `SHRINK=1` looks for a short one, for minutes.
      endOnFailure: process.env.SHRINK === undefined,
    });
  });
});
