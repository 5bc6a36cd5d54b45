import { asReader, WireReader, WireWriter } from '@lolraft/proto-kit';
import { inRange, MAX_INT32 } from '../protobuf/check.js';
import { decoding } from '../protobuf/decoding.js';
import { proto } from '../protobuf/generated.js';
import { messageTag, readRepeated } from '../protobuf/repeated.js';
import { atMost, printable, wholeNumber } from '../arguments.js';
import { callId } from './call-id.js';
import { MAX_CREDENTIAL, MAX_SERVICE_MESSAGES, MAX_TRACEPARENT } from './limits.js';
import { type CallMessage, type ClientMessage } from './messages.js';
import { requestFromProto, requestToProto } from './request-codec.js';

/** Field numbers of `ClientFrame`. */
const CALLS = 1;
const PULLS = 2;
const CANCELS = 3;

/** More than a call takes without its payload, trace and credential. */
const EXPECTED_BYTES = 96;

/**
 * What a client sends in one turn, as one message to frame.
 * @throws {InvalidArgumentError} over `MAX_SERVICE_MESSAGES`, or on a number or text that is out of its range.
 */
export function encodeClientFrame(messages: readonly ClientMessage[]): Uint8Array {
  atMost(messages.length, MAX_SERVICE_MESSAGES);
  let capacity = 0;
  for (const message of messages) capacity += EXPECTED_BYTES + (message.type === 'call' ? variableBytes(message) : 0);
  const writer = new WireWriter(capacity);
  for (const message of messages) {
    const id = wholeNumber('id', message.id, 1, Number.MAX_SAFE_INTEGER);
    switch (message.type) {
      case 'call':
        proto.Call.encode(callToProto(message), writer.uint32(messageTag(CALLS)).fork());
        break;
      case 'pull': {
        const count = wholeNumber('count', message.count, 1, MAX_INT32);
        proto.StreamPull.encode({ id, count }, writer.uint32(messageTag(PULLS)).fork());
        break;
      }
      case 'cancel':
        proto.Cancel.encode({ id }, writer.uint32(messageTag(CANCELS)).fork());
        break;
    }
    writer.ldelim();
  }
  return writer.take();
}

function variableBytes({ request, traceparent, credential }: CallMessage): number {
  const payload = 'payload' in request ? request.payload.length : 0;
  return payload + (traceparent?.length ?? 0) + (credential?.length ?? 0);
}

function callToProto({
  id,
  timeout,
  traceparent,
  credential,
  forwarded,
  request,
}: CallMessage): proto.Call.$Properties {
  return {
    id,
    timeout: timeout === undefined ? null : wholeNumber('timeout', timeout, 1, MAX_INT32),
    traceparent: traceparent === undefined ? null : printable('traceparent', traceparent, MAX_TRACEPARENT),
    credential: credential === undefined ? null : printable('credential', credential, MAX_CREDENTIAL),
    ...(forwarded === true ? { forwarded } : undefined),
    ...requestToProto(request),
  };
}

/**
 * What a client has sent, in its order.
 *
 * Takes ownership of `bytes`: nothing may write to them again. The payload of a write is a view of them, so it is to be
 * used at once (see `TransportHandlers.onCall`). Those of others may be kept: where one makes up less than three quarters
 * of the memory below `bytes`, it is a copy.
 *
 * @throws {ProtocolError} on what the protocol does not allow, or this build does not know.
 */
export function decodeClientFrame(bytes: Uint8Array): ClientMessage[] {
  return decoding('a client frame', () => {
    const wire = new WireReader(bytes);
    const reader = asReader(wire);
    const messages: ClientMessage[] = [];
    readRepeated(wire, MAX_SERVICE_MESSAGES, (field, length) => {
      switch (field) {
        case CALLS:
          messages.push(callFromProto(proto.Call.decode(reader, length)));
          return true;
        case PULLS: {
          const { id, count } = proto.StreamPull.decode(reader, length);
          messages.push({ type: 'pull', id: callId(id), count: inRange('a count', count, 1, MAX_INT32) });
          return true;
        }
        case CANCELS:
          messages.push({ type: 'cancel', id: callId(proto.Cancel.decode(reader, length).id) });
          return true;
        default:
          return false;
      }
    });
    return messages;
  });
}

function callFromProto(m: proto.Call): CallMessage {
  const { timeout } = m;
  return {
    type: 'call',
    id: callId(m.id),
    timeout: timeout === undefined || timeout === null ? undefined : inRange('a timeout', timeout, 1, MAX_INT32),
    traceparent: m.traceparent === '' ? undefined : printable('a traceparent', m.traceparent, MAX_TRACEPARENT),
    credential: m.credential === '' ? undefined : printable('a credential', m.credential, MAX_CREDENTIAL),
    ...(m.forwarded ? { forwarded: true } : undefined),
    request: requestFromProto(m),
  };
}
