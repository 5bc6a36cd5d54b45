import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import {
  decodeClientFrame,
  decodeError,
  decodeHello,
  decodeHelloReply,
  decodePeerBatch,
  decodeServerFrame,
  encodeClientFrame,
  encodeError,
  encodeHello,
  encodeHelloReply,
  encodePeerBatch,
  encodeServerFrame,
} from '../src/index.js';
import { clientMessages, envelopes, hello, helloReply, serverMessages, wireError } from './support/arbitraries.js';
import { plain } from './support/plain.js';

/** What a stranger has: the .proto files and a protobuf library that knows nothing of ours. */
function stranger(): protobuf.Root {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => fileURLToPath(new URL(`../../proto/${target}`, import.meta.url));
  return root.loadSync(['lol/v1/service.proto', 'lol/v1/peer.proto', 'lol/v1/handshake.proto']);
}

const root = stranger();

describe('a stranger with the .proto files', () => {
  /** Reads our bytes by the .proto file alone and writes what it understood anew; we read what we sent. */
  const understands = <T>(
    name: string,
    values: fc.Arbitrary<T>,
    encode: (value: T) => Uint8Array,
    decode: (bytes: Uint8Array) => unknown,
    inOrder = (value: T): unknown => value,
  ): void => {
    it(`reads and writes ${name}`, () => {
      const type = root.lookupType(`lol.v1.${name}`);
      fc.assert(
        fc.property(values, (value) => {
          const read = type.decode(encode(value));
          const options = { longs: String, bytes: Uint8Array };
          const rewritten = type.encode(type.fromObject(type.toObject(read, options))).finish();
          expect(plain(decode(rewritten))).to.deep.equal(plain(inOrder(value)));
        }),
      );
    });
  };

  // A generic library writes one repeated field after another.
  const byType = <T extends { readonly type: string }>(list: readonly T[], ...order: T['type'][][]): T[] =>
    order.flatMap((types) => list.filter(({ type }) => types.includes(type)));

  understands('PeerBatch', envelopes, encodePeerBatch, decodePeerBatch);
  understands('Hello', hello, encodeHello, decodeHello);
  understands('HelloReply', helloReply, encodeHelloReply, decodeHelloReply);
  understands('ClientFrame', clientMessages, encodeClientFrame, decodeClientFrame, (list) =>
    byType(list, ['call'], ['pull'], ['cancel']),
  );
  understands('ServerFrame', serverMessages, encodeServerFrame, decodeServerFrame, (list) =>
    byType(list, ['reply', 'failure'], ['item'], ['end']),
  );
  understands('RaftError', wireError, encodeError, decodeError);

  it('finds the gRPC service', () => {
    const { methods } = root.lookupService('lol.v1.Raft');
    expect(Object.keys(methods)).to.deep.equal([
      'Write',
      'Session',
      'Query',
      'Status',
      'WatchStatus',
      'TakeSnapshot',
      'ReadSnapshot',
      'ChangeMembership',
      'TransferLeadership',
      'Tune',
      'RaiseClusterVersion',
      'Peer',
    ]);
    expect(methods['Peer']).to.include({ requestStream: true, responseStream: true });
  });
});
