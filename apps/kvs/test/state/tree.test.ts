import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { compareKeys, keyBytes, toKey } from '../../src/state/keys.js';
import { newTree, rank, type Tree } from '../../src/state/tree.js';

interface Node {
  readonly children?: readonly Node[];
}

function nodesOf(tree: Tree<string, number>): Set<Node> {
  const nodes = new Set<Node>();
  const visit = (node: Node) => {
    nodes.add(node);
    node.children?.forEach(visit);
  };
  visit((tree as unknown as { _root: Node })._root);
  return nodes;
}

const name = (i: number) => `key/${String(i).padStart(9, '0')}`;

function treeOf(size: number): Tree<string, number> {
  const tree = newTree<string, number>(compareKeys);
  for (let i = 0; i < size; i++) tree.set(name((i * 7919) % size), i);
  return tree;
}

describe('keys as strings', () => {
  it('are ordered as their bytes, and give them back', () => {
    const key = fc.uint8Array({ maxLength: 6 });
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(Math.sign(compareKeys(toKey(a), toKey(b)))).to.equal(Math.sign(Buffer.compare(a, b)));
        expect(new Uint8Array(keyBytes(toKey(a)))).to.deep.equal(a);
        expect(toKey(a)).to.have.lengthOf(a.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('are those of the bytes given, not of the memory around them', () => {
    expect(toKey(Buffer.from('0123456789').subarray(2, 5))).to.equal('234');
  });
});

describe('the tree', () => {
  it('knows how many keys are smaller', () => {
    const keys = fc.uniqueArray(fc.nat(400), { maxLength: 300, size: 'max' });
    fc.assert(
      fc.property(keys, fc.uniqueArray(fc.nat(400), { maxLength: 100 }), fc.nat(401), (added, removed, asked) => {
        const tree = newTree<number, number>((a, b) => a - b);
        for (const key of added) tree.set(key, key);
        for (const key of removed) tree.delete(key);
        const left = added.filter((key) => !removed.includes(key));
        expect(rank(tree, asked, (a, b) => a - b)).to.equal(left.filter((key) => key < asked).length);
      }),
    );
  });

  it('is cloned without copying, and a change afterwards copies only the way to it', () => {
    for (const size of [1_000, 100_000]) {
      const tree = treeOf(size);
      const before = nodesOf(tree);
      const clone = tree.clone();
      expect([...nodesOf(clone)].filter((node) => !before.has(node))).to.have.lengthOf(0);
      tree.set(name(500), -1);
      const copied = [...nodesOf(tree)].filter((node) => !before.has(node));
      // One node of each level, and perhaps a neighbour with which a full one shares its keys.
      expect(copied.length).to.be.within(2, 2 * tree.height + 1);
      expect(clone.get(name(500))).to.not.equal(-1);
      expect(tree.get(name(500))).to.equal(-1);
      // What is copied once belongs to the tree, and is not copied again.
      const owned = nodesOf(tree);
      tree.set(name(500), -2);
      expect([...nodesOf(tree)].filter((node) => !owned.has(node))).to.have.lengthOf(0);
    }
  });
});
