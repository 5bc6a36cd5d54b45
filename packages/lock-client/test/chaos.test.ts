import { RaftError } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Lock, LockError, type Session } from '../src/index.js';
import { type Fixture, start, type Settled, watch } from './support/fixture.js';

const RUNS = 12;
const STEPS = 120;
const NAMES = ['a', 'b'];

/** Numbers that look like chance, the same for each seed. */
function chance(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Try {
  readonly asked: Settled<Lock>;
  readonly controller: AbortController;
}

/** What a client takes for held is what the service has granted and not given to anybody else. */
function check({ service }: Fixture, tries: readonly Try[], broken: ReadonlySet<number>, seed: string): void {
  for (const { asked } of tries) {
    const lock = asked.value;
    // What an administrator breaks is heard of in time, or after it.
    if (lock?.isHeld !== true || broken.has(lock.token)) continue;
    const tokens = (service.holds.get(lock.name) ?? []).map(({ token }) => token);
    expect(tokens, `${seed}: ${lock.name} is taken for held`).to.include(lock.token);
  }
}

async function play(seed: number): Promise<{ granted: number; failed: Set<string> }> {
  const draw = chance(seed);
  const fixture = start({ ttl: 1_000, timeout: 2_000 });
  const { clock, service, client } = fixture;
  const failed = new Set<string>();
  const broken = new Set<number>();
  let tries: Try[] = [];
  let granted = 0;
  const sessions: Session[] = [await client.session(), await client.session()];
  service.loses = () => draw(6) === 0;
  for (let step = 0; step < STEPS; step++) {
    const action = draw(12);
    const name = NAMES[draw(NAMES.length)] ?? 'a';
    const tried = tries[draw(Math.max(1, tries.length))];
    if (action <= 3) {
      const controller = new AbortController();
      const session = draw(3) === 0 ? undefined : sessions.find(({ isAlive }) => isAlive);
      const wait = draw(2) === 0 ? undefined : draw(1_500);
      const asked = watch(
        client.acquire(name, {
          signal: controller.signal,
          ...(session === undefined ? undefined : { session }),
          ...(wait === undefined ? undefined : { wait }),
        }),
      );
      tries.push({ asked, controller });
    } else if (action <= 5) void tried?.asked.value?.release().catch(() => undefined);
    else if (action === 6) tried?.controller.abort();
    else if (action === 7) service.elect('abc'.charAt(draw(3)));
    else if (action === 8) service.silent.add('abc'.charAt(draw(3)));
    else if (action === 9) clock.freeze(draw(1_500));
    else if (service.holds.has(name) && draw(3) === 0) {
      broken.add(service.holds.get(name)?.[0]?.token ?? 0);
      service.breakHold(name);
      await clock.settle();
    }
    if (draw(3) === 0) service.silent.clear();
    check(fixture, tries, broken, `seed ${seed}, step ${step}`);
    await clock.advance(draw(200));
    service.expireSilent();
    check(fixture, tries, broken, `seed ${seed}, step ${step}`);
    for (const { asked } of tries) {
      if (asked.error === undefined) continue;
      expect(asked.error instanceof LockError || asked.error instanceof RaftError, String(asked.error)).to.equal(true);
      failed.add(asked.error.code as string);
    }
    granted += tries.filter(({ asked }) => asked.value !== undefined).length;
    tries = tries.filter(({ asked }) => asked.isOpen || asked.value?.isHeld === true);
  }
  // All is well again: whoever holds gives back, whoever waits gives up, and nothing is left.
  service.loses = () => false;
  service.silent.clear();
  await clock.advance(3_000);
  service.expireSilent();
  check(fixture, tries, new Set(), `seed ${seed}, at the end`);
  for (const { asked, controller } of tries) {
    controller.abort();
    void asked.value?.release().catch(() => undefined);
  }
  for (let i = 0; i < 20; i++) {
    await clock.advance(300);
    service.expireSilent();
  }
  expect(
    tries.filter(({ asked }) => asked.isOpen),
    `seed ${seed}: open`,
  ).to.have.lengthOf(0);
  expect([...service.holds.keys()], `seed ${seed}: held`).to.deep.equal([]);
  expect([...service.waiting.values()].flat(), `seed ${seed}: waiting`).to.deep.equal([]);
  return { granted, failed };
}

describe('under faults', () => {
  it('nothing is taken for held that may be somebody else’s, and nothing is left behind', async () => {
    let granted = 0;
    const failed = new Set<string>();
    for (let seed = 1; seed <= RUNS; seed++) {
      const played = await play(seed);
      granted += played.granted;
      for (const code of played.failed) failed.add(code);
    }
    // It is no test where nothing happens.
    expect(granted).to.be.greaterThan(RUNS * 5);
    expect([...failed]).to.include.members(['NOT_ACQUIRED', 'ABORTED', 'SESSION_GONE']);
  });
});
