import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { InvalidArgumentError, type AccessRole } from '@lolraft/raft-core';

/** What a node keeps of a token: enough to know it again, and nothing that one could log in with. */
export interface TokenRecord {
  /** Names it in logs and in the file; no secret. */
  readonly id: string;
  /** SHA-256 of the whole token, 64 hexadecimal digits. */
  readonly hash: string;
  readonly role: AccessRole;
  /** Milliseconds since 1970 from which on it is not taken any more; `Infinity`: never. */
  readonly expires: number;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/;
/** `lol`, the id, and 256 random bits in base64url. */
const TOKEN = /^lol_([A-Za-z0-9][A-Za-z0-9-]{0,31})_[A-Za-z0-9_-]{43}$/;
const SECRET_BYTES = 32;

/** @throws {InvalidArgumentError} */
export function checkTokenId(id: string): string {
  if (ID.test(id)) return id;
  throw new InvalidArgumentError(`the token id ${JSON.stringify(id)} is not valid: 1 to 32 letters, digits and "-"`);
}

/** Draws a new token. Whoever calls this hands `token` out, once, and keeps only the record. */
export function createToken(
  id: string,
  role: AccessRole,
  expires: number,
): { readonly token: string; readonly record: TokenRecord } {
  const token = `lol_${checkTokenId(id)}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { token, record: { id, role, expires, hash: digestOf(token).toString('hex') } };
}

// A hash for passwords would only be slow: there is nothing to guess in 256 random bits.
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Compared with where there is no such id, so that the answer takes as long. */
const NOBODY = Buffer.alloc(32);

/** Records of tokens by id, and the one way to find one: to show the token. */
export class TokenTable {
  readonly #records = new Map<string, { readonly record: TokenRecord; readonly digest: Buffer }>();

  constructor(records: readonly TokenRecord[]) {
    for (const record of records) this.#records.set(record.id, { record, digest: Buffer.from(record.hash, 'hex') });
  }

  get size(): number {
    return this.#records.size;
  }

  /** The record of this token, expired or not; undefined where there is none. */
  find(token: string): TokenRecord | undefined {
    const id = TOKEN.exec(token)?.[1];
    const entry = id === undefined ? undefined : this.#records.get(id);
    const isEqual = timingSafeEqual(digestOf(token), entry?.digest ?? NOBODY);
    return isEqual ? entry?.record : undefined;
  }
}
