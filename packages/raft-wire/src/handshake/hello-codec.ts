import { asReader, WireReader, WireWriter, scalars } from '@lolraft/proto-kit';
import { InvalidArgumentError, nodeId, ProtocolError } from '@lolraft/raft-core';
import { wholeNumber } from '../arguments.js';
import { MAX_INT32 } from '../protobuf/check.js';
import { decoding } from '../protobuf/decoding.js';
import { proto } from '../protobuf/generated.js';
import { type Hello } from './hello.js';
import { identityFromProto, identityToProto } from './identity.js';
import { checkRange } from './version-range.js';

/** Largest proof of membership, in bytes. */
export const MAX_TOKEN_BYTES = 4096;

/** @throws {InvalidArgumentError} on a token that is empty or too long, or a number out of its range. */
export function encodeHello(hello: Hello): Uint8Array {
  const { protocolMin, protocolMax } = hello;
  wholeNumber('protocolMin', protocolMin, 1, protocolMax);
  wholeNumber('protocolMax', protocolMax, 1, MAX_INT32);
  const writer = new WireWriter(256);
  if (hello.type === 'client') {
    proto.Hello.encode({ protocolMin, protocolMax, client: {} }, writer);
    return writer.take();
  }
  const { identity, target, token } = hello;
  if (token !== undefined && (token.length === 0 || token.length > MAX_TOKEN_BYTES)) {
    throw new InvalidArgumentError(`a token has ${token.length} bytes, expected 1 to ${MAX_TOKEN_BYTES}`);
  }
  const peer = { identity: identityToProto(identity), targetNodeId: target ?? null, token: token ?? null };
  proto.Hello.encode({ protocolMin, protocolMax, peer }, writer);
  return writer.take();
}

/**
 * Copies what it keeps of `bytes`.
 * @throws {ProtocolError} on what is no hello, or has an id, a range or a length that is not valid.
 */
export function decodeHello(bytes: Uint8Array): Hello {
  return decoding('a hello', () => {
    const m = proto.Hello.decode(asReader(new WireReader(bytes)));
    const { protocolMin, protocolMax } = m;
    checkRange('protocol versions', protocolMin, protocolMax);
    if (m.client) return { type: 'client', protocolMin, protocolMax };
    if (!m.peer) throw new ProtocolError('it is from neither a peer nor a client');
    const { targetNodeId, token } = scalars(m.peer);
    if (token.length > MAX_TOKEN_BYTES) throw new ProtocolError(`its token has ${token.length} bytes`);
    return {
      type: 'peer',
      protocolMin,
      protocolMax,
      identity: identityFromProto(m.peer.identity),
      target: targetNodeId === '' ? undefined : nodeId(targetNodeId),
      token: token.length === 0 ? undefined : new Uint8Array(token),
    };
  });
}
