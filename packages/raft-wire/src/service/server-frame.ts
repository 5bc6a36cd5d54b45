import { asReader, WireReader, WireWriter } from '@lolraft/proto-kit';
import { atMost, wholeNumber } from '../arguments.js';
import { errorFromProto, errorToProto } from '../error/error-codec.js';
import { fromWireError, toWireError } from '../error/wire-error.js';
import { decoding } from '../protobuf/decoding.js';
import { proto } from '../protobuf/generated.js';
import { messageTag, readRepeated } from '../protobuf/repeated.js';
import { callId } from './call-id.js';
import { MAX_SERVICE_MESSAGES } from './limits.js';
import { type FailureMessage, type ReplyMessage, type ServerMessage } from './messages.js';
import { itemFromProto, itemToProto, responseFromProto, responseToProto } from './response-codec.js';

/** Field numbers of `ServerFrame`. */
const REPLIES = 1;
const ITEMS = 2;
const ENDS = 3;

/** More than a reply takes without its value; a status grows the writer. */
const EXPECTED_BYTES = 48;

/**
 * What a node sends to one client in one turn, as one message to frame.
 * @throws {InvalidArgumentError} over `MAX_SERVICE_MESSAGES`, or on a number out of its range.
 */
export function encodeServerFrame(messages: readonly ServerMessage[]): Uint8Array {
  atMost(messages.length, MAX_SERVICE_MESSAGES);
  let capacity = 0;
  for (const message of messages) capacity += EXPECTED_BYTES + valueBytes(message);
  const writer = new WireWriter(capacity);
  for (const message of messages) {
    const id = wholeNumber('id', message.id, 1, Number.MAX_SAFE_INTEGER);
    switch (message.type) {
      case 'reply':
        proto.Reply.encode({ id, ...responseToProto(message.response) }, writer.uint32(messageTag(REPLIES)).fork());
        break;
      case 'failure': {
        const error = errorToProto(toWireError(message.error));
        proto.Reply.encode({ id, error }, writer.uint32(messageTag(REPLIES)).fork());
        break;
      }
      case 'item': {
        proto.StreamItem.encode({ id, ...itemToProto(message.item) }, writer.uint32(messageTag(ITEMS)).fork());
        break;
      }
      case 'end': {
        const error = message.error === undefined ? null : errorToProto(toWireError(message.error));
        proto.StreamEnd.encode({ id, error }, writer.uint32(messageTag(ENDS)).fork());
        break;
      }
    }
    writer.ldelim();
  }
  return writer.take();
}

function valueBytes(message: ServerMessage): number {
  if (message.type === 'item') return 'bytes' in message.item ? message.item.bytes.length : 0;
  return message.type === 'reply' && 'value' in message.response ? (message.response.value?.length ?? 0) : 0;
}

/**
 * What a node has sent to this client, in its order.
 *
 * Takes ownership of `bytes`: nothing may write to them again. A value that makes up at least three quarters of the
 * memory below them stays there, as a view; a smaller one is copied.
 *
 * @throws {ProtocolError} on what the protocol does not allow, or this build does not know.
 */
export function decodeServerFrame(bytes: Uint8Array): ServerMessage[] {
  return decoding('a server frame', () => {
    const wire = new WireReader(bytes);
    const reader = asReader(wire);
    const messages: ServerMessage[] = [];
    readRepeated(wire, MAX_SERVICE_MESSAGES, (field, length) => {
      switch (field) {
        case REPLIES:
          messages.push(replyFromProto(proto.Reply.decode(reader, length)));
          return true;
        case ITEMS: {
          const item = proto.StreamItem.decode(reader, length);
          messages.push({ type: 'item', id: callId(item.id), item: itemFromProto(item) });
          return true;
        }
        case ENDS: {
          const { id, error } = proto.StreamEnd.decode(reader, length);
          messages.push({
            type: 'end',
            id: callId(id),
            error: error ? fromWireError(errorFromProto(error)) : undefined,
          });
          return true;
        }
        default:
          return false;
      }
    });
    return messages;
  });
}

function replyFromProto(m: proto.Reply): ReplyMessage | FailureMessage {
  const id = callId(m.id);
  if (m.error) return { type: 'failure', id, error: fromWireError(errorFromProto(m.error)) };
  return { type: 'reply', id, response: responseFromProto(m) };
}
