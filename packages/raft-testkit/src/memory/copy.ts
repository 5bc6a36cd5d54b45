import {
  EntryBatch,
  type PeerEnvelope,
  type ReceivedEnvelope,
  type ServiceRequest,
  type ServiceResponse,
  type StreamRequest,
  UnknownEntryError,
} from '@lolraft/raft-core';
import { copyEnvelope as copyPlain } from '../sim/copy-envelope.js';

/** What a wire would make of an envelope: nothing is shared with the sender (J1). */
export function copyEnvelope({ group, message }: PeerEnvelope): ReceivedEnvelope {
  if (message.type !== 'append' || message.entries === undefined) return copyPlain({ group, message });
  const { entries, term } = message;
  try {
    return { group, message: { ...message, entries: EntryBatch.decode(entries.firstIndex, entries.bytes.slice()) } };
  } catch (error) {
    if (!(error instanceof UnknownEntryError)) throw error;
    return { group, message: { type: 'notUnderstood', term, why: error.message } };
  }
}

/** Bytes that an envelope would take, about. */
export function sizeOf({ message }: ReceivedEnvelope): number {
  if (message.type === 'snapshotChunk') return 64 + message.bytes.length;
  return 64 + (message.type === 'append' ? (message.entries?.byteLength ?? 0) : 0);
}

export function copyRequest<T extends ServiceRequest | StreamRequest>(request: T): T {
  return 'payload' in request ? { ...request, payload: request.payload.slice() } : structuredClone(request);
}

export function copyResponse(response: ServiceResponse): ServiceResponse {
  if (!('value' in response)) return structuredClone(response);
  return response.value === undefined ? { ...response } : { ...response, value: response.value.slice() };
}
