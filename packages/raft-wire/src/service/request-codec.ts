import { scalars, ownBytes, plainBytes } from '@lolraft/proto-kit';
import {
  groupId,
  type InvokeRequest,
  MAX_SERVICE_NAME,
  MAX_WINDOW,
  nodeId,
  ProtocolError,
  type ReadLevel,
  type ServiceRequest,
  type SessionOperation,
  type StreamRequest,
} from '@lolraft/raft-core';
import { inRange, MAX_INT32 } from '../protobuf/check.js';
import { proto } from '../protobuf/generated.js';
import { Names } from '../protobuf/names.js';
import { printable, wholeNumber } from '../arguments.js';
import { changesFromProto, changesToProto } from './membership-codec.js';
import { wantedFromProto, wantedToProto } from './settings-codec.js';

type Request = ServiceRequest | StreamRequest;
type RequestFields = Pick<
  proto.Call.$Properties,
  | 'write'
  | 'query'
  | 'status'
  | 'watchStatus'
  | 'takeSnapshot'
  | 'readSnapshot'
  | 'changeMembership'
  | 'transferLeadership'
  | 'tune'
  | 'session'
  | 'raiseClusterVersion'
  | 'invoke'
  | 'invokeStream'
>;

const OPERATIONS = new Names<SessionOperation, proto.SessionOperation>({
  open: proto.SessionOperation.SESSION_OPERATION_OPEN,
  keep: proto.SessionOperation.SESSION_OPERATION_KEEP,
  close: proto.SessionOperation.SESSION_OPERATION_CLOSE,
});

function operationOf(value: number): SessionOperation {
  const operation = OPERATIONS.nameOf(value);
  if (operation === undefined) throw new ProtocolError('a session request has no operation that this build knows');
  return operation;
}

/** @throws {InvalidArgumentError} on what no receiver takes. */
export function requestToProto(request: Request): RequestFields {
  if (request.type === 'invoke') return { invoke: invocationToProto(request) };
  if (request.type === 'invokeStream') return { invokeStream: invocationToProto(request) };
  const { group } = request;
  switch (request.type) {
    case 'write': {
      const { session, sequence, payload, acknowledge } = request;
      const window = wholeNumber('window', request.window, 0, MAX_WINDOW);
      return { write: { group, session, sequence, window, payload, onCommit: acknowledge === 'commit' } };
    }
    case 'session': {
      const { operation, session, acknowledged } = request;
      return { session: { group, operation: OPERATIONS.valueOf(operation), session, acknowledged } };
    }
    case 'query': {
      const { level, payload } = request;
      return { query: { group, ...levelToProto(level), payload } };
    }
    case 'status':
      return { status: { group } };
    case 'watchStatus':
      return { watchStatus: { group, interval: wholeNumber('interval', request.interval, 1, MAX_INT32) } };
    case 'takeSnapshot':
      return { takeSnapshot: { group } };
    case 'readSnapshot':
      return { readSnapshot: { group } };
    case 'changeMembership': {
      const { changes, expected = null, force } = request;
      return { changeMembership: { group, changes: changesToProto(changes), expected, force } };
    }
    case 'transferLeadership': {
      const { target } = request;
      return { transferLeadership: { group, target: target === undefined ? null : nodeId(target) } };
    }
    case 'tune': {
      const { settings, expected } = request;
      return {
        tune: { group, settings: wantedToProto(settings), ...(expected === undefined ? undefined : { expected }) },
      };
    }
    case 'raiseClusterVersion': {
      const { version, expected = null } = request;
      return { raiseClusterVersion: { group, version: wholeNumber('version', version, 1, MAX_INT32), expected } };
    }
  }
}

/** Throws `InvalidArgumentError` on an id, an address or a setting that is not valid, otherwise `ProtocolError`. */
export function requestFromProto(m: RequestFields): Request {
  if (m.write) {
    const { group, session, sequence, window, payload, onCommit } = scalars(m.write);
    // A view: whoever takes a write copies it into its log at once, and a copy of each would cost more than decoding it.
    return {
      type: 'write',
      group: groupId(group),
      session,
      sequence,
      window,
      payload: plainBytes(payload),
      ...(onCommit ? { acknowledge: 'commit' } : undefined),
    };
  }
  if (m.query) {
    const { group, payload } = scalars(m.query);
    return { type: 'query', group: groupId(group), level: readLevel(m.query), payload: ownBytes(plainBytes(payload)) };
  }
  if (m.status) return { type: 'status', group: groupId(scalars(m.status).group) };
  if (m.watchStatus) {
    const { group, interval } = scalars(m.watchStatus);
    return { type: 'watchStatus', group: groupId(group), interval: inRange('an interval', interval, 1, MAX_INT32) };
  }
  if (m.takeSnapshot) return { type: 'takeSnapshot', group: groupId(scalars(m.takeSnapshot).group) };
  if (m.readSnapshot) return { type: 'readSnapshot', group: groupId(scalars(m.readSnapshot).group) };
  if (m.changeMembership) {
    const { group, force } = scalars(m.changeMembership);
    const { expected, changes } = m.changeMembership;
    return {
      type: 'changeMembership',
      group: groupId(group),
      changes: changesFromProto(changes ?? []),
      expected: expected ?? undefined,
      force,
    };
  }
  if (m.transferLeadership) {
    const { target } = m.transferLeadership;
    const group = groupId(scalars(m.transferLeadership).group);
    return { type: 'transferLeadership', group, target: typeof target === 'string' ? nodeId(target) : undefined };
  }
  if (m.tune) {
    const { group } = scalars(m.tune);
    const { expected } = m.tune;
    const settings = wantedFromProto(m.tune.settings ?? []);
    return {
      type: 'tune',
      group: groupId(group),
      settings,
      ...(typeof expected === 'number' ? { expected } : undefined),
    };
  }
  if (m.raiseClusterVersion) {
    const { group, version } = scalars(m.raiseClusterVersion);
    inRange('a cluster version', version, 1, MAX_INT32);
    return {
      type: 'raiseClusterVersion',
      group: groupId(group),
      version,
      expected: m.raiseClusterVersion.expected ?? undefined,
    };
  }
  if (m.session) {
    const { group, operation, session, acknowledged } = scalars(m.session);
    return { type: 'session', group: groupId(group), operation: operationOf(operation), session, acknowledged };
  }
  if (m.invoke) return { type: 'invoke', ...invocationFromProto(m.invoke) };
  if (m.invokeStream) return { type: 'invokeStream', ...invocationFromProto(m.invokeStream) };
  throw new ProtocolError('a call has no request that this build knows');
}

type Invocation = Pick<InvokeRequest, 'service' | 'method' | 'payload'>;

function invocationToProto({ service, method, payload }: Invocation): proto.InvokeRequest.$Properties {
  return {
    service: printable('the name of a service', service, MAX_SERVICE_NAME),
    method: printable('the name of a method', method, MAX_SERVICE_NAME),
    payload,
  };
}

/** The bytes are the method's, which may work on them for long: see `decodeClientFrame`. */
function invocationFromProto(m: proto.InvokeRequest.$Properties): Invocation {
  const { service, method, payload } = scalars(m);
  return {
    service: printable('the name of a service', service, MAX_SERVICE_NAME),
    method: printable('the name of a method', method, MAX_SERVICE_NAME),
    payload: ownBytes(plainBytes(payload)),
  };
}

function levelToProto(level: ReadLevel): Pick<proto.QueryRequest.$Properties, 'linearizable' | 'lease' | 'local'> {
  switch (level.type) {
    case 'linearizable':
      return { linearizable: {} };
    case 'lease':
      return { lease: {} };
    case 'local':
      return { local: { minIndex: level.minIndex } };
  }
}

function readLevel(m: proto.QueryRequest.$Properties): ReadLevel {
  if (m.linearizable) return { type: 'linearizable' };
  if (m.lease) return { type: 'lease' };
  if (m.local) return { type: 'local', minIndex: scalars(m.local).minIndex };
  throw new ProtocolError('a query has no level that this build knows');
}
