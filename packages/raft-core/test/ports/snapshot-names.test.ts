import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  clusterId,
  groupId,
  InvalidArgumentError,
  nodeId,
  parseSnapshotFileName,
  parseSnapshotTag,
  sameSnapshotOwner,
  snapshotTag,
  storeId,
} from '../../src/index.js';

const OWNER = {
  cluster: clusterId('c'.repeat(32)),
  group: groupId('main'),
  node: nodeId('n1'),
  store: storeId('5'.repeat(32)),
};
const NAME = { index: 12, term: 3, nonce: 'ab'.repeat(16) };
const text = (tag: Uint8Array): string => Buffer.from(tag).toString('latin1');
const bytes = (tag: string): Uint8Array => Buffer.from(tag, 'latin1');

describe('the names of snapshots', () => {
  it('a tag is the path of its owner and name', () => {
    expect(text(snapshotTag(OWNER, NAME))).to.equal(
      `${'c'.repeat(32)}/main/n1/${'5'.repeat(32)}/12-3-${'ab'.repeat(16)}`,
    );
  });

  it('a tag is read as what it was made from', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/);
    const hex = fc.stringMatching(/^[0-9a-f]{32}$/);
    const whole = fc.oneof(fc.maxSafeNat(), fc.constant(Number.MAX_SAFE_INTEGER), fc.constant(0));
    fc.assert(
      fc.property(hex, id, id, hex, whole, whole, hex, (cluster, group, node, store, index, term, nonce) => {
        const named = {
          owner: { cluster: clusterId(cluster), group: groupId(group), node: nodeId(node), store: storeId(store) },
          name: { index, term, nonce },
        };
        expect(parseSnapshotTag(snapshotTag(named.owner, named.name))).to.deep.equal(named);
      }),
    );
  });

  it('nothing else is taken for a tag', () => {
    const good = text(snapshotTag(OWNER, NAME));
    const [cluster = '', group = '', node = '', store = '', file = ''] = good.split('/');
    const bad = [
      '',
      '/',
      `/${good}`,
      `${good}/`,
      `${good}\n`,
      `${good}\0`,
      `../${good}`,
      good.replace('main', '..'),
      good.replace('main', '.'),
      good.replace('main', 'a/b'),
      good.replace('main', ''),
      good.replace('main', 'm\\n'),
      good.replace('n1', 'é'),
      good.replace('n1', 'n'.repeat(64)),
      [cluster, group, node, store].join('/'),
      [cluster, group, node, file].join('/'),
      good.replace('12-3', '12-'),
      good.replace('12-3', '012-3'),
      good.replace('12-3', '-12-3'),
      good.replace('12-3', '1e3-3'),
      good.replace('12-3', '9007199254740992-3'),
      good.replace('abab', 'ABAB'),
      good.slice(0, -1),
      `${good}0`,
      good.repeat(1000),
    ];
    for (const tag of bad) expect(parseSnapshotTag(bytes(tag)), JSON.stringify(tag)).to.equal(undefined);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const changed = bytes(good).slice();
        changed[at] = byte;
        const named = parseSnapshotTag(changed);
        if (named !== undefined) expect(text(snapshotTag(named.owner, named.name))).to.equal(text(changed));
      }),
    );
  });

  it('refuses to name what is no id, index, term or nonce', () => {
    const bad: readonly (readonly [object, object])[] = [
      [{ cluster: '..' }, {}],
      [{ group: '../main' }, {}],
      [{ node: '' }, {}],
      [{ store: 'S' }, {}],
      [{}, { index: -1 }],
      [{}, { index: 1.5 }],
      [{}, { index: Number.NaN }],
      [{}, { term: 2 ** 53 }],
      [{}, { term: 1e21 }],
      [{}, { nonce: '' }],
      [{}, { nonce: `${'0'.repeat(30)}/.` }],
    ];
    for (const [owner, name] of bad) {
      expect(() => snapshotTag({ ...OWNER, ...owner }, { ...NAME, ...name })).to.throw(InvalidArgumentError);
    }
    expect(parseSnapshotFileName('12-3')).to.equal(undefined);
  });

  it('owners are the same where all of their parts are', () => {
    expect(sameSnapshotOwner(OWNER, { ...OWNER })).to.equal(true);
    const others = [
      { cluster: clusterId('d'.repeat(32)) },
      { group: groupId('m') },
      { node: nodeId('n') },
      { store: storeId('6'.repeat(32)) },
    ];
    for (const other of others) expect(sameSnapshotOwner(OWNER, { ...OWNER, ...other })).to.equal(false);
  });
});
