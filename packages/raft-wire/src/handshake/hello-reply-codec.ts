import { asReader, WireReader, WireWriter, scalars } from '@lolraft/proto-kit';
import { ProtocolError } from '@lolraft/raft-core';
import { wholeNumber } from '../arguments.js';
import { bounded, inRange, MAX_INT32 } from '../protobuf/check.js';
import { decoding } from '../protobuf/decoding.js';
import { proto } from '../protobuf/generated.js';
import { Names } from '../protobuf/names.js';
import { cutText } from '../protobuf/text.js';
import { type HelloReply, type RefusalReason } from './hello.js';
import { identityFromProto, identityToProto } from './identity.js';

const MAX_MESSAGE_BYTES = 1024;

const REASONS = new Names<RefusalReason, proto.RefusalReason>({
  unspecified: proto.RefusalReason.REFUSAL_REASON_UNSPECIFIED,
  protocol_version: proto.RefusalReason.REFUSAL_REASON_PROTOCOL_VERSION,
  cluster_version: proto.RefusalReason.REFUSAL_REASON_CLUSTER_VERSION,
  wrong_cluster: proto.RefusalReason.REFUSAL_REASON_WRONG_CLUSTER,
  wrong_node: proto.RefusalReason.REFUSAL_REASON_WRONG_NODE,
  same_node: proto.RefusalReason.REFUSAL_REASON_SAME_NODE,
  store_refused: proto.RefusalReason.REFUSAL_REASON_STORE_REFUSED,
  unauthenticated: proto.RefusalReason.REFUSAL_REASON_UNAUTHENTICATED,
  duplicate: proto.RefusalReason.REFUSAL_REASON_DUPLICATE,
  overloaded: proto.RefusalReason.REFUSAL_REASON_OVERLOADED,
  closing: proto.RefusalReason.REFUSAL_REASON_CLOSING,
});

/** @throws {InvalidArgumentError} on a number out of its range. */
export function encodeHelloReply(reply: HelloReply): Uint8Array {
  const writer = new WireWriter(256);
  proto.HelloReply.encode(toProto(reply), writer);
  return writer.take();
}

function toProto(reply: HelloReply): proto.HelloReply.$Properties {
  switch (reply.type) {
    case 'peer':
      return {
        peer: {
          protocol: wholeNumber('protocol', reply.protocol, 1, MAX_INT32),
          identity: identityToProto(reply.identity),
        },
      };
    case 'client':
      return { client: { protocol: wholeNumber('protocol', reply.protocol, 1, MAX_INT32) } };
    case 'refused':
      return { refused: { reason: REASONS.valueOf(reply.reason), message: cutText(reply.message, MAX_MESSAGE_BYTES) } };
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
      return { type: 'refused', reason: REASONS.nameOf(reason) ?? 'unspecified', message };
    }
    throw new ProtocolError('it neither accepts nor refuses');
  });
}
