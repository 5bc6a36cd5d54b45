import { CorruptionError, UnknownEntryError } from '../model/errors.js';
import { readU64, writeU64 } from '../model/u64.js';
import type { FrozenSessions, StoredSession } from './session-table.js';

/**
 * A session table as bytes, in a snapshot. Little endian; nothing at all where there are no sessions. First the version of this format (1 byte)
 * and the number of sessions (4), then each session, the one that was quiet for longest first:
 *
 * | bytes | field |
 * |---|---|
 * | 8 | id: the index of the entry that opened it |
 * | 8 | log time of its last activity, in milliseconds |
 * | 8 | floor: all sequence numbers up to this one are acknowledged |
 * | 4 | number of commands above the floor that were applied, and then each, in log order: |
 * | 8 | sequence |
 * | 8 | index |
 * | 4 | 0 where its response is not kept, otherwise one more than it has bytes |
 * | | the response |
 */
const VERSION = 1;
const HEAD_BYTES = 5;
const SESSION_BYTES = 28;
const COMMAND_BYTES = 20;

/** The bytes in small pieces, which are the receiver's. */
export function* encodeSessions({ sessions, responses }: FrozenSessions): Generator<Uint8Array, void, undefined> {
  if (sessions.length === 0) return;
  const head = fields(HEAD_BYTES);
  head.setUint8(0, VERSION);
  head.setUint32(1, sessions.length, true);
  yield bytesOf(head);
  for (const { id, state } of sessions) {
    const session = fields(SESSION_BYTES);
    writeU64(session, 0, id);
    writeU64(session, 8, state.active);
    writeU64(session, 16, state.floor);
    session.setUint32(24, state.applied.size, true);
    yield bytesOf(session);
    const kept = responses.get(id);
    for (const [sequence, index] of state.applied) {
      const response = kept?.get(sequence);
      const command = fields(COMMAND_BYTES);
      writeU64(command, 0, sequence);
      writeU64(command, 8, index);
      command.setUint32(16, response === undefined ? 0 : response.length + 1, true);
      yield bytesOf(command);
      if (response !== undefined && response.length > 0) yield response;
    }
  }
}

function fields(length: number): DataView {
  return new DataView(new ArrayBuffer(length));
}

function bytesOf({ buffer }: DataView): Uint8Array {
  return new Uint8Array(buffer);
}

/** Reads through pieces as if they were one. */
class PieceReader {
  readonly #pieces: readonly Uint8Array[];
  #piece = 0;
  #at = 0;
  #rest: number;

  constructor(pieces: readonly Uint8Array[]) {
    this.#pieces = pieces.filter(({ length }) => length > 0);
    this.#rest = this.#pieces.reduce((sum, { length }) => sum + length, 0);
  }

  /** Bytes that are left. */
  get rest(): number {
    return this.#rest;
  }

  /** The next bytes, as a copy. @throws {CorruptionError} */
  take(length: number): Uint8Array {
    if (length > this.#rest) throw new CorruptionError('the session table of a snapshot is cut short');
    this.#rest -= length;
    const taken = new Uint8Array(length);
    for (let filled = 0; filled < length; ) {
      const piece = this.#pieces[this.#piece] as Uint8Array;
      const part = piece.subarray(this.#at, this.#at + length - filled);
      taken.set(part, filled);
      filled += part.length;
      this.#at += part.length;
      if (this.#at < piece.length) continue;
      this.#piece++;
      this.#at = 0;
    }
    return taken;
  }
}

/**
 * The sessions of a table, one by one, from what `encodeSessions` gave in whatever pieces.
 * @throws {CorruptionError | UnknownEntryError} from the iteration.
 */
export function* decodeSessions(pieces: readonly Uint8Array[]): Generator<StoredSession, void, undefined> {
  const reader = new PieceReader(pieces);
  if (reader.rest === 0) return;
  const [version] = reader.take(1);
  if (version !== VERSION)
    throw new UnknownEntryError(
      `the session table of a snapshot has version ${String(version)}, which this build does not know: run a newer build`,
    );
  const count = new DataView(reader.take(4).buffer).getUint32(0, true);
  let active = 0;
  for (let i = 0; i < count; i++) {
    const session = decodeSession(reader);
    if (session.state.active < active) throw new CorruptionError('the sessions of a snapshot are out of order');
    active = session.state.active;
    yield session;
  }
  if (reader.rest > 0) throw new CorruptionError('the session table of a snapshot goes on behind its end');
}

function decodeSession(reader: PieceReader): StoredSession {
  const view = new DataView(reader.take(SESSION_BYTES).buffer);
  const [id, active, floor] = [readU64(view, 0), readU64(view, 8), readU64(view, 16)];
  if (Math.min(active, floor) < 0 || id < 1)
    throw new CorruptionError('a session of a snapshot has a number out of range');
  const applied = new Map<number, number>();
  const responses = new Map<number, Uint8Array>();
  let last = id;
  for (let count = view.getUint32(24, true); count > 0; count--) {
    const command = new DataView(reader.take(COMMAND_BYTES).buffer);
    const [sequence, index, length] = [readU64(command, 0), readU64(command, 8), command.getUint32(16, true)];
    if (sequence <= floor || index <= last || applied.has(sequence))
      throw new CorruptionError(`the commands of session ${id} in a snapshot contradict each other`);
    last = index;
    applied.set(sequence, index);
    if (length > 0) responses.set(sequence, reader.take(length - 1));
  }
  return { id, state: { active, floor, applied }, responses };
}
