import { newTree } from '@lolraft/app-kit';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type LockApp, MAX_EXPIRY_BATCH, type Want } from '../../src/index.js';
import { fill, SESSIONS, WAITERS_OF_EACH } from './support/large.js';
import { expectType, sessionId, type World } from './support/world.js';

const mutex: Want = { kind: 'mutex' };

/** Steps in the trees: each look-up or change of an entry, and each entry that is passed over. */
let steps = 0;

type Method = (...values: unknown[]) => unknown;
const prototype = Object.getPrototypeOf(newTree(() => 0)) as Record<string, Method>;
const originals = new Map<string, Method>();

function count(): void {
  for (const name of ['get', 'has', 'set', 'delete', 'nextHigherPair', 'nextLowerPair', 'getRange']) {
    const original = prototype[name] as Method;
    originals.set(name, original);
    prototype[name] = function (this: unknown, ...values: unknown[]): unknown {
      const result = original.apply(this, values);
      steps += 1 + (Array.isArray(result) && name === 'getRange' ? result.length : 0);
      return result;
    };
  }
  // What goes through everything is counted as everything.
  const entries = prototype['entries'] as Method;
  originals.set('entries', entries);
  prototype['entries'] = function (this: { size: number }, ...values: unknown[]): unknown {
    steps += this.size;
    return entries.apply(this, values);
  };
}

function stepsOf(run: () => void): number {
  steps = 0;
  run();
  return steps;
}

describe('the lock machine with ten thousand sessions and fifty thousand waiters', function () {
  this.timeout(120_000);
  let world: World;

  beforeEach(function () {
    world ??= fill();
    count();
  });

  afterEach(() => {
    for (const [name, original] of originals) prototype[name] = original;
  });

  it('holds them', () => {
    expect(world.ask({ type: 'namespace', namespace: 'ns' })).to.include({
      sessions: SESSIONS + 1,
      waiters: SESSIONS * WAITERS_OF_EACH,
    });
  });

  it('takes a bounded number of steps for each command', () => {
    // As many as with nobody there, but for the depth of trees, which is not counted.
    const few = 150;
    const last = SESSIONS;
    expect(stepsOf(() => expectType(world.open(last + 1), 'opened'))).to.be.below(few);
    expect(stepsOf(() => expectType(world.acquire(last + 1, 1, 'new', mutex), 'granted'))).to.be.below(few);
    expect(stepsOf(() => expectType(world.acquire(last + 1, 2, 'm0', mutex), 'queued'))).to.be.below(few);
    expect(stepsOf(() => expectType(world.acquire(last + 1, 2, 'm0', mutex), 'queued'))).to.be.below(few);
    expect(stepsOf(() => expectType(world.cancel(last + 1, 2), 'cancelled'))).to.be.below(few);
    expect(stepsOf(() => expectType(world.release(last + 1, 1), 'released'))).to.be.below(few);
    expect(stepsOf(() => world.check('m0', 5))).to.be.below(few);
    expect(stepsOf(() => world.ask({ type: 'object', namespace: 'ns', name: 'm0', limit: 3 }))).to.be.below(few);
    expect(stepsOf(() => world.ask({ type: 'objects', namespace: 'ns', after: '', limit: 3 }))).to.be.below(few);
  });

  it('ends sessions at the cost of what they hold and wait for', () => {
    const each = 40 * (WAITERS_OF_EACH + 2);
    expect(stepsOf(() => expectType(world.close(5_000), 'closed'))).to.be.below(each);
    const batch = Array.from({ length: MAX_EXPIRY_BATCH }, (_, i) => 6_000 + i);
    expect(stepsOf(() => expectType(world.expire(batch), 'expired'))).to.be.below(MAX_EXPIRY_BATCH * each);
    expect(world.app.session(sessionId(6_000))).to.equal(undefined);
  });

  it('takes a view without a step, and it stays as it is', () => {
    const read = (view: ReturnType<LockApp['snapshot']>): Buffer =>
      Buffer.concat([...(view.read() as Iterable<Uint8Array>)]);
    const before = read(world.app.snapshot());
    let view = world.app.snapshot();
    expect(stepsOf(() => (view = world.app.snapshot()))).to.equal(0);
    for (let n = 1; n <= 100; n++) world.close(n);
    expect(read(view).equals(before)).to.equal(true);
    expect(read(world.app.snapshot()).equals(before)).to.equal(false);
  });
});
