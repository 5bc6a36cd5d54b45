import { DEFAULT_LIST, DEFAULT_NAMESPACE, proto, sessionHex } from '@lolraft/lock-client';
import { InvalidArgumentError } from '@lolraft/raft-core';
import type { Quotas, SessionId, Want } from '../../machine/index.js';

/** Whether a message has this field. */
export function isGiven<T>(field: T | null | undefined): field is T {
  return field !== null && field !== undefined;
}

// What requests of the protocol mean to the machine; the machine itself says what it cannot do.

export function sessionOf(id: Uint8Array): SessionId {
  return sessionHex(id) as SessionId;
}

export function namespaceOf(namespace: string): string {
  return namespace === '' ? DEFAULT_NAMESPACE : namespace;
}

export function limitOf(limit: number): number {
  return limit === 0 ? DEFAULT_LIST : limit;
}

/** A copy: what was received may be a view of a whole frame. */
const copy = (value: Uint8Array | null | undefined): Uint8Array => Uint8Array.from(value ?? []);

/** @throws {InvalidArgumentError} where it does not say what. */
export function wantOf(message: proto.Want.$Properties | null | undefined): Want {
  const { mutex, rwlock, semaphore, election, barrier } = message ?? {};
  if (isGiven(mutex)) return { kind: 'mutex' };
  if (isGiven(rwlock)) {
    if (rwlock.mode === proto.Mode.READ) return { kind: 'rwlock', mode: 'read' };
    if (rwlock.mode === proto.Mode.WRITE) return { kind: 'rwlock', mode: 'write' };
    throw new InvalidArgumentError('a lock is wanted for reading or for writing: name the mode');
  }
  if (isGiven(semaphore)) return { kind: 'semaphore', permits: semaphore.permits ?? 0, weight: semaphore.weight ?? 0 };
  if (isGiven(election)) return { kind: 'election', value: copy(election.value) };
  if (isGiven(barrier)) return { kind: 'barrier', parties: barrier.parties ?? 0 };
  throw new InvalidArgumentError('name what is wanted: a mutex, rwlock, semaphore, election or barrier');
}

export function quotasOf(message: proto.Quotas.$Properties): Quotas {
  return {
    sessions: message.sessions ?? 0,
    objects: message.objects ?? 0,
    waiters: message.waiters ?? 0,
    requests: message.requests ?? 0,
    sessionRequests: message.sessionRequests ?? 0,
    nameBytes: message.nameBytes ?? 0,
    valueBytes: message.valueBytes ?? 0,
    ownerBytes: message.ownerBytes ?? 0,
  };
}
