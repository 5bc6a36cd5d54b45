import { newTree } from '@lolraft/app-kit';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import btree from 'sorted-btree';
import { KvsApp } from '../../src/app.js';
import { decodeState } from '../../src/snapshot/decode-state.js';
import { History } from '../../src/state/history.js';
import { compareKeys } from '../../src/state/keys.js';
import type { KeyRecord } from '../../src/state/records.js';
import { Store } from '../../src/state/store.js';
import { inPieces, largeStore, stateBytes } from '../support/states.js';

interface Inner {
  _root: object;
}

/** Counts what the cloning of trees asks of their nodes while `work` is done: a child is reached by a property of its parent only. */
function rootAccesses(work: () => void): Map<PropertyKey, number> {
  const accesses = new Map<PropertyKey, number>();
  const count = (property: PropertyKey) => accesses.set(property, (accesses.get(property) ?? 0) + 1);
  const prototype = btree.default.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
  const clone = prototype.clone;
  prototype.clone = function (this: InstanceType<typeof btree.default> & Partial<Inner>) {
    const tree = this as unknown as Inner;
    const root = tree._root;
    tree._root = new Proxy(root, {
      get: (target, property) => (count(property), Reflect.get(target, property) as unknown),
      set: (target, property, value) => (count(property), Reflect.set(target, property, value)),
    });
    const copy = clone.call(this);
    tree._root = root;
    (copy as unknown as Inner)._root = root;
    return copy;
  };
  try {
    work();
  } finally {
    prototype.clone = clone;
  }
  return accesses;
}

/** Keys, and guards. */
const TREES = 2;

describe('the cost of a snapshot', function () {
  this.timeout(120_000);

  it('to take is the same for a million keys as for a thousand: one node of each tree is touched, and none is copied', () => {
    const value = new Uint8Array(8);
    for (const size of [1_000, 1_000_000]) {
      const live = newTree<string, KeyRecord>(compareKeys);
      for (let i = 0; i < size; i++) {
        const key = `key/${String(i).padStart(9, '0')}`;
        live.set(key, { key, value, createRevision: 2, modRevision: 2, version: 1, lease: 0 });
      }
      const retention = { revisions: 0, bytes: 0 };
      const history = History.empty();
      const store = Store.of({ live, history, bytes: 21 * size, revision: 2, compactRevision: 2, retention });
      const accesses = rootAccesses(() => expect(store.clone().size).to.equal(size));
      expect([...accesses], `at ${size} keys`).to.deep.equal([['isShared', TREES]]);
    }
    const app = new KvsApp();
    const accesses = rootAccesses(() => app.snapshot().release?.());
    expect([...accesses], 'as the app does').to.deep.equal([['isShared', TREES]]);
  });

  it('to read is paid piece by piece: nothing is made before it is asked for', () => {
    const app = new KvsApp();
    const source = app.snapshot();
    const pieces = source.read() as Iterable<Uint8Array>;
    let asked = 0;
    for (const piece of pieces) {
      asked++;
      expect(piece.length).to.be.above(0);
      break;
    }
    expect(asked).to.equal(1);
    source.release?.();
    expect(() => source.read(), 'a view that was let go').to.throw('closed');
  });

  it('to install is paid in slices, even where the bytes come without a pause', async () => {
    const bytes = stateBytes(largeStore(200_000));
    let turns = 0;
    let next: NodeJS.Immediate | undefined;
    const turn = (): void => {
      turns++;
      next = setImmediate(turn);
    };
    turn();
    const store = await decodeState(inPieces(bytes, bytes.length));
    clearImmediate(next);
    expect(store.size).to.equal(200_000);
    // It takes some hundred milliseconds, in slices of ten.
    expect(turns).to.be.above(10);
  });
});
