import { Authority } from '@lolraft/raft-testkit/certificates';
import { expect } from 'chai';
import { afterEach, before, describe, it } from 'mocha';
import { GrpcClientTransport, GrpcTransport, type ClientTlsOptions, type TlsOptions } from '../src/index.js';
import { Node, QUERY, until } from './support/node.js';

describe('TLS', () => {
  let authority: Authority;
  let foreign: Authority;
  const nodes: Node[] = [];

  before(() => {
    authority = new Authority('authority');
    foreign = new Authority('foreign');
  });

  afterEach(async () => {
    await Promise.all(nodes.splice(0).map((node) => node.close()));
  });

  async function start(id: string, tls: TlsOptions): Promise<Node> {
    const node = await Node.start(id, { tls, reflection: false });
    nodes.push(node);
    return node;
  }

  const own = (id: string): TlsOptions => ({ ...authority.issue(id), ca: authority.cert });

  async function call(node: Node, tls: ClientTlsOptions): Promise<string> {
    const connection = await new GrpcClientTransport({ tls }).connect(node.address);
    try {
      return (await connection.call(QUERY)).type;
    } finally {
      await connection.close();
    }
  }

  it('connects peers that show certificates of one authority', async () => {
    const [a, b] = [await start('a', own('a')), await start('b', own('b'))];
    expect(a.address).to.match(/^grpcs:/);
    a.setPeers(['b', b.address]);
    b.setPeers(['a', a.address]);
    await until('both are up', () => a.up.has(b.id) && b.up.has(a.id));
  });

  for (const [what, certificate] of [
    ['of another authority', () => ({ ...foreign.issue('b'), ca: authority.cert })],
    ['that has expired', () => ({ ...authority.issue('b', -1), ca: authority.cert })],
  ] as const) {
    it(`refuses a peer with a certificate ${what}, whichever side dials`, async () => {
      const [a, b] = [await start('a', own('a')), await start('b', certificate())];
      b.setPeers(['a', a.address]);
      await until('a has refused it', () => a.refused.some((reason) => reason.includes('certificate')));
      await until('b knows', () => b.refused.some((reason) => reason.includes('certificate')));
      const before = a.refused.length;
      a.setPeers(['b', b.address]);
      await until('a does not trust it either', () =>
        a.refused.slice(before).some((reason) => reason.includes('certificate')),
      );
      expect([...a.up, ...b.up]).to.deep.equal([]);
    });
  }

  it('takes clients without a certificate, but nobody who does not trust the node', async () => {
    const a = await start('a', own('a'));
    expect(await call(a, { ca: authority.cert })).to.equal('query');
    const error = await call(a, { ca: foreign.cert }).catch((caught: unknown) => caught);
    expect(error).to.have.property('code', 'PROTOCOL');
  });

  it('takes only clients with a certificate where everybody needs one', async () => {
    const a = await start('a', { ...own('a'), require: 'everybody' });
    expect(await call(a, { ca: authority.cert, ...authority.issue('client') })).to.equal('query');
    const error = await call(a, { ca: authority.cert }).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(Error);
    const stranger = await call(a, { ca: authority.cert, ...foreign.issue('client') }).catch(
      (caught: unknown) => caught,
    );
    expect(stranger).to.be.instanceOf(Error);
    expect(a.calls).to.equal(1);
  });

  it('does not let a certificate speak as any node where the program says so', async () => {
    const authorizePeer: TlsOptions['authorizePeer'] = (peer, { subject }) =>
      subject.CN === peer.node ? undefined : `${subject.CN} is not ${peer.node}`;
    const a = await start('a', { ...own('a'), authorizePeer });
    const b = await start('b', own('b'));
    const impostor = await start('c', own('client'));
    a.setPeers(['b', b.address]);
    await until('the right one is up', () => a.up.has(b.id));
    impostor.setPeers(['a', a.address]);
    await until('it is refused', () => a.refused.includes('client is not c'));
    await until('it knows', () => impostor.refused.some((reason) => reason.includes('client is not c')));
    a.setPeers(['b', b.address], ['c', impostor.address]);
    await until('it is not dialled into either', () =>
      a.refused.some((reason) => reason.startsWith('dialling c failed: client')),
    );
    expect([...a.up]).to.deep.equal(['b']);
  });

  it('does not speak with those who do not speak TLS, nor they with it', async () => {
    const a = await start('a', own('a'));
    const plain = await Node.start('b', { reflection: false });
    nodes.push(plain);
    plain.setPeers(['a', a.address.replace('grpcs:', 'grpc:')]);
    a.setPeers(['b', plain.address.replace('grpc:', 'grpcs:')]);
    await until('both have tried', () => a.refused.length > 0 && plain.refused.length > 0);
    expect([...a.up, ...plain.up]).to.deep.equal([]);
  });

  it('refuses options that cannot work, at once', () => {
    const tls = { ...authority.issue('a'), key: authority.issue('b').key };
    expect(() => new GrpcTransport({ tls })).to.throw('TLS options are not valid');
    expect(() => new GrpcClientTransport({ tls: { ca: 'no certificate' } })).to.throw();
  });
});
