import { expect } from 'chai';
import * as fc from 'fast-check';
import { describe, it } from 'mocha';
import { newTree, rank, type Tree } from '../src/index.js';

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
  const tree = newTree<string, number>((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  for (let i = 0; i < size; i++) tree.set(name((i * 7919) % size), i);
  return tree;
}

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
