import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { GroupSettings } from '../../src/model/group-settings.js';
import { SessionTable } from '../../src/sessions/session-table.js';
import {
  bytesOf,
  describeTable,
  LogMaker,
  replay,
  restored,
  SessionModel,
  settings,
  type Step,
} from '../support/session-model.js';

const few: fc.Arbitrary<GroupSettings> = fc
  .record({
    sessionTtl: fc.constantFrom(100, 150, 400, 86_400_000),
    maxSessions: fc.constantFrom(1, 2, 5, 100),
    sessionWindow: fc.constantFrom(1, 3, 20),
    maxSessionSequences: fc.constantFrom(1, 4, 30, 1_000),
    maxSessionResponses: fc.constantFrom(0, 1, 3, 100),
    maxSessionResponseBytes: fc.constantFrom(0, 70, 200, 100_000),
    maxResponseBytes: fc.constantFrom(0, 130, 400, 100_000),
  })
  .map(settings);

/** What clients do, at random; they open sessions, pipeline, ask again in any order, go silent, and tell floors that are old or nonsense. */
type Act =
  | { readonly act: 'after'; readonly time: number }
  | { readonly act: 'open' | 'noop' }
  | { readonly act: 'keep' | 'close'; readonly session: number; readonly acknowledged: number }
  | {
      readonly act: 'write';
      readonly session: number;
      readonly ahead: number;
      readonly window: number;
      readonly size: number;
    }
  | { readonly act: 'plain' }
  | { readonly act: 'configure'; readonly settings: GroupSettings };

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ act: fc.constant('after' as const), time: fc.constantFrom(0, 1, 50, 100, 101, 300) }),
    },
    { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('open' as const, 'open' as const, 'noop' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        act: fc.constantFrom('keep' as const, 'keep' as const, 'close' as const),
        session: fc.nat(6),
        acknowledged: fc.nat(8),
      }),
    },
    {
      weight: 14,
      arbitrary: fc.record({
        act: fc.constant('write' as const),
        session: fc.nat(6),
        ahead: fc.integer({ min: -6, max: 3 }),
        window: fc.integer({ min: 1, max: 10 }),
        size: fc.constantFrom(0, 1, 1, 5, 80, 300),
      }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('plain' as const) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('configure' as const), settings: few }) },
  ),
  // Long ones: what is evicted has to come first.
  { maxLength: 120, size: 'max' },
);

function logOf(all: readonly Act[]): Step[] {
  const log = new LogMaker();
  const opened: { id: number; next: number }[] = [];
  /** Mostly one of the newest, at times one that never was. */
  const pick = (which: number): { id: number; next: number } =>
    opened[opened.length - 1 - which] ?? { id: 999 + which, next: 1 };
  for (const one of all) {
    switch (one.act) {
      case 'after':
        log.after(one.time);
        break;
      case 'open':
        opened.push({ id: log.open(), next: 1 });
        break;
      case 'noop':
        log.noop();
        break;
      case 'plain':
        log.write(0, 0, 0);
        break;
      case 'configure':
        log.configure(one.settings);
        break;
      case 'keep':
      case 'close':
        log.operate(one.act, pick(one.session).id, one.acknowledged);
        break;
      case 'write': {
        const session = pick(one.session);
        const sequence = Math.max(1, session.next + one.ahead);
        session.next = Math.max(session.next, sequence + 1);
        log.write(session.id, sequence, Math.min(one.window, sequence), one.size);
        break;
      }
    }
  }
  return log.steps;
}

describe('a session table', () => {
  it('tells of every entry what the model tells, and knows the same in the end', () => {
    fc.assert(
      fc.property(few, acts, (some, all) => {
        const steps = logOf(all);
        const model = new SessionModel(some);
        const table = new SessionTable(some);
        expect(replay(table, steps)).to.deep.equal(steps.map((step) => model.step(step)));
        expect(describeTable(table)).to.deep.equal(model.describe());
      }),
      { numRuns: 400 },
    );
  });

  it('is the same on every replica, however the log is cut into batches and wherever a snapshot is taken or installed', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(few, acts, sizes, fc.nat(100), (some, all, cut, where) => {
        const steps = logOf(all);
        const plain = new SessionTable(some);
        const expected = replay(plain, steps);
        const batched = new SessionTable(some);
        expect(replay(batched, steps, cut)).to.deep.equal(expected);
        expect(bytesOf(batched)).to.deep.equal(bytesOf(plain));

        const at = Math.floor((where * steps.length) / 100);
        const [before, after] = [steps.slice(0, at), steps.slice(at)];
        const live = new SessionTable(some);
        replay(live, before, cut);
        const frozen = live.freeze();
        const bytes = bytesOf(live);
        const current = before.reduce((now, step) => step.settings ?? now, some);
        const copy = restored(bytes, current);
        expect(bytesOf(copy)).to.deep.equal(bytes);
        // The live one goes on, and what was frozen stays as it was.
        expect(replay(live, after, cut)).to.deep.equal(expected.slice(at));
        expect(replay(copy, after)).to.deep.equal(expected.slice(at));
        expect(bytesOf(live)).to.deep.equal(bytesOf(plain));
        expect(bytesOf(copy)).to.deep.equal(bytesOf(plain));
        const later = new SessionTable(current);
        for (const { id, state } of frozen.sessions)
          later.restore({
            id,
            state: { ...state, applied: new Map(state.applied) },
            responses: new Map(frozen.responses.get(id)),
          });
        expect(bytesOf(later)).to.deep.equal(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('stays within its bounds, and applies each command of a session once at most', () => {
    fc.assert(
      fc.property(few, acts, (some, all) => {
        const table = new SessionTable(some);
        const applied = new Set<string>();
        for (const step of logOf(all)) {
          if (step.settings !== undefined) continue;
          const [told = ''] = replay(table, [step]);
          const name = `${step.session}/${step.sequence}`;
          if (step.session !== 0 && told.startsWith('apply')) {
            expect(applied.has(name), name).to.equal(false);
            applied.add(name);
          }
          expect(table.size).to.be.at.most(some.maxSessions);
          expect(table.bytes).to.be.at.most(some.maxResponseBytes);
          const { sessions, responses } = table.freeze();
          for (const { id, state } of sessions) {
            expect(state.applied.size).to.be.at.most(some.sessionWindow);
            expect(responses.get(id)?.size ?? 0).to.be.at.most(some.maxSessionResponses);
          }
          expect(sessions.reduce((sum, { state }) => sum + state.applied.size, 0)).to.be.at.most(
            some.maxSessionSequences,
          );
        }
      }),
      { numRuns: 100 },
    );
  });
});
