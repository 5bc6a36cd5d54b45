import { scalars, ownBytes, plainBytes } from '@lolraft/proto-kit';
import { MAX_WINDOW, nodeId, ProtocolError, type ServiceResponse, type StreamItem } from '@lolraft/raft-core';
import { wholeNumber } from '../arguments.js';
import { inRange } from '../protobuf/check.js';
import { type proto } from '../protobuf/generated.js';
import { settingsFromProto, settingsToProto } from './settings-codec.js';
import { statusFromProto, statusToProto } from './status-codec.js';

type ResponseFields = Omit<proto.Reply.$Properties, 'id' | 'error' | 'result'>;
type ItemFields = Pick<proto.StreamItem.$Properties, 'status' | 'snapshotPart' | 'invokeItem'>;

/** @throws {InvalidArgumentError} on what no receiver takes. */
export function responseToProto(response: ServiceResponse): ResponseFields {
  switch (response.type) {
    case 'write':
      return response.value === undefined
        ? { write: { index: response.index, onlyCommitted: true } }
        : { write: { index: response.index, value: response.value } };
    case 'query':
      return { query: { index: response.index, value: response.value } };
    case 'status':
      return { status: { status: statusToProto(response.status) } };
    case 'takeSnapshot':
      return { takeSnapshot: { index: response.index, size: response.size } };
    case 'changeMembership':
      return { changeMembership: { index: response.index } };
    case 'transferLeadership':
      return { transferLeadership: { leader: nodeId(response.leader), term: response.term } };
    case 'tune':
      return { tune: { settings: settingsToProto(response.settings) } };
    case 'session': {
      const { session, index, ttl, window } = response;
      return { session: { session, index, ttl, window: wholeNumber('window', window, 1, MAX_WINDOW) } };
    }
    case 'raiseClusterVersion':
      return { raiseClusterVersion: { index: response.index } };
    case 'invoke':
      return { invoke: { value: response.value } };
  }
}

/** Throws `InvalidArgumentError` on an id or a setting that is not valid, otherwise `ProtocolError`. */
export function responseFromProto(m: ResponseFields): ServiceResponse {
  if (m.write) {
    const { index, value, onlyCommitted } = scalars(m.write);
    return { type: 'write', index, value: onlyCommitted ? undefined : ownBytes(plainBytes(value)) };
  }
  if (m.query) {
    const { index, value } = scalars(m.query);
    return { type: 'query', index, value: ownBytes(plainBytes(value)) };
  }
  if (m.status) return { type: 'status', status: statusFromProto(m.status.status) };
  if (m.takeSnapshot) {
    const { index, size } = scalars(m.takeSnapshot);
    return { type: 'takeSnapshot', index, size };
  }
  if (m.changeMembership) return { type: 'changeMembership', index: scalars(m.changeMembership).index };
  if (m.transferLeadership) {
    const { leader, term } = scalars(m.transferLeadership);
    return { type: 'transferLeadership', leader: nodeId(leader), term };
  }
  if (m.tune) return { type: 'tune', settings: settingsFromProto(m.tune.settings ?? []) };
  if (m.session) {
    const { session, index, ttl, window } = scalars(m.session);
    return { type: 'session', session, index, ttl, window: inRange('a window', window, 1, MAX_WINDOW) };
  }
  if (m.raiseClusterVersion) return { type: 'raiseClusterVersion', index: scalars(m.raiseClusterVersion).index };
  if (m.invoke) return { type: 'invoke', value: ownBytes(plainBytes(scalars(m.invoke).value)) };
  throw new ProtocolError('a reply has no result that this build knows');
}

/** @throws {InvalidArgumentError} on what no receiver takes. */
export function itemToProto(item: StreamItem): ItemFields {
  switch (item.type) {
    case 'status':
      return { status: { status: statusToProto(item.status) } };
    case 'snapshotPart': {
      const { index, size, offset, bytes: data } = item;
      wholeNumber('the end of a part', offset + data.length, 0, size);
      return { snapshotPart: { index, size, offset, data } };
    }
    case 'invokeItem':
      return { invokeItem: { value: item.bytes } };
  }
}

/** Throws `InvalidArgumentError` on an id that is not valid, otherwise `ProtocolError`. */
export function itemFromProto(m: ItemFields): StreamItem {
  if (m.status) return { type: 'status', status: statusFromProto(m.status.status) };
  if (m.snapshotPart) {
    const { index, size, offset, data } = scalars(m.snapshotPart);
    if (offset + data.length > size)
      throw new ProtocolError(`a part of a snapshot ends at ${offset + data.length}, beyond its ${size} bytes`);
    return { type: 'snapshotPart', index, size, offset, bytes: ownBytes(plainBytes(data)) };
  }
  if (m.invokeItem) return { type: 'invokeItem', bytes: ownBytes(plainBytes(scalars(m.invokeItem).value)) };
  throw new ProtocolError('an item has no content that this build knows');
}
