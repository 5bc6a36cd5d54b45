import {
  type ClusterId,
  InvalidArgumentError,
  type LocalIdentity,
  type NodeId,
  ProtocolError,
  type StoreId,
} from '@lolraft/raft-core';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  chooseProtocol,
  decodeHello,
  decodeHelloReply,
  encodeHello,
  encodeHelloReply,
  type Hello,
  MAX_HELLO_BYTES,
  PROTOCOL_MAX,
  PROTOCOL_MIN,
} from '../../src/index.js';
import { hello, helloReply } from '../support/arbitraries.js';
import { delimited, number } from '../support/hand-made.js';

const identity: LocalIdentity = {
  cluster: 'c'.repeat(32) as ClusterId,
  node: 'n1' as NodeId,
  store: '0'.repeat(32) as StoreId,
  incarnation: 5,
  clusterVersionMin: 1,
  clusterVersionMax: 2,
};
const peerHello = (part: object = {}): Hello => ({
  type: 'peer',
  protocolMin: 1,
  protocolMax: 1,
  identity,
  target: undefined,
  token: undefined,
  ...part,
});

/** The fields of an identity as bytes, with some of them replaced. */
const identityBytes = (part: Record<number, number[]> = {}): number[] => {
  const fields: Record<number, number[]> = {
    1: delimited(1, 'c'.repeat(32)),
    2: delimited(2, 'n1'),
    3: delimited(3, '0'.repeat(32)),
    4: number(4, 5),
    5: number(5, 1),
    6: number(6, 2),
    ...part,
  };
  return Object.values(fields).flat();
};
const helloBytes = (identityPart: Record<number, number[]>, ...rest: number[]): Uint8Array =>
  Uint8Array.from([
    ...number(1, 1),
    ...number(2, 1),
    ...delimited(3, [...delimited(1, identityBytes(identityPart)), ...rest]),
  ]);

describe('hello', () => {
  it('comes back as it was', () => {
    fc.assert(fc.property(hello, (h) => void expect(decodeHello(encodeHello(h))).to.deep.equal(h)));
  });

  it('with the largest of everything is within the limit of its frame', () => {
    const node = 'n'.repeat(63);
    const largest = {
      ...identity,
      node: node as NodeId,
      incarnation: Number.MAX_SAFE_INTEGER,
      clusterVersionMax: 2 ** 31 - 1,
    };
    const bytes = encodeHello(
      peerHello({ identity: largest, target: node, token: new Uint8Array(4096), protocolMax: 2 ** 31 - 1 }),
    );
    expect(bytes.length).to.be.at.most(MAX_HELLO_BYTES);
    expect(encodeHelloReply({ type: 'refused', reason: 'closing', message: 'x'.repeat(5000) }).length).to.be.at.most(
      MAX_HELLO_BYTES,
    );
  });

  it('written by hand is read', () => {
    expect(decodeHello(helloBytes({}))).to.deep.equal(peerHello());
  });

  it('keeps nothing of the receive buffer', () => {
    const bytes = encodeHello(peerHello({ token: Uint8Array.of(1, 2, 3) }));
    const read = decodeHello(bytes);
    bytes.fill(0xff);
    expect(read).to.deep.equal(peerHello({ token: Uint8Array.of(1, 2, 3) }));
    const fromBuffer = decodeHello(Buffer.from(encodeHello(peerHello({ token: Uint8Array.of(1) }))));
    expect(fromBuffer.type === 'peer' && Object.getPrototypeOf(fromBuffer.token)).to.equal(Uint8Array.prototype);
  });

  describe('encode refuses', () => {
    const bad: Record<string, object> = {
      'an empty token': { token: new Uint8Array() },
      'a token that is too long': { token: new Uint8Array(4097) },
      'an incarnation that is no safe integer': { identity: { ...identity, incarnation: 2 ** 53 } },
      'half a protocol version': { protocolMin: 0.5 },
      'an upside-down range': { protocolMin: 2, protocolMax: 1 },
      'cluster version 0': { identity: { ...identity, clusterVersionMin: 0 } },
      'a cluster version that does not fit': { identity: { ...identity, clusterVersionMax: 2 ** 32 } },
    };
    for (const [what, part] of Object.entries(bad)) {
      it(what, () => expect(() => encodeHello(peerHello(part))).to.throw(InvalidArgumentError));
    }
    it('a protocol version of a reply that is none', () => {
      expect(() => encodeHelloReply({ type: 'client', protocol: -1 })).to.throw(InvalidArgumentError);
    });
  });

  describe('decode refuses', () => {
    const refused: Record<string, [Uint8Array, RegExp]> = {
      nothing: [new Uint8Array(), /versions 0 to 0/],
      'no role': [Uint8Array.from([...number(1, 1), ...number(2, 1)]), /neither/],
      'protocol version 0': [Uint8Array.from([...number(2, 1), ...delimited(4, [])]), /versions 0 to 1/],
      'an upside-down range': [Uint8Array.from([...number(1, 2), ...number(2, 1), ...delimited(4, [])]), /2 to 1/],
      'a version above 2^32': [
        Uint8Array.from([...number(1, 1), ...number(2, 2n ** 32n + 1n), ...delimited(4, [])]),
        /2\^32/,
      ],
      'no identity': [Uint8Array.from([...number(1, 1), ...number(2, 1), ...delimited(3, [])]), /identity is missing/],
      'no cluster': [helloBytes({ 1: [] }), /cluster id ""/],
      'a cluster in capitals': [helloBytes({ 1: delimited(1, 'C'.repeat(32)) }), /cluster id/],
      'a node with a slash': [helloBytes({ 2: delimited(2, 'a/b') }), /node id/],
      'a node of 64 characters': [helloBytes({ 2: delimited(2, 'a'.repeat(64)) }), /node id/],
      'a store that is too short': [helloBytes({ 3: delimited(3, '0'.repeat(31)) }), /store id/],
      'an incarnation of 2^53': [helloBytes({ 4: number(4, 2n ** 53n) }), /2\^53/],
      'no cluster versions': [helloBytes({ 5: [], 6: [] }), /cluster versions/],
      'a bad target': [helloBytes({}, ...delimited(2, '..')), /node id/],
      'a token of 4,097 bytes': [helloBytes({}, ...delimited(3, new Array<number>(4097).fill(1))), /token/],
    };
    for (const [what, [bytes, message]] of Object.entries(refused)) {
      it(what, () => expect(() => decodeHello(bytes)).to.throw(ProtocolError, message));
    }
  });
});

describe('reply to a hello', () => {
  it('comes back as it was', () => {
    fc.assert(fc.property(helloReply, (r) => void expect(decodeHelloReply(encodeHelloReply(r))).to.deep.equal(r)));
  });

  it('with a reason of a newer build is still a refusal', () => {
    const bytes = Uint8Array.from(delimited(3, [...number(1, 99), ...delimited(2, 'because')]));
    expect(decodeHelloReply(bytes)).to.deep.equal({ type: 'refused', reason: 'unspecified', message: 'because' });
  });

  it('cuts a long message', () => {
    const reply = decodeHelloReply(
      encodeHelloReply({ type: 'refused', reason: 'wrong_node', message: 'é'.repeat(2000) }),
    );
    expect(reply.type === 'refused' && reply.message).to.equal('é'.repeat(512));
  });

  const refused: Record<string, [number[], RegExp]> = {
    nothing: [[], /neither/],
    'protocol version 0': [delimited(2, []), /protocol version is 0/],
    'a peer without identity': [delimited(1, number(1, 1)), /identity is missing/],
    'a message that is too long': [delimited(3, delimited(2, 'x'.repeat(1025))), /over the limit/],
  };
  for (const [what, [bytes, message]] of Object.entries(refused)) {
    it(`decode refuses ${what}`, () =>
      expect(() => decodeHelloReply(Uint8Array.from(bytes))).to.throw(ProtocolError, message));
  }
});

describe('chooseProtocol', () => {
  it('takes the highest version that both speak', () => {
    expect(chooseProtocol({ protocolMin: PROTOCOL_MIN, protocolMax: PROTOCOL_MAX + 7 })).to.equal(PROTOCOL_MAX);
    expect(chooseProtocol({ protocolMin: PROTOCOL_MAX, protocolMax: PROTOCOL_MAX })).to.equal(PROTOCOL_MAX);
    expect(chooseProtocol({ protocolMin: PROTOCOL_MAX + 1, protocolMax: PROTOCOL_MAX + 7 })).to.equal(undefined);
    expect(chooseProtocol({ protocolMin: PROTOCOL_MIN - 1, protocolMax: PROTOCOL_MIN - 1 })).to.equal(undefined);
  });
});
