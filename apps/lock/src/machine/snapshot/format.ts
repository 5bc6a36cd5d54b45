import { PIECE_BYTES } from '@lolraft/app-kit';
import { unknownVariant } from '../codec/envelope.js';
import { result } from '../codec/result-codec.js';
import { hex128, list, number, optional, struct, text, union } from '../codec/shape.js';
import { kind, quotas, request, want } from '../codec/shapes.js';
import type { SessionId } from '../model/ids.js';
import { MAX_STAKE_REQUESTS } from '../model/quotas.js';
import type { Claim } from '../state/records.js';

/**
 * The state as bytes: what the app gives to a snapshot, version 1. Items as `itemPieces` of app-kit writes them:
 *
 * | item | holds |
 * |---|---|
 * | head, 1 | how many there are of each of the others |
 * | namespace, by name | name, quotas of its own |
 * | session, by id | number, id, namespace, owner, ttlMs, epoch, floor |
 * | object, by namespace and name | number, namespace, name, kind, size |
 * | stake, by number | number, numbers of object and session, want, token, requests, leaves |
 * | claim, by session and request | number of the session, request, and the number of the stake or the result |
 * | end, 1 | CRC-32C |
 *
 * Everything else of the state (counts, queues) follows from these. The bytes follow from the state alone: members that
 * have the same one, whatever led there, write the same bytes.
 */
export const STATE_VERSION = 1;

/** No item is longer. */
export const MAX_ITEM_BYTES = PIECE_BYTES;

export interface Head {
  readonly namespaces: number;
  readonly sessions: number;
  readonly objects: number;
  readonly stakes: number;
  readonly claims: number;
}

export const head = struct<Head>({
  namespaces: number(),
  sessions: number(),
  objects: number(),
  stakes: number(),
  claims: number(),
});

export const namespaceItem = struct({ name: text, quotas: optional(quotas) });

export const sessionItem = struct({
  no: number(),
  id: hex128<SessionId>(),
  namespace: text,
  owner: text,
  ttlMs: number(),
  epoch: number(),
  floor: number(),
});

export const objectItem = struct({ no: number(), namespace: text, name: text, kind, size: number() });

export const stakeItem = struct({
  no: number(),
  objectNo: number(),
  sessionNo: number(),
  want,
  token: number(),
  requests: list(request, MAX_STAKE_REQUESTS),
  leaves: list(request, MAX_STAKE_REQUESTS),
});

export const claimItem = struct({
  sessionNo: number(),
  request,
  claim: union<Claim, 'type'>(
    'type',
    { live: [0, { stake: number() }], settled: [1, { result }] },
    unknownVariant('a claim of the state'),
  ),
});
