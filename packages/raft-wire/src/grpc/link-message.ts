import { asReader, WireReader, WireWriter, scalars, plainBytes } from '@lolraft/proto-kit';
import { ProtocolError } from '@lolraft/raft-core';
import { decoding } from '../protobuf/decoding.js';
import { proto } from '../protobuf/generated.js';
import { cutText } from '../protobuf/text.js';

/** What a stream between two nodes carries over gRPC: frames, and what WebSockets have of their own. */
export type LinkMessage =
  | { readonly type: 'frame'; readonly frame: Uint8Array }
  | { readonly type: 'ping' }
  | { readonly type: 'pong' }
  | { readonly type: 'goodbye'; readonly code: number; readonly reason: string };

/** Bytes of a message beside those of its frame, at most. */
export const LINK_MESSAGE_BYTES = 16;
const MAX_REASON_BYTES = 1024;

/** The reason of a goodbye is cut to 1,024 bytes of UTF-8. */
export function encodeLinkMessage(message: LinkMessage): Uint8Array {
  const writer = new WireWriter(LINK_MESSAGE_BYTES + (message.type === 'frame' ? message.frame.length : 0));
  switch (message.type) {
    case 'frame':
      proto.LinkMessage.encode({ frame: message.frame }, writer);
      break;
    case 'ping':
      proto.LinkMessage.encode({ ping: {} }, writer);
      break;
    case 'pong':
      proto.LinkMessage.encode({ pong: {} }, writer);
      break;
    case 'goodbye': {
      const { code, reason } = message;
      proto.LinkMessage.encode({ goodbye: { code, reason: cutText(reason, MAX_REASON_BYTES) } }, writer);
      break;
    }
  }
  return writer.take();
}

/**
 * Takes ownership of `bytes`, of which a frame is a view.
 * @throws {ProtocolError}
 */
export function decodeLinkMessage(bytes: Uint8Array): LinkMessage {
  return decoding('a message of a link', () => {
    const m = proto.LinkMessage.decode(asReader(new WireReader(bytes)));
    if (m.frame instanceof Uint8Array) return { type: 'frame', frame: plainBytes(m.frame) };
    if (m.ping) return { type: 'ping' };
    if (m.pong) return { type: 'pong' };
    if (m.goodbye) return { type: 'goodbye', ...goodbyeFromProto(m.goodbye) };
    throw new ProtocolError('it has no body that this build knows');
  });
}

function goodbyeFromProto(m: proto.Goodbye.$Properties): { readonly code: number; readonly reason: string } {
  const { code, reason } = scalars(m);
  return { code, reason: cutText(reason, MAX_REASON_BYTES) };
}
