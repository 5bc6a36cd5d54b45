import type { Answer, ObjectInfo, SessionInfo, StakeInfo } from '../model/queries.js';
import { MAX_LIST } from '../model/queries.js';
import { MAX_STAKE_REQUESTS } from '../model/quotas.js';
import type { AcquireResult, LeaveResult } from '../model/results.js';
import { decodeAs, encodeAs, unknownVariant } from './envelope.js';
import { result } from './result-codec.js';
import { bytes, flag, list, number, optional, type Shape, struct, text, union } from './shape.js';
import { kind, mode, quotas, request, session } from './shapes.js';

const sessionInfo = struct<SessionInfo>({
  session,
  namespace: text,
  owner: text,
  ttlMs: number(),
  epoch: number(),
  requests: number(),
});

const stakeInfo = struct<StakeInfo>({
  session,
  owner: text,
  requests: list(request, MAX_STAKE_REQUESTS),
  token: number(),
  mode: optional(mode),
  weight: number(),
  value: optional(bytes),
  isLeaving: flag,
});

const objectInfo = struct<ObjectInfo>({
  name: text,
  kind,
  size: number(),
  holds: number(),
  waiters: number(),
});

type RequestState = AcquireResult | LeaveResult | { readonly type: 'unknown' };

const UNKNOWN = 0;
const KNOWN = 1;

const requestState: Shape<RequestState> = {
  write: (writer, value) => {
    writer.byte(value.type === 'unknown' ? UNKNOWN : KNOWN);
    if (value.type !== 'unknown') result.write(writer, value);
  },
  read: (reader) => {
    const tag = reader.byte();
    if (tag === UNKNOWN) return { type: 'unknown' };
    return tag === KNOWN ? (result.read(reader) as RequestState) : reader.fail('a state is neither known nor unknown');
  },
};

const stakes = list(stakeInfo, MAX_LIST);

const answer = union<Answer, 'type'>(
  'type',
  {
    checked: [1, { isCurrent: flag, newest: number() }],
    object: [2, { object: optional(objectInfo), holders: stakes, waiting: stakes }],
    session: [3, { session: optional(sessionInfo) }],
    request: [4, { state: requestState }],
    objects: [5, { objects: list(objectInfo, MAX_LIST), more: flag }],
    sessions: [6, { sessions: list(sessionInfo, MAX_LIST), more: flag }],
    namespace: [
      7,
      {
        quotas,
        isOwn: flag,
        sessions: number(),
        objects: number(),
        waiters: number(),
        requests: number(),
      },
    ],
  },
  unknownVariant('the answer'),
);

export function encodeAnswer(value: Answer): Uint8Array {
  return encodeAs(answer, value);
}

/** @throws {UnknownEntryError | ProtocolError} on what is no answer. */
export function decodeAnswer(bytes: Uint8Array): Answer {
  return decodeAs('the answer', answer, bytes);
}
