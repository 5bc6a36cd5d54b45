import { crc32c } from '../../model/crc32c.js';
import { CorruptionError, UnknownEntryError } from '../../model/errors.js';
import { SNAPSHOT_VERSION } from '../../model/snapshot-record.js';

/**
 * A snapshot resource: eight bytes ("lolsnap" and the version of this format), then blocks. Little endian.
 *
 * | offset | bytes | field |
 * |---|---|---|
 * | 0 | 4 | length of the payload |
 * | 4 | 4 | CRC-32C of everything from offset 8 on |
 * | 8 | 1 | kind |
 * | 9 | | payload |
 *
 * First one `Header`, then `Sessions`, of which an empty one is the last, then any number of `State`, then one `End`, which holds the number of bytes of state.
 */
export const BlockKind = {
  /** JSON: whose state it is, and up to where. */
  Header: 1,
  /** The session table (rule 14), in parts: see `encodeSessions`. */
  Sessions: 2,
  /** Bytes of the app. */
  State: 3,
  End: 4,
} as const;
export type BlockKind = (typeof BlockKind)[keyof typeof BlockKind];

export interface Block {
  readonly kind: BlockKind;
  /** A view into what was read. */
  readonly payload: Uint8Array;
}

const BLOCK_HEADER_BYTES = 9;
/** No block is larger: a reader never holds more. */
export const MAX_BLOCK_BYTES = 1024 * 1024;
const MAGIC = Uint8Array.of(0x6c, 0x6f, 0x6c, 0x73, 0x6e, 0x61, 0x70, SNAPSHOT_VERSION);

export function encodeMagic(): Uint8Array {
  return MAGIC.slice();
}

export function encodeBlock(kind: BlockKind, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(BLOCK_HEADER_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, payload.length, true);
  view.setUint8(8, kind);
  bytes.set(payload, BLOCK_HEADER_BYTES);
  view.setUint32(4, crc32c(bytes, 8), true);
  return bytes;
}

function isBlockKind(kind: number): kind is BlockKind {
  return kind >= BlockKind.Header && kind <= BlockKind.End;
}

/** Finds whole bytes in a stream of pieces. */
class Pieces {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterator<Uint8Array>) {
    this.#source = source;
  }

  /** The next `length` bytes; fewer where the stream ends before. */
  async take(length: number): Promise<Uint8Array> {
    if (this.#rest.length < length) await this.#gather(length);
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  async #gather(length: number): Promise<void> {
    const parts = [this.#rest];
    let size = this.#rest.length;
    while (size < length) {
      const next = await this.#source.next();
      if (next.done === true) break;
      parts.push(next.value);
      size += next.value.length;
    }
    const joined = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    this.#rest = joined;
  }
}

/**
 * The blocks of a resource, each verified; ends after the `End` block, which must be the last thing there.
 * @throws {CorruptionError} on damage. @throws {UnknownEntryError} on a version or kind of block that this build does not know.
 */
export async function* readBlocks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Block, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const pieces = new Pieces(iterator);
  try {
    checkMagic(await pieces.take(MAGIC.length));
    for (;;) {
      const block = await readBlock(pieces);
      if (block.kind === BlockKind.End && (await pieces.take(1)).length > 0)
        throw new CorruptionError('a snapshot goes on behind its end');
      yield block;
      if (block.kind === BlockKind.End) return;
    }
  } finally {
    await iterator.return?.();
  }
}

function checkMagic(found: Uint8Array): void {
  const name = MAGIC.length - 1;
  for (let i = 0; i < name; i++) if (found[i] !== MAGIC[i]) throw new CorruptionError('this is no snapshot of lol');
  const version = found[name] ?? 0;
  if (version === 0) throw new CorruptionError('a snapshot has no version');
  if (version > SNAPSHOT_VERSION)
    throw new UnknownEntryError(
      `a snapshot has version ${version}, and this build knows up to ${SNAPSHOT_VERSION}: run a newer build`,
    );
}

async function readBlock(pieces: Pieces): Promise<Block> {
  const header = await pieces.take(BLOCK_HEADER_BYTES);
  if (header.length < BLOCK_HEADER_BYTES) throw new CorruptionError('a snapshot is cut short');
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const length = view.getUint32(0, true);
  const checksum = view.getUint32(4, true);
  const kind = view.getUint8(8);
  if (length > MAX_BLOCK_BYTES) throw new CorruptionError(`a block of a snapshot claims ${length} bytes`);
  const payload = await pieces.take(length);
  if (payload.length < length) throw new CorruptionError('a snapshot is cut short');
  if (crc32c(payload, 0, length, crc32c(Uint8Array.of(kind))) !== checksum)
    throw new CorruptionError('a block of a snapshot fails its checksum');
  if (!isBlockKind(kind))
    throw new UnknownEntryError(`a snapshot has a block of kind ${kind}, which this build does not know`);
  return { kind, payload };
}
