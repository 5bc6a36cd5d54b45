import { expect } from 'chai';
import { describe, it } from 'mocha';
import { sha256Hex } from '../../src/model/sha256.js';
import { clusterIdOf, foundingConfiguration } from '../../src/node/founding.js';

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

  it('refuses a founding list that could not work', () => {
    expect(() => foundingConfiguration([])).to.throw(/no voter/);
    expect(() => foundingConfiguration([...members, { id: 'n1', address: 'x:3' }])).to.throw(/twice/);
    expect(() => foundingConfiguration([{ id: '../etc', address: 'x:1' }])).to.throw(/node id/);
  });
});
