import { expect } from 'chai';
import { describe, it } from 'mocha';
import { nodeId, storeId, type ClusterId } from '../../src/model/ids.js';
import { sha256Hex } from '../../src/model/sha256.js';
import {
  clusterIdOf,
  establishIdentity,
  foundingConfiguration,
  type IdentityOptions,
} from '../../src/node/founding.js';
import type { RaftStorage, StoreIdentity } from '../../src/ports/storage.js';

describe('founding', () => {
  it('SHA-256 gives the published digests', () => {
    expect(sha256Hex('')).to.equal('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256Hex('abc')).to.equal('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256Hex('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).to.equal(
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    );
  });

  const members = [
    { id: 'n1', address: 'x:1' },
    { id: 'n2', address: 'x:2' },
  ];

  it('the cluster id depends on name, token and founding ids, not on their order or addresses', () => {
    const id = clusterIdOf({ name: 'demo', token: 'blue' }, members);
    expect(id).to.match(/^[0-9a-f]{32}$/);
    expect(clusterIdOf({ name: 'demo', token: 'blue' }, [...members].reverse())).to.equal(id);
    expect(
      clusterIdOf(
        { name: 'demo', token: 'blue' },
        members.map((m) => ({ ...m, address: 'y:9' })),
      ),
    ).to.equal(id);
    expect(clusterIdOf({ name: 'demo', token: 'red' }, members)).to.not.equal(id);
    expect(clusterIdOf({ name: 'dem', token: 'oblue' }, members)).to.not.equal(id);
    expect(clusterIdOf({ name: 'demo', token: 'blue' }, members.slice(1))).to.not.equal(id);
  });

  it('the cluster id depends on the snapshots that are restored: two of them found two clusters (rule 19)', () => {
    const cluster = { name: 'demo', token: 'blue' };
    const id = clusterIdOf(cluster, members, 'aa');
    expect(clusterIdOf(cluster, members, 'aa')).to.equal(id);
    expect(clusterIdOf(cluster, members, 'bb')).to.not.equal(id);
    expect(clusterIdOf(cluster, members)).to.not.equal(id);
  });

  it('refuses a founding list that could not work', () => {
    expect(() => foundingConfiguration([])).to.throw(/no voter/);
    expect(() => foundingConfiguration([...members, { id: 'n1', address: 'x:3' }])).to.throw(/twice/);
    expect(() => foundingConfiguration([{ id: '../etc', address: 'x:1' }])).to.throw(/node id/);
  });
});

/** Rule 19: a directory is founded once, and stays with its node and its cluster. */
describe('the identity of a store', () => {
  const cluster = { name: 'demo', token: 'blue' };
  const members = ['n1', 'n2'].map((id) => ({ id, address: `x:${id}` }));
  const demo = clusterIdOf(cluster, members);
  const WITHOUT_SNAPSHOTS = { restored: undefined, foundedFromSnapshots: false };
  const options: IdentityOptions = { id: nodeId('n1'), cluster, initial: 'new', members, ...WITHOUT_SNAPSHOTS };

  /** @returns the cluster, and what the store was bound to. */
  async function establish(
    identity: StoreIdentity | undefined,
    given: Partial<IdentityOptions> = {},
  ): Promise<[ClusterId, StoreIdentity[]]> {
    const bound: StoreIdentity[] = [];
    const storage = {
      bind: async (to: StoreIdentity) => {
        bound.push(to);
      },
    } as unknown as RaftStorage;
    const stored = { store: storeId('a'.repeat(32)), identity, groups: [] };
    return [await establishIdentity(storage, stored, { ...options, ...given }), bound];
  }

  async function refused(...of: Parameters<typeof establish>): Promise<string> {
    return establish(...of).then(
      () => 'taken',
      (error: unknown) => (error as { code: string }).code,
    );
  }

  it('a new one is bound by a founder, and known again', async () => {
    const owner = { cluster: demo, node: nodeId('n1') };
    expect(await establish(undefined)).to.deep.equal([demo, [owner]]);
    expect((await establish(owner))[0]).to.equal(demo);
  });

  it('one of another node, or of another cluster, is refused', async () => {
    expect(await refused({ cluster: demo, node: nodeId('n2') })).to.equal('IDENTITY_MISMATCH');
    const red = clusterIdOf({ ...cluster, token: 'red' }, members);
    expect(await refused({ cluster: red, node: nodeId('n1') })).to.equal('IDENTITY_MISMATCH');
  });

  it('who joins never founds, and keeps what the store says', async () => {
    expect(await refused(undefined, { initial: 'existing', members: [] })).to.equal('INVALID_ARGUMENT');
    const red = clusterIdOf({ ...cluster, token: 'red' }, members);
    expect(await refused({ cluster: red, node: nodeId('n1') }, { initial: 'existing' })).to.equal('IDENTITY_MISMATCH');
    const joined = await establish({ cluster: red, node: nodeId('n1') }, { initial: 'existing', members: [] });
    expect(joined).to.deep.equal([red, []]);
    expect(await refused({ cluster: red, node: nodeId('n2') }, { initial: 'existing' })).to.equal('IDENTITY_MISMATCH');
  });

  it('who joins is bound to the cluster that it is given, by its id or by what makes it', async () => {
    const owner = { cluster: demo, node: nodeId('n9') };
    const joining = { id: nodeId('n9'), initial: 'existing' } as const;
    expect(await establish(undefined, joining)).to.deep.equal([demo, [owner]]);
    const byId = { ...joining, members: [], cluster: { id: demo } };
    expect(await establish(undefined, byId)).to.deep.equal([demo, [owner]]);
    expect((await establish(owner, byId))[0]).to.equal(demo);
    expect(await refused(undefined, { ...byId, cluster: { id: 'demo' } })).to.equal('INVALID_ARGUMENT');
  });

  it('nobody founds a cluster by its id', async () => {
    expect(await refused(undefined, { cluster: { id: demo } })).to.equal('INVALID_ARGUMENT');
  });

  it('nobody founds a cluster that it is not a member of', async () => {
    expect(await refused(undefined, { id: nodeId('n3') })).to.equal('INVALID_ARGUMENT');
  });
});
