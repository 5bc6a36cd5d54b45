/**
 * The entry, on disk and on the wire: a fixed header, then the payload. Little endian.
 *
 * | offset | bytes | field |
 * |---|---|---|
 * | 0 | 4 | length of the whole entry, header included |
 * | 4 | 4 | CRC-32C of everything from offset 8 on |
 * | 8 | 1 | version of this format (1) |
 * | 9 | 1 | kind |
 * | 10 | 2 | window: how many sequence numbers up to this one the client still waits for; 0 without a session |
 * | 12 | 8 | index |
 * | 20 | 8 | term |
 * | 28 | 8 | log time, milliseconds of elapsed leadership |
 * | 36 | 8 | session, 0 where there is none |
 * | 44 | 8 | sequence within the session |
 * | 52 | | payload |
 *
 * The checksum covers index and term, so an entry that a disk returns under another's name is found out.
 */
export const ENTRY_VERSION = 1;
export const ENTRY_HEADER_BYTES = 52;

export const EntryKind = {
  /** The first entry of each term; commits the entries of earlier terms (Raft §5.4.2, §8). */
  Noop: 1,
  /** A command of the app. */
  Command: 2,
  /** A configuration, encoded by `encodeConfiguration`. Takes effect when appended. */
  Configuration: 3,
  /** Opens, keeps or closes a session: see `sessionPayload`. */
  Session: 4,
} as const;
export type EntryKind = (typeof EntryKind)[keyof typeof EntryKind];

export function isEntryKind(kind: number): kind is EntryKind {
  return kind >= EntryKind.Noop && kind <= EntryKind.Session;
}

/** One entry, seen through its batch: `payload` is a view and must not be written to. */
export interface Entry {
  readonly index: number;
  readonly term: number;
  readonly kind: EntryKind;
  readonly time: number;
  readonly session: number;
  readonly sequence: number;
  readonly window: number;
  readonly payload: Uint8Array;
}

/** The largest window that an entry has room for. */
export const MAX_WINDOW = 0xffff;

/** What a proposer gives; index, term and time are the leader's. */
export interface Proposal {
  readonly kind: EntryKind;
  readonly session: number;
  readonly sequence: number;
  /** Absent: 0. At most `MAX_WINDOW`. */
  readonly window?: number;
  readonly payload: Uint8Array;
}
