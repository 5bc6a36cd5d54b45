import { asReader, WireReader, WireWriter } from '@lolraft/proto-kit';
import {
  type InvokeItem,
  type InvokeRequest,
  type InvokeResponse,
  type InvokeStreamRequest,
  ProtocolError,
  type ServiceRequest,
  type ServiceResponse,
  type StreamItem,
  type StreamRequest,
} from '@lolraft/raft-core';
import type protobuf from '@lolraft/proto-kit/protobuf';
import { decoding } from '../protobuf/decoding.js';
import { proto } from '../protobuf/generated.js';
import { requestFromProto, requestToProto } from '../service/request-codec.js';
import { itemFromProto, itemToProto, responseFromProto, responseToProto } from '../service/response-codec.js';

// The messages of the service one by one, as gRPC's methods carry them, where frames carry many. Nothing of them is written
// down twice: the tables say only which generated class a field of `Call`, `Reply` or `StreamItem` has, and do not compile
// where a kind of request is new.

// Calls of the app's own services are no methods of it: over gRPC, those have methods of their own, with the bytes as they are.

type Request = Exclude<ServiceRequest | StreamRequest, InvokeRequest | InvokeStreamRequest>;
type Response = Exclude<ServiceResponse, InvokeResponse>;
type Item = Exclude<StreamItem, InvokeItem>;
type RequestFields = ReturnType<typeof requestToProto>;
type ResponseFields = ReturnType<typeof responseToProto>;
type ItemFields = ReturnType<typeof itemToProto>;

interface Codec<Fields> {
  encode(fields: Fields): Uint8Array;
  decode(bytes: Uint8Array): Fields;
}

interface MessageClass<Message> {
  encode(message: Message, writer: protobuf.Writer): protobuf.Writer;
  decode(reader: protobuf.Reader): Message;
}

function of<Fields, Key extends keyof Fields>(
  key: Key,
  message: MessageClass<NonNullable<Fields[Key]>>,
): Codec<Fields> {
  return {
    encode: (fields) => {
      const writer = new WireWriter(256);
      const content = fields[key];
      if (content !== undefined && content !== null) message.encode(content, writer);
      return writer.take();
    },
    decode: (bytes) => ({ [key]: message.decode(asReader(new WireReader(bytes))) }) as Fields,
  };
}

const REQUESTS: Readonly<Record<Request['type'], Codec<RequestFields>>> = {
  write: of('write', proto.WriteRequest),
  query: of('query', proto.QueryRequest),
  status: of('status', proto.StatusRequest),
  watchStatus: of('watchStatus', proto.WatchStatusRequest),
  takeSnapshot: of('takeSnapshot', proto.TakeSnapshotRequest),
  readSnapshot: of('readSnapshot', proto.ReadSnapshotRequest),
  changeMembership: of('changeMembership', proto.ChangeMembershipRequest),
  transferLeadership: of('transferLeadership', proto.TransferLeadershipRequest),
  tune: of('tune', proto.TuneRequest),
  raiseClusterVersion: of('raiseClusterVersion', proto.RaiseClusterVersionRequest),
  session: of('session', proto.SessionRequest),
};

const RESPONSES: Readonly<Record<Response['type'], Codec<ResponseFields>>> = {
  write: of('write', proto.WriteResponse),
  query: of('query', proto.QueryResponse),
  status: of('status', proto.StatusResponse),
  takeSnapshot: of('takeSnapshot', proto.TakeSnapshotResponse),
  changeMembership: of('changeMembership', proto.ChangeMembershipResponse),
  transferLeadership: of('transferLeadership', proto.TransferLeadershipResponse),
  tune: of('tune', proto.TuneResponse),
  raiseClusterVersion: of('raiseClusterVersion', proto.RaiseClusterVersionResponse),
  session: of('session', proto.SessionResponse),
};

const ITEMS: Readonly<Record<Item['type'], Codec<ItemFields>>> = {
  status: of('status', proto.StatusResponse),
  snapshotPart: of('snapshotPart', proto.SnapshotPart),
};

/** The items that each stream has. */
const ITEMS_OF: Readonly<Record<Exclude<StreamRequest, InvokeStreamRequest>['type'], Item['type']>> = {
  watchStatus: 'status',
  readSnapshot: 'snapshotPart',
};

/** Whether the answer to a request of each kind is a stream. */
export const SERVICE_METHODS: Readonly<Record<Request['type'], { readonly stream: boolean }>> = {
  write: { stream: false },
  query: { stream: false },
  status: { stream: false },
  watchStatus: { stream: true },
  takeSnapshot: { stream: false },
  readSnapshot: { stream: true },
  changeMembership: { stream: false },
  transferLeadership: { stream: false },
  tune: { stream: false },
  raiseClusterVersion: { stream: false },
  session: { stream: false },
};

/** @throws {InvalidArgumentError} on what no receiver takes. */
export function encodeMethodRequest(request: Request): Uint8Array {
  return REQUESTS[request.type].encode(requestToProto(request));
}

/**
 * Takes ownership of `bytes`, as `decodeClientFrame` does.
 * @throws {ProtocolError} on what the protocol does not allow, or this build does not know.
 */
export function decodeMethodRequest(type: Request['type'], bytes: Uint8Array): ServiceRequest | StreamRequest {
  return decoding('a request', () => requestFromProto(REQUESTS[type].decode(bytes)));
}

/** @throws {InvalidArgumentError} on what no receiver takes. */
export function encodeMethodResponse(response: Response): Uint8Array {
  return RESPONSES[response.type].encode(responseToProto(response));
}

/** Takes ownership of `bytes`. @throws {ProtocolError} */
export function decodeMethodResponse(type: Response['type'], bytes: Uint8Array): ServiceResponse {
  return decoding('a response', () => responseFromProto(RESPONSES[type].decode(bytes)));
}

/** @throws {InvalidArgumentError} on what no receiver takes. */
export function encodeMethodItem(item: Item): Uint8Array {
  return ITEMS[item.type].encode(itemToProto(item));
}

/** Takes ownership of `bytes`. @throws {ProtocolError} */
export function decodeMethodItem(type: keyof typeof ITEMS_OF, bytes: Uint8Array): StreamItem {
  return decoding('an item', () => {
    const item = itemFromProto(ITEMS[ITEMS_OF[type]].decode(bytes));
    if (item.type !== ITEMS_OF[type]) throw new ProtocolError(`a ${type} got a ${item.type}`);
    return item;
  });
}
