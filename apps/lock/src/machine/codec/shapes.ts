import type { Kind, RwMode, Want } from '../model/commands.js';
import type { RequestId, SessionId, Token } from '../model/ids.js';
import type { Quotas } from '../model/quotas.js';
import { unknownVariant } from './envelope.js';
import { bytes, hex128, number, oneOf, type Shape, struct, union } from './shape.js';

export const session = hex128<SessionId>();
export const request = number<RequestId>();
export const token = number<Token>();

/** Numbered: only ever add behind the last one. */
export const kind: Shape<Kind> = oneOf<Kind>(['mutex', 'rwlock', 'semaphore', 'election', 'barrier']);
export const mode: Shape<RwMode> = oneOf<RwMode>(['read', 'write']);

export const want: Shape<Want> = union<Want, 'kind'>(
  'kind',
  {
    mutex: [1, {}],
    rwlock: [2, { mode }],
    semaphore: [3, { permits: number(), weight: number() }],
    election: [4, { value: bytes }],
    barrier: [5, { parties: number() }],
  },
  unknownVariant('what is wanted'),
);

export const quotas: Shape<Quotas> = struct<Quotas>({
  sessions: number(),
  objects: number(),
  waiters: number(),
  requests: number(),
  sessionRequests: number(),
  nameBytes: number(),
  valueBytes: number(),
  ownerBytes: number(),
});
