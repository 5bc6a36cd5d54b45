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
  decodeLinkMessage,
  decodeMethodRequest,
  decodeMethodResponse,
  decodePeerBatch,
  decodeServerFrame,
  encodeClientFrame,
  encodeError,
  encodeHello,
  encodeHelloReply,
  encodeLinkMessage,
  encodeMethodRequest,
  encodeMethodResponse,
  encodePeerBatch,
  encodeServerFrame,
  SERVICE_METHODS,
} from '../src/index.js';
import {
  clientMessages,
  envelopes,
  hello,
  helloReply,
  linkMessage,
  request,
  response,
  serverMessages,
  wireError,
} from './support/arbitraries.js';
import { plain } from './support/plain.js';

/** What a stranger has: the .proto files and a protobuf library that knows nothing of ours. */
function stranger(): protobuf.Root {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => fileURLToPath(new URL(`../../proto/${target}`, import.meta.url));
  return root.loadSync(['lol/v1/service.proto', 'lol/v1/peer.proto', 'lol/v1/handshake.proto', 'lol/v1/link.proto']);
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

  understands('LinkMessage', linkMessage, encodeLinkMessage, decodeLinkMessage);

  const of = <T extends { readonly type: string }, K extends T['type']>(
    values: fc.Arbitrary<T>,
    type: K,
  ): fc.Arbitrary<Extract<T, { readonly type: K }>> =>
    values.filter((value): value is Extract<T, { readonly type: K }> => value.type === type);

  for (const [type, { stream }] of Object.entries(SERVICE_METHODS) as [
    keyof typeof SERVICE_METHODS,
    { stream: boolean },
  ][]) {
    const name = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
    const method = (): protobuf.Method => root.lookupService('lol.v1.Raft').methods[name]!;
    it(`finds the method ${name}`, () => {
      expect(method()).to.deep.include({ requestType: `${name}Request` });
      expect(method().responseStream ?? false).to.equal(stream);
    });
    understands(`${name}Request`, of(request, type), encodeMethodRequest, (bytes) => decodeMethodRequest(type, bytes));
  }
  for (const type of [
    'write',
    'query',
    'status',
    'takeSnapshot',
    'changeMembership',
    'transferLeadership',
    'tune',
  ] as const) {
    const name = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
    understands(`${name}Response`, of(response, type), encodeMethodResponse, (bytes) =>
      decodeMethodResponse(type, bytes),
    );
  }

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
      'Pipeline',
    ]);
    expect(methods['Pipeline']).to.include({ requestStream: true, responseStream: true });
    const { methods: ofLinks } = root.lookupService('lol.v1.Link');
    expect(ofLinks['Connect']).to.include({ requestStream: true, responseStream: true });
  });
});
