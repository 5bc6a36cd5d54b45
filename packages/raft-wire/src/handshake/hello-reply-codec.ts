import { ProtocolError } from '@lolraft/raft-core';
import { bounded, inRange, MAX_INT32 } from '../protobuf/check.js';
import { decoding } from '../protobuf/decoding.js';
import { proto } from '../protobuf/generated.js';
import { scalars } from '../protobuf/scalars.js';
import { cutText } from '../protobuf/text.js';
import { asReader, WireReader } from '../protobuf/wire-reader.js';
import { WireWriter } from '../protobuf/wire-writer.js';
import { type HelloReply, type RefusalReason } from './hello.js';
import { identityFromProto, identityToProto } from './identity.js';

const MAX_MESSAGE_BYTES = 1024;

/** In the order of their numbers on the wire. */
const REASONS: readonly RefusalReason[] = [
  'unspecified',
  'protocol_version',
  'cluster_version',
  'wrong_cluster',
  'wrong_node',
  'same_node',
  'store_refused',
  'unauthenticated',
  'duplicate',
  'overloaded',
  'closing',
];

/** @throws {InvalidArgumentError} on an incarnation that is no safe integer. */
export function encodeHelloReply(reply: HelloReply): Uint8Array {
  const writer = new WireWriter(256);
  proto.HelloReply.encode(toProto(reply), writer);
  return writer.take();
}

function toProto(reply: HelloReply): proto.HelloReply.$Properties {
  switch (reply.type) {
    case 'peer':
      return { peer: { protocol: reply.protocol, identity: identityToProto(reply.identity) } };
    case 'client':
      return { client: { protocol: reply.protocol } };
    case 'refused':
      return { refused: { reason: REASONS.indexOf(reply.reason), message: cutText(reply.message, MAX_MESSAGE_BYTES) } };
  }
}

/**
 * Copies what it keeps of `bytes`. Whether the protocol is one of those that were offered is for the caller to check.
 * @throws {ProtocolError} on what is no reply, or has an id, a range or a length that is not valid.
 */
export function decodeHelloReply(bytes: Uint8Array): HelloReply {
  return decoding('a reply to a hello', () => {
    const m = proto.HelloReply.decode(asReader(new WireReader(bytes)));
    if (m.peer) {
      const protocol = inRange('the protocol version', scalars(m.peer).protocol, 1, MAX_INT32);
      return { type: 'peer', protocol, identity: identityFromProto(m.peer.identity) };
    }
    if (m.client) {
      return { type: 'client', protocol: inRange('the protocol version', scalars(m.client).protocol, 1, MAX_INT32) };
    }
    if (m.refused) {
      const { reason, message } = scalars(m.refused);
      bounded('the message', message, MAX_MESSAGE_BYTES);
      return { type: 'refused', reason: REASONS[reason] ?? 'unspecified', message };
    }
    throw new ProtocolError('it neither accepts nor refuses');
  });
}
