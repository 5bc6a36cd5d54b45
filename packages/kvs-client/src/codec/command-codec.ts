import { decodeWith, scalars } from '@lolraft/proto-kit';
import { ProtocolError } from '@lolraft/raft-core';
import type { Command, GuardedRequest } from '../model/requests.js';
import { proto } from './generated.js';
import { deleteRangeFromProto, putFromProto, txnFromProto, txnToProto } from './operation-codec.js';
import { decodePut } from './put-codec.js';
import { encodeWith } from './writer.js';

/** More than any valid command has: transactions are bounded, and their operations have up to six fields. */
const MAX_FIELDS = 16_384;

/** @throws {InvalidArgumentError} on a number that is no whole number from 0 to 2^53 - 1. */
export function encodeCommand(command: Command): Uint8Array {
  return encodeWith((writer) => proto.Command.encode(toProto(command), writer));
}

function toProto(command: Command): proto.Command.$Properties {
  switch (command.type) {
    case 'put':
      return { put: command };
    case 'deleteRange':
      return { deleteRange: command };
    case 'txn':
      return { txn: txnToProto(command) };
    case 'compact':
      return { compact: command };
    case 'setRetention':
      return { setRetention: command };
    case 'guarded':
      return { guarded: { ...command.guard, ...changeToProto(command.change) } };
  }
}

function changeToProto(change: GuardedRequest['change']): proto.Guarded.$Properties {
  switch (change.type) {
    case 'put':
      return { put: change };
    case 'deleteRange':
      return { deleteRange: change };
    case 'txn':
      return { txn: txnToProto(change) };
  }
}

/**
 * Reads a command, of which keys and values are views.
 * @throws {UnknownEntryError} on a field that this build does not know: to skip it would make members differ.
 * @throws {ProtocolError} on what is no command.
 */
export function decodeCommand(bytes: Uint8Array): Command {
  return (
    decodePut(bytes) ??
    decodeWith('a command', bytes, { maxFields: MAX_FIELDS, strict: true }, (reader) =>
      fromProto(proto.Command.decode(reader)),
    )
  );
}

function fromProto({ put, deleteRange, txn, compact, setRetention, guarded }: proto.Command.$Properties): Command {
  if (put) return putFromProto(put);
  if (deleteRange) return deleteRangeFromProto(deleteRange);
  if (txn) return txnFromProto(txn);
  if (compact) return { type: 'compact', revision: scalars(compact).revision };
  if (setRetention) {
    const { revisions, bytes } = scalars(setRetention);
    return { type: 'setRetention', revisions, bytes };
  }
  if (guarded) return guardedFromProto(guarded);
  throw new ProtocolError('it is empty');
}

function guardedFromProto(message: proto.Guarded.$Properties): GuardedRequest {
  const { name, token } = scalars(message);
  const { put, deleteRange, txn } = message;
  const guard = { name, token };
  if (put) return { type: 'guarded', guard, change: putFromProto(put) };
  if (deleteRange) return { type: 'guarded', guard, change: deleteRangeFromProto(deleteRange) };
  if (txn) return { type: 'guarded', guard, change: txnFromProto(txn) };
  throw new ProtocolError('it guards nothing');
}
