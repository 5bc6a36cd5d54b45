import { newTree, rank, type Tree } from '@lolraft/app-kit';
import { invariant } from '@lolraft/raft-core';
import type { RequestId, SessionId } from '../model/ids.js';
import { compareNumbers, compareTexts, LAST, type Numbers, objectKey } from './keys.js';
import { type Claim, type LockObject, type Namespace, type Session, type Stake, weightOf } from './records.js';

/** The trees of a state. Those below the line follow from those above it. */
export interface Trees {
  readonly namespaces: Tree<string, Namespace>;
  readonly sessions: Tree<string, Session>;
  /** By `objectKey`. */
  readonly objects: Tree<string, LockObject>;
  readonly stakes: Tree<number, Stake>;
  /** By session and request. */
  readonly claims: Tree<Numbers, Claim>;
  // ----
  /** Sessions by namespace and id: `objectKey` of the two. */
  readonly members: Tree<string, SessionId>;
  /** Stakes that wait, by object and place. */
  readonly waiting: Tree<Numbers, true>;
  /** Stakes that hold, by object, token and number. */
  readonly held: Tree<Numbers, true>;
  /** Stakes by session, object, token and number. */
  readonly ofSession: Tree<Numbers, true>;
}

function emptyTrees(): Trees {
  return {
    namespaces: newTree(compareTexts),
    sessions: newTree(compareTexts),
    objects: newTree(compareTexts),
    stakes: newTree((a: number, b: number) => a - b),
    claims: newTree(compareNumbers),
    members: newTree(compareTexts),
    waiting: newTree(compareNumbers),
    held: newTree(compareNumbers),
    ofSession: newTree(compareNumbers),
  };
}

/**
 * What the cluster remembers of sessions and locks: records, by what they are looked up. Keeps the trees and counts in step with each
 * other, and knows no rules. Each change costs a bounded number of steps down a tree.
 */
export class Store {
  /** For reading; changed by the methods only. */
  readonly trees: Trees;

  private constructor(trees: Trees) {
    this.trees = trees;
  }

  static empty(): Store {
    return new Store(emptyTrees());
  }

  /** A view of this moment. Costs the same however large the state is; neither of the two sees the other change. */
  clone(): Store {
    const { trees } = this;
    return new Store({
      namespaces: trees.namespaces.clone(),
      sessions: trees.sessions.clone(),
      objects: trees.objects.clone(),
      stakes: trees.stakes.clone(),
      claims: trees.claims.clone(),
      members: trees.members.clone(),
      waiting: trees.waiting.clone(),
      held: trees.held.clone(),
      ofSession: trees.ofSession.clone(),
    });
  }

  // ---- namespaces ----

  namespace(name: string): Namespace {
    return (
      this.trees.namespaces.get(name) ?? { name, quotas: undefined, sessions: 0, objects: 0, waiters: 0, requests: 0 }
    );
  }

  putNamespace(namespace: Namespace): void {
    if (namespace.sessions === 0 && namespace.quotas === undefined) this.trees.namespaces.delete(namespace.name);
    else this.trees.namespaces.set(namespace.name, namespace);
  }

  #count(name: string, what: 'sessions' | 'objects' | 'waiters' | 'requests', change: 1 | -1): void {
    const namespace = this.namespace(name);
    this.putNamespace({ ...namespace, [what]: namespace[what] + change });
  }

  // ---- sessions ----

  session(id: SessionId): Session | undefined {
    return this.trees.sessions.get(id);
  }

  addSession(session: Session): void {
    this.trees.sessions.set(session.id, session);
    this.trees.members.set(objectKey(session.namespace, session.id), session.id);
    this.#count(session.namespace, 'sessions', 1);
  }

  /** Takes the place of the record of the same session. */
  putSession(session: Session): void {
    this.trees.sessions.set(session.id, session);
  }

  /** Its stakes are gone before. */
  removeSession(session: Session): void {
    const claims = this.trees.claims.getRange([session.no, 0], [session.no, LAST], true);
    for (const [key] of claims) {
      this.trees.claims.delete(key);
      this.#count(session.namespace, 'requests', -1);
    }
    this.trees.sessions.delete(session.id);
    this.trees.members.delete(objectKey(session.namespace, session.id));
    this.#count(session.namespace, 'sessions', -1);
  }

  // ---- claims ----

  claim(session: Session, request: RequestId): Claim | undefined {
    return this.trees.claims.get([session.no, request]);
  }

  putClaim(id: SessionId, request: RequestId, claim: Claim): void {
    const session = this.#owner(id);
    const key = [session.no, request];
    if (!this.trees.claims.has(key)) {
      this.putSession({ ...session, requests: session.requests + 1 });
      this.#count(session.namespace, 'requests', 1);
    }
    this.trees.claims.set(key, claim);
  }

  removeClaim(id: SessionId, request: RequestId): void {
    const session = this.#owner(id);
    if (!this.trees.claims.delete([session.no, request])) return;
    this.putSession({ ...session, requests: session.requests - 1 });
    this.#count(session.namespace, 'requests', -1);
  }

  /** Forgets what is over of the requests from `from` up to, but without, `to`. */
  forgetSettled(id: SessionId, from: number, to: number): void {
    const { no } = this.#owner(id);
    for (const [[, request], claim] of this.trees.claims.getRange([no, from], [no, to], false))
      if (claim.type === 'settled') this.removeClaim(id, request as RequestId);
  }

  #owner(id: SessionId): Session {
    const session = this.session(id);
    invariant(session !== undefined, () => `session ${id} is there`);
    return session;
  }

  // ---- objects ----

  object(key: string): LockObject | undefined {
    return this.trees.objects.get(key);
  }

  addObject(key: string, object: LockObject): void {
    this.trees.objects.set(key, object);
    this.#count(object.namespace, 'objects', 1);
  }

  /** It has neither holders nor waiters. */
  removeObject(key: string, object: LockObject): void {
    this.trees.objects.delete(key);
    this.#count(object.namespace, 'objects', -1);
  }

  #change(key: string, change: (object: LockObject) => Partial<LockObject>): void {
    const object = this.object(key);
    invariant(object !== undefined, () => `object ${key} is there`);
    this.trees.objects.set(key, { ...object, ...change(object) });
  }

  // ---- stakes ----

  stake(no: number): Stake | undefined {
    return this.trees.stakes.get(no);
  }

  /** Puts a stake into its place: the queue, or among the holders. */
  addStake(stake: Stake): void {
    const { no, object, objectNo, sessionNo, token, want } = stake;
    this.trees.stakes.set(no, stake);
    this.trees.ofSession.set([sessionNo, objectNo, token, no], true);
    if (token === 0) {
      this.trees.waiting.set([objectNo, no], true);
      this.#change(object, ({ waiters }) => ({ waiters: waiters + 1 }));
      this.#countWaiter(object, 1);
    } else {
      this.trees.held.set([objectNo, token, no], true);
      this.#change(object, ({ holds, used, leaving }) => ({
        holds: holds + 1,
        used: used + weightOf(want),
        leaving: leaving + (stake.leaves.length > 0 ? 1 : 0),
      }));
    }
  }

  /** Takes it out of its place. The claims of its requests stay. */
  removeStake(stake: Stake): void {
    const { no, object, objectNo, sessionNo, token, want } = stake;
    this.trees.stakes.delete(no);
    this.trees.ofSession.delete([sessionNo, objectNo, token, no]);
    if (token === 0) {
      this.trees.waiting.delete([objectNo, no]);
      this.#change(object, ({ waiters }) => ({ waiters: waiters - 1 }));
      this.#countWaiter(object, -1);
    } else {
      this.trees.held.delete([objectNo, token, no]);
      this.#change(object, ({ holds, used, leaving }) => ({
        holds: holds - 1,
        used: used - weightOf(want),
        leaving: leaving - (stake.leaves.length > 0 ? 1 : 0),
      }));
    }
  }

  /** Takes the place of the record with the same number, in the same place: only requests, leaves and value may differ. */
  putStake(stake: Stake): void {
    const before = this.stake(stake.no);
    invariant(before?.token === stake.token, () => `stake ${stake.no} stays where it is`);
    this.trees.stakes.set(stake.no, stake);
    const leaving = Number(stake.leaves.length > 0) - Number(before.leaves.length > 0);
    if (leaving !== 0) this.#change(stake.object, (object) => ({ leaving: object.leaving + leaving }));
  }

  #countWaiter(key: string, change: 1 | -1): void {
    const object = this.object(key);
    if (object !== undefined) this.#count(object.namespace, 'waiters', change);
  }

  /** The stake that is granted next. */
  firstWaiting(objectNo: number): Stake | undefined {
    const key = this.trees.waiting.nextHigherKey([objectNo, 0]);
    return key?.[0] === objectNo ? this.stake(key[1] as number) : undefined;
  }

  /** How many wait before this one, and itself. */
  position({ objectNo, no }: Stake): number {
    const { waiting } = this.trees;
    return rank(waiting, [objectNo, no], compareNumbers) - rank(waiting, [objectNo, 0], compareNumbers) + 1;
  }

  /** Those that hold under a token, or under any where it is undefined; at most `limit` of them. */
  holders(objectNo: number, token: number | undefined, limit = LAST): Stake[] {
    const from = [objectNo, token ?? 0, 0];
    const to = [objectNo, token ?? LAST, LAST];
    return this.#stakes(this.trees.held.getRange(from, to, true, limit), limit);
  }

  waiters(objectNo: number, limit = LAST): Stake[] {
    return this.#stakes(this.trees.waiting.getRange([objectNo, 0], [objectNo, LAST], true, limit), limit);
  }

  /** What a session has of an object: first what waits, then what it holds; under one token, or any where it is undefined. */
  ofSession(sessionNo: number, objectNo: number, token?: number): Stake[] {
    const from = [sessionNo, objectNo, token ?? 0, 0];
    const to = [sessionNo, objectNo, token ?? LAST, LAST];
    return this.#stakes(this.trees.ofSession.getRange(from, to, true));
  }

  /** What a session has. */
  allOfSession(sessionNo: number): Stake[] {
    const range = this.trees.ofSession.getRange([sessionNo, 0, 0, 0], [sessionNo, LAST, LAST, LAST], true);
    return this.#stakes(range);
  }

  #stakes(entries: readonly [Numbers, true][], limit = LAST): Stake[] {
    // The tree gives one more than it is asked for.
    return entries.slice(0, limit).map(([key]) => {
      const stake = this.stake(key.at(-1) as number);
      invariant(stake !== undefined, () => `stake ${key.join('/')} is there`);
      return stake;
    });
  }
}
