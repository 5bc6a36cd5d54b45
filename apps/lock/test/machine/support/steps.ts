import * as fc from 'fast-check';
import {
  DEFAULT_QUOTAS,
  type Command,
  type Quotas,
  type RequestId,
  type SessionId,
  type Want,
} from '../../../src/index.js';
import type { Naive } from './naive.js';
import { asToken, requestId, sessionId } from './world.js';

/** A command that is made up when its turn comes, of what there is then. */
export type Draft = (state: Naive, term: number) => Command;

const NAMESPACES = ['blue', 'red'];
const NAMES = ['a', 'a', 'b', 'long name'];

const session = fc.nat(4).map((n) => sessionId(n + 1));
const request = fc.integer({ min: 1, max: 9 }).map(requestId);
const name = fc.constantFrom(...NAMES);
const value = fc.uint8Array({ maxLength: 3 });
const namespace = fc.constantFrom(...NAMESPACES);

const want: fc.Arbitrary<Want> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Want>({ kind: 'mutex' }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Want>({ kind: 'rwlock', mode: 'read' }, { kind: 'rwlock', mode: 'write' }),
  },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 1, max: 3 }).map((weight): Want => ({ kind: 'semaphore', permits: 3, weight })),
  },
  { weight: 1, arbitrary: fc.constant<Want>({ kind: 'semaphore', permits: 2, weight: 1 }) },
  { weight: 3, arbitrary: value.map((bytes): Want => ({ kind: 'election', value: bytes })) },
  { weight: 4, arbitrary: fc.integer({ min: 2, max: 3 }).map((parties): Want => ({ kind: 'barrier', parties })) },
);

/** Mostly nothing said; else as high as it may be. */
const floorUpTo = (most: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(most) });

const small: fc.Arbitrary<Quotas> = fc
  .record({
    sessions: fc.nat(4),
    objects: fc.nat(3),
    waiters: fc.nat(3),
    requests: fc.nat(8),
    sessionRequests: fc.nat(5),
    nameBytes: fc.integer({ min: 1, max: 9 }),
    valueBytes: fc.nat(3),
    ownerBytes: fc.integer({ min: 4, max: 8 }),
  })
  .chain((all) => fc.subarray(Object.keys(all) as (keyof Quotas)[], { maxLength: 2 }).map((keys) => pick(all, keys)));

function pick(all: Quotas, keys: readonly (keyof Quotas)[]): Quotas {
  return { ...DEFAULT_QUOTAS, ...Object.fromEntries(keys.map((key) => [key, all[key]])) };
}

/** Mostly one that is held now. */
function tokenOf(state: Naive, choice: number): number {
  const tokens = state.things.flatMap(({ places }) => places.map(({ token }) => token)).filter((token) => token > 0);
  return tokens.length === 0 || choice % 5 === 0 ? 1 + (choice % 40) : (tokens[choice % tokens.length] as number);
}

interface Found {
  readonly session: SessionId;
  readonly name: string;
  readonly namespace: string;
  readonly token: number;
  readonly want: Want;
  readonly requests: readonly RequestId[];
  readonly leaves: readonly RequestId[];
}

/** Mostly a place that is there and is of this kind. */
function place(state: Naive, choice: number, isMeant: (found: Found) => boolean): Found | undefined {
  const found = state.things
    .flatMap((thing) => thing.places.map((each) => ({ ...each, name: thing.name, namespace: thing.namespace })))
    .filter(isMeant);
  return choice % 6 === 0 ? undefined : found[choice % Math.max(found.length, 1)];
}

const holds = ({ token }: Found): boolean => token > 0;

function held(state: Naive, choice: number): Found | undefined {
  return place(state, choice, holds);
}

/** A request that the session has not made yet, as far as can be seen. */
function fresh(state: Naive, id: SessionId): RequestId {
  const member = state.sessions.get(id);
  const places = state.things.flatMap((thing) => thing.places).filter((one) => one.session === id);
  const used = places.flatMap(({ requests, leaves }) => [...requests, ...leaves]);
  return requestId(1 + Math.max(member?.floor ?? 0, 0, ...used, ...(member?.over.keys() ?? [])));
}

/** Mostly a session that is there. */
function alive(state: Naive, id: SessionId, choice: number): SessionId {
  const ids = [...state.sessions.keys()];
  return state.sessions.has(id) || choice === 0 ? id : (ids[choice % Math.max(ids.length, 1)] ?? id);
}

const draft: fc.Arbitrary<Draft> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ session, namespace, owner: fc.constantFrom('an owner', 'me') }).map(
      ({ owner, ...rest }): Draft =>
        (state) => {
          const known = state.sessions.get(rest.session);
          // Mostly what a client would do: the same again.
          const same = known === undefined || owner === 'me' ? {} : { namespace: known.namespace };
          return { type: 'openSession', owner: 'an owner', ttlMs: 1_000, ...rest, ...same };
        },
    ),
  },
  {
    weight: 30,
    arbitrary: fc
      .record({ session, request, name, want, wait: fc.boolean(), seed: fc.nat(9), retries: fc.nat(5) })
      .chain((all) => floorUpTo(all.request).map((floor) => ({ ...all, floor })))
      .map(
        ({ seed, retries, ...drawn }): Draft =>
          (state) => {
            const one = alive(state, drawn.session, seed);
            const rest = { ...drawn, session: one, ...(retries > 0 && { request: fresh(state, one) }) };
            if (rest.floor > rest.request) rest.floor = 0;
            const member = state.sessions.get(rest.session);
            // Mostly of the kind that is there, or hardly anybody would ever wait.
            const thing = state.things.find((each) => each.name === rest.name && each.namespace === member?.namespace);
            const alike = thing?.want.kind === rest.want.kind || seed < 1 ? rest.want : (thing?.want ?? rest.want);
            return { type: 'acquire', ...rest, want: alike, wait: seed > 0 || rest.wait };
          },
      ),
  },
  {
    weight: 7,
    arbitrary: fc.record({ session, request, floor: floorUpTo(9), choice: fc.nat(99) }).map(
      ({ choice, ...rest }): Draft =>
        (state) => {
          const one = held(state, choice);
          const [mine = rest.request] = one?.requests ?? [];
          return { type: 'release', ...rest, ...(one && { session: one.session, request: mine }) };
        },
    ),
  },
  {
    weight: 6,
    arbitrary: fc.record({ session, request, floor: floorUpTo(9), choice: fc.nat(99) }).map(
      ({ choice, ...rest }): Draft =>
        (state) => {
          const one = place(state, choice, (found) => !holds(found) || found.leaves.length > 0);
          const [mine = rest.request] = one?.leaves.length ? one.leaves : (one?.requests ?? []);
          return { type: 'cancel', ...rest, ...(one && { session: one.session, request: mine }) };
        },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.record({ session, name, floor: floorUpTo(5), choice: fc.nat(99) }).map(
      ({ choice, ...rest }): Draft =>
        (state) => {
          const one = held(state, choice);
          const at = one && { session: one.session, name: one.name };
          return { type: 'releaseToken', ...rest, ...at, token: asToken(one?.token ?? tokenOf(state, choice)) };
        },
    ),
  },
  {
    weight: 5,
    arbitrary: fc.record({ session, request, name, choice: fc.nat(99) }).map(
      ({ choice, ...rest }): Draft =>
        (state) => {
          const one = place(state, choice, (found) => holds(found) && found.want.kind === 'barrier');
          const at = one && { session: one.session, name: one.name };
          const again = choice % 4 === 1 ? {} : { request: fresh(state, one?.session ?? rest.session) };
          return { type: 'leave', floor: 0, ...rest, ...again, ...at };
        },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({ session, name, value, choice: fc.nat(99) }).map(
      ({ choice, ...rest }): Draft =>
        (state) => {
          const one = held(state, choice);
          const at = one && { session: one.session, name: one.name };
          return { type: 'proclaim', ...rest, ...at, token: asToken(one?.token ?? tokenOf(state, choice)) };
        },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({ namespace, name, choice: fc.nat(99) }).map(
      ({ choice, ...rest }): Draft =>
        (state) => {
          const one = held(state, choice);
          const at = one && { namespace: one.namespace, name: one.name };
          return { type: 'break', ...rest, ...at, token: asToken(one?.token ?? tokenOf(state, choice)) };
        },
    ),
  },
  {
    weight: 1,
    arbitrary: session.map(
      (one): Draft =>
        () => ({ type: 'closeSession', session: one }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        sessions: fc.uniqueArray(session, { minLength: 1, maxLength: 4 }),
        isStale: fc.boolean(),
        isOld: fc.boolean(),
        ofOther: fc.nat(3),
      })
      .map(
        ({ sessions, isStale, isOld, ofOther }): Draft =>
          (state, term) => ({
            type: 'expireSessions',
            term: ofOther === 0 ? term + (isOld ? 1 : -1) || 1 : term,
            sessions: sessions.map((one, i) => {
              const epoch = state.sessions.get(one)?.epoch ?? 1;
              return { session: one, epoch: isStale && i === 0 ? Math.max(epoch - 1, 1) : epoch };
            }),
          }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ namespace, quotas: fc.option(small, { nil: undefined }) }).map(
      (rest): Draft =>
        () => ({ type: 'setQuotas', ...rest }),
    ),
  },
);

export interface DraftedStep {
  readonly draft: Draft;
  /** Entries of others in between. */
  readonly gap: number;
  /** The leadership changes before. */
  readonly elects: boolean;
  /** The state is taken and installed anew before. */
  readonly installs: boolean;
}

export const steps: fc.Arbitrary<readonly DraftedStep[]> = fc.array(
  fc.record({
    draft,
    gap: fc.nat(2),
    elects: fc.nat(19).map((n) => n === 0),
    installs: fc.nat(24).map((n) => n === 0),
  }),
  { minLength: 1, maxLength: 120, size: 'max' },
);
