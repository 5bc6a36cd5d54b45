import { InvalidArgumentError, ProtocolError } from '@lolraft/raft-core';
import { findFault } from '../model/check.js';
import type { Command } from '../model/commands.js';
import { MAX_EXPIRY_BATCH } from '../model/quotas.js';
import { decodeAs, encodeAs, unknownVariant } from './envelope.js';
import { bytes, flag, list, number, optional, struct, text, union } from './shape.js';
import { quotas, request, session, token, want } from './shapes.js';

const floor = number();
const expiry = struct({ session, epoch: number() });

const command = union<Command, 'type'>(
  'type',
  {
    openSession: [1, { session, namespace: text, owner: text, ttlMs: number() }],
    closeSession: [2, { session }],
    expireSessions: [3, { term: number(), sessions: list(expiry, MAX_EXPIRY_BATCH) }],
    acquire: [4, { session, request, floor, name: text, want, wait: flag }],
    release: [5, { session, request, floor }],
    releaseToken: [6, { session, floor, name: text, token }],
    leave: [7, { session, request, floor, name: text }],
    cancel: [8, { session, request, floor }],
    proclaim: [9, { session, name: text, token, value: bytes }],
    break: [10, { namespace: text, name: text, token }],
    setQuotas: [11, { namespace: text, quotas: optional(quotas) }],
  },
  unknownVariant('the command'),
);

/** @throws {InvalidArgumentError} on what no client may ask for, whatever the quotas are. */
export function encodeCommand(value: Command): Uint8Array {
  const fault = findFault(value);
  if (fault !== undefined) throw new InvalidArgumentError(fault);
  return encodeAs(command, value);
}

/**
 * Reads a command; nothing of it is a view of the bytes.
 * @throws {UnknownEntryError} on what a later build may have written.
 * @throws {ProtocolError} on what is no command.
 */
export function decodeCommand(payload: Uint8Array): Command {
  const value = decodeAs('the command', command, payload);
  const fault = findFault(value);
  if (fault !== undefined) throw new ProtocolError(`the command makes no sense: ${fault}`);
  return value;
}
