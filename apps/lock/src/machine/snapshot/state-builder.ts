import { CorruptionError } from '@lolraft/raft-core';
import { ByteReader, type Slices } from '@lolraft/app-kit';
import type { Shape } from '../codec/shape.js';
import { isNamespace } from '../model/ids.js';
import { isFree } from '../state/grants.js';
import { objectKey } from '../state/keys.js';
import { type LockObject, type Session, sizeOfObject } from '../state/records.js';
import { Store } from '../state/store.js';
import { claimItem, type Head, head, namespaceItem, objectItem, sessionItem, stakeItem } from './format.js';

/**
 * Puts a store together, item by item. What no sequence of commands leads to is refused, wherever it can be seen: a state
 * that contradicts itself would not go on as those of the other members do.
 */
export class StateBuilder {
  readonly #store = Store.empty();
  #head: Head | undefined;
  /** What is read so far of each. */
  readonly #read = { namespaces: 0, sessions: 0, objects: 0, stakes: 0, claims: 0 };
  #liveClaims = 0;
  #stakeRequests = 0;
  #last: string | number | undefined;
  readonly #sessions = new Map<number, Session>();
  readonly #objects = new Map<number, { key: string; object: LockObject }>();
  #ended = false;

  /** @param checksum of everything before the item. */
  add(item: Uint8Array, checksum: number): void {
    const reader = new ByteReader(item, damaged);
    const expected = this.#head;
    if (expected === undefined) this.#head = head.read(reader);
    else if (this.#read.namespaces < expected.namespaces) this.#addNamespace(reader);
    else if (this.#read.sessions < expected.sessions) this.#addSession(reader);
    else if (this.#read.objects < expected.objects) this.#addObject(reader);
    else if (this.#read.stakes < expected.stakes) this.#addStake(reader);
    else if (this.#read.claims < expected.claims) this.#addClaim(reader);
    else this.#end(reader, checksum);
    reader.end();
  }

  /** Reads one item and sees that its key is behind that of the one before. */
  #next<T>(what: keyof Head, shape: Shape<T>, reader: ByteReader, keyOf: (value: T) => string | number): T {
    const value = shape.read(reader);
    const key = keyOf(value);
    const isFirst = this.#read[what]++ === 0;
    check(isFirst || (this.#last !== undefined && this.#last < key), `its ${what} are out of order`);
    this.#last = key;
    return value;
  }

  #addNamespace(reader: ByteReader): void {
    const { name, quotas } = this.#next('namespaces', namespaceItem, reader, (one) => one.name);
    check(isNamespace(name), 'a namespace has no name');
    // Held for now, also where it has only sessions, which are still to come.
    this.#store.trees.namespaces.set(name, { ...this.#store.namespace(name), quotas });
  }

  #addSession(reader: ByteReader): void {
    const item = this.#next('sessions', sessionItem, reader, ({ id }) => id);
    check(this.#store.trees.namespaces.has(item.namespace), 'a session has no namespace');
    check(item.no > 0 && item.epoch >= item.no && !this.#sessions.has(item.no), 'a session does not make sense');
    const session: Session = { ...item, requests: 0 };
    this.#sessions.set(session.no, session);
    this.#store.addSession(session);
  }

  #addObject(reader: ByteReader): void {
    const item = this.#next('objects', objectItem, reader, ({ namespace, name }) => objectKey(namespace, name));
    check(this.#store.trees.namespaces.has(item.namespace), 'an object has no namespace');
    check(item.no > 0 && item.size > 0 && !this.#objects.has(item.no), 'an object does not make sense');
    const object: LockObject = { ...item, holds: 0, used: 0, waiters: 0, leaving: 0 };
    const key = objectKey(object.namespace, object.name);
    this.#objects.set(object.no, { key, object });
    this.#store.addObject(key, object);
  }

  #addStake(reader: ByteReader): void {
    const { objectNo, sessionNo, ...item } = this.#next('stakes', stakeItem, reader, ({ no }) => no);
    const session = this.#sessions.get(sessionNo);
    const found = this.#objects.get(objectNo);
    check(session !== undefined && found !== undefined, 'a stake is of nobody, or of nothing');
    const { key, object } = found;
    const { no, want, token, requests, leaves } = item;
    check(
      session.namespace === object.namespace &&
        want.kind === object.kind &&
        (want.kind === 'rwlock' || sizeOfObject(want) === object.size) &&
        no >= objectNo &&
        no > sessionNo &&
        (token === 0 || token >= no) &&
        requests.length > 0 &&
        (leaves.length === 0 || (token > 0 && want.kind === 'barrier')),
      'a stake does not make sense',
    );
    this.#stakeRequests += requests.length + leaves.length;
    this.#store.addStake({ ...item, object: key, objectNo, session: session.id, sessionNo });
  }

  #addClaim(reader: ByteReader): void {
    // Sessions come in the order of their numbers, and the requests of each in theirs.
    const key = (no: number, request: number): string => `${digits(no)}/${digits(request)}`;
    const item = this.#next('claims', claimItem, reader, ({ sessionNo, request }) => key(sessionNo, request));
    const { sessionNo, request, claim } = item;
    const session = this.#sessions.get(sessionNo);
    check(session !== undefined && request > 0, 'a request is of nobody');
    if (claim.type === 'live') {
      const stake = this.#store.stake(claim.stake);
      const isOf = stake?.requests.includes(request) === true || stake?.leaves.includes(request) === true;
      check(stake?.sessionNo === sessionNo && isOf, 'a request is not one of its stake');
      this.#liveClaims++;
    } else check(request >= session.floor, 'a request is remembered for nothing');
    this.#store.putClaim(session.id, request, claim);
  }

  #end(reader: ByteReader, checksum: number): void {
    check(!this.#ended, 'it goes on behind its end');
    const stored = reader.byte() + reader.byte() * 0x100 + reader.byte() * 0x1_0000 + reader.byte() * 0x100_0000;
    check(stored === checksum, 'it fails its checksum');
    this.#ended = true;
  }

  /** @param left is the number of bytes that belong to no item. */
  async finish(left: number, slices: Pick<Slices, 'areDue' | 'pause'>): Promise<Store> {
    if (!this.#ended || left > 0) throw new CorruptionError('the state in a snapshot is cut short');
    const store = this.#store;
    // Each request is in one stake, and each that a stake names is there.
    check(this.#liveClaims === this.#stakeRequests, 'a stake has requests that are not there');
    for (const { sessions, quotas } of store.trees.namespaces.values())
      check(sessions > 0 || quotas !== undefined, 'a namespace has no reason to be there');
    for (const [no, { key }] of this.#objects) {
      const object = store.object(key);
      check(object !== undefined && object.holds + object.waiters > 0, 'an object has no reason to be there');
      const next = store.firstWaiting(no);
      const waitsForNothing =
        next !== undefined &&
        isFree({ ...object, waiters: object.kind === 'barrier' ? object.waiters - 1 : 0 }, next.want);
      check(!waitsForNothing, 'somebody waits for an object that is free');
      const { kind, size, holds, used, leaving } = object;
      const most = kind === 'barrier' ? size : kind === 'mutex' || kind === 'election' || used > 0 ? 1 : Infinity;
      check(used <= size && (kind === 'semaphore' || holds <= most), 'an object is held by too many');
      check(holds === 0 || leaving < holds, 'all have left, and are still there');
      if (slices.areDue()) await slices.pause();
    }
    return store;
  }
}

/** So that the order of texts is that of numbers. */
function digits(value: number): string {
  return String(value).padStart(16, '0');
}

function damaged(why: string): CorruptionError {
  return new CorruptionError(`the state in a snapshot is damaged: ${why}`);
}

function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw damaged(what);
}
