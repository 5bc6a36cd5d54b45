import type { ClusterId, NodeId, PeerIdentity } from '@lolraft/raft-core';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { PeerCertificate } from 'node:tls';
import { DEFAULT_NODE_NAME, isOutOfDate, namesOf, NodeName, nodeNameOf, peerProblem } from '../../src/index.js';
import type { ChannelSecurity, TlsOptions } from '../../src/index.js';

const CLUSTER = 'c'.repeat(32) as ClusterId;
const n1 = 'n1' as NodeId;

function certificate(alternatives: string | undefined, common: unknown = 'alice'): PeerCertificate {
  return {
    subject: { CN: common },
    subjectaltname: alternatives,
    valid_from: 'Jan  1 00:00:00 2026 GMT',
    valid_to: 'Jan  1 00:00:00 2027 GMT',
  } as unknown as PeerCertificate;
}

describe('the names of a certificate', () => {
  it('are its common name and its alternative names', () => {
    const text = 'DNS:localhost, IP Address:127.0.0.1, URI:lol://node/n1, email:a@b.c';
    expect(namesOf(certificate(text))).to.deep.equal(['CN:alice', 'DNS:localhost', 'URI:lol://node/n1', 'email:a@b.c']);
    expect(namesOf(certificate(undefined, ''))).to.deep.equal([]);
  });

  it('cannot be smuggled into each other', () => {
    // As Node writes a name with a comma in it (CVE-2021-44532).
    const text = 'DNS:"a, URI:lol://node/n1", URI:"x\\", URI:lol://node/n2"';
    expect(namesOf(certificate(text))).to.deep.equal([
      'CN:alice',
      'DNS:a, URI:lol://node/n1',
      'URI:x", URI:lol://node/n2',
    ]);
    expect(namesOf(certificate('URI:"broken'))).to.deep.equal(['CN:alice', 'URI:']);
    expect(namesOf(certificate(undefined, ['n1', 'n2']))).to.deep.equal([]);
  });

  it('count only in the time for which it was signed', () => {
    const given = certificate('');
    expect(isOutOfDate(given, Date.UTC(2025, 11, 31))).to.equal(true);
    expect(isOutOfDate(given, Date.UTC(2026, 5, 1))).to.equal(false);
    expect(isOutOfDate(given, Date.UTC(2027, 0, 2))).to.equal(true);
    expect(isOutOfDate({ ...given, valid_to: 'never' }, Date.UTC(2026, 5, 1))).to.equal(true);
  });
});

describe('the name of a node', () => {
  it('names it, and nobody else', () => {
    const name = new NodeName(DEFAULT_NODE_NAME, CLUSTER);
    expect(name.of(n1)).to.equal('URI:lol://node/n1');
    expect(name.nodeOf('URI:lol://node/n1')).to.equal('n1');
    for (const other of ['URI:lol://node/', 'URI:lol://node/n1/x', 'DNS:lol://node/n1', 'URI:lol://other/n1', 'CN:n1'])
      expect(name.nodeOf(other), other).to.equal(undefined);
    const within = new NodeName('DNS:{node}.{cluster}.example', CLUSTER);
    expect(within.of(n1)).to.equal(`DNS:n1.${CLUSTER}.example`);
    expect(within.nodeOf(`DNS:n1.${CLUSTER}.example`)).to.equal('n1');
    expect(within.nodeOf(`DNS:n1.${'d'.repeat(32)}.example`)).to.equal(undefined);
    expect(within.nodeOf(`DNS:n1.x.${CLUSTER}.example`)).to.equal(undefined);
  });

  for (const pattern of ['', 'n1', 'URI:lol://node', '{node}', 'IP:{node}', 'CN:{node}{node}', 'CN:{name}{node}'])
    it(`is not ${JSON.stringify(pattern)}`, () => {
      expect(() => new NodeName(pattern, CLUSTER)).to.throw('is not valid');
    });
});

describe('who speaks as a node', () => {
  const peer = { node: n1 } as PeerIdentity;
  const tls: TlsOptions = { cert: '', key: '' };
  const shown = (names: string, authorized = true): ChannelSecurity => ({
    authorized,
    problem: 'untrusted',
    certificate: certificate(names),
  });
  const problem = (security: ChannelSecurity | undefined, more: Partial<TlsOptions> = {}): string | undefined =>
    peerProblem({ ...tls, ...more }, nodeNameOf(more as TlsOptions, CLUSTER), security, peer);

  it('has a certificate that we trust, and that names it', () => {
    expect(problem(shown('URI:lol://node/n1'))).to.equal(undefined);
    expect(problem(shown('URI:lol://node/n1', false))).to.match(/no trusted certificate: untrusted/);
    expect(problem(shown('URI:lol://node/n2'))).to.match(/URI:lol:\/\/node\/n2, and not of URI:lol:\/\/node\/n1/);
    expect(problem(shown('DNS:n1'))).to.match(/not of/);
    expect(problem({ authorized: true, problem: '', certificate: undefined })).to.equal('no certificate');
    expect(problem(shown(`URI:${'x'.repeat(5000)}`)))
      .to.be.a('string')
      .with.property('length')
      .below(500);
  });

  it('speaks TLS, where this node does', () => {
    expect(problem(undefined)).to.match(/there is no TLS/);
    expect(peerProblem(undefined, nodeNameOf(undefined, CLUSTER), undefined, peer)).to.equal(undefined);
  });

  it('is who the program says, or anybody where the network is trusted', () => {
    const authorizePeer = (): string => 'no';
    expect(problem(shown('URI:lol://node/n1'), { authorizePeer })).to.equal('no');
    expect(problem(undefined, { require: 'nobody' })).to.equal(undefined);
    expect(problem(shown('DNS:other', false), { require: 'nobody' })).to.equal(undefined);
    expect(problem(shown('CN:x'), { nodeName: 'DNS:{node}' })).to.match(/not of DNS:n1/);
  });
});
