import { asReader, WireReader, WireWriter, scalars, plainBytes } from '@lolraft/proto-kit';
import { type LeaderHint, MAX_APP_DETAILS, type Outcome, ProtocolError } from '@lolraft/raft-core';
import { bounded, present } from '../protobuf/check.js';
import { decoding } from '../protobuf/decoding.js';
import { proto } from '../protobuf/generated.js';
import { cutText } from '../protobuf/text.js';
import { CODE, type WireError } from './wire-error.js';

const MAX_MESSAGE_BYTES = 4096;
const MAX_HINT_BYTES = 1536;

const OUTCOMES: Readonly<Record<Outcome, proto.Outcome>> = {
  not_applied: proto.Outcome.OUTCOME_NOT_APPLIED,
  unknown: proto.Outcome.OUTCOME_UNKNOWN,
};

/** The message is cut to 4,096 bytes of UTF-8. */
export function encodeError(error: WireError): Uint8Array {
  const writer = new WireWriter(256);
  proto.RaftError.encode(errorToProto(error), writer);
  return writer.take();
}

/** @throws {ProtocolError} on what is no error, or has a part of the wrong form or length. */
export function decodeError(bytes: Uint8Array): WireError {
  return decoding('an error', () => errorFromProto(proto.RaftError.decode(asReader(new WireReader(bytes)))));
}

export function errorToProto(error: WireError): proto.RaftError.$Properties {
  const { code, message, outcome, retryable, leader, index, app } = error;
  return {
    code,
    message: cutText(message, MAX_MESSAGE_BYTES),
    outcome: OUTCOMES[outcome],
    retryable,
    leader: leader === undefined ? null : hintToProto(leader),
    index: index ?? null,
    ...(app === undefined ? undefined : { app }),
  };
}

/** @throws {ProtocolError} */
export function errorFromProto(message: proto.RaftError.$Properties | null | undefined): WireError {
  const m = present('the error', message);
  const { code, message: text, outcome, retryable } = scalars(m);
  if (!CODE.test(code)) throw new ProtocolError('the code of an error is not 1 to 64 capitals, digits or "_"');
  return {
    code,
    message: bounded('the message of an error', text, MAX_MESSAGE_BYTES),
    // What is not known to be without effect may have had one.
    outcome: outcome === proto.Outcome.OUTCOME_NOT_APPLIED ? 'not_applied' : 'unknown',
    retryable,
    leader: m.leader ? hintFromProto(m.leader) : undefined,
    index: m.index ?? undefined,
    ...(m.app ? { app: appFromProto(m.app) } : undefined),
  };
}

function appFromProto(m: proto.AppError.$Properties): NonNullable<WireError['app']> {
  const { code, details } = scalars(m);
  if (!CODE.test(code)) throw new ProtocolError('the app\'s code of an error is not 1 to 64 capitals, digits or "_"');
  if (details.length > MAX_APP_DETAILS) throw new ProtocolError(`an error has ${details.length} bytes of details`);
  return { code, details: plainBytes(details).slice() };
}

function hintToProto({ id, address }: LeaderHint): proto.LeaderHint.$Properties {
  return { id: cutText(id, MAX_HINT_BYTES), address: cutText(address, MAX_HINT_BYTES) };
}

function hintFromProto(m: proto.LeaderHint.$Properties): LeaderHint {
  const { id, address } = scalars(m);
  return {
    id: bounded('the id of a leader', id, MAX_HINT_BYTES),
    address: bounded('the address of a leader', address, MAX_HINT_BYTES),
  };
}
