import { parseConfiguration, plainConfiguration, type Configuration } from '../../model/configuration.js';
import { CorruptionError, UnknownEntryError } from '../../model/errors.js';
import { clusterId, groupId, type ClusterId, type GroupId } from '../../model/ids.js';
import { readU64, writeU64 } from '../../model/u64.js';
import { BlockKind, encodeBlock, encodeMagic, MAX_BLOCK_BYTES, readBlocks, type Block } from './resource-blocks.js';

const UTF8 = new TextDecoder('utf-8', { fatal: true });
/** Small pieces of the app are joined up to this many bytes. */
const FILL_BYTES = 64 * 1024;
/** What is set aside for that at first: most states are small, or come in large pieces. */
const FIRST_FILL_BYTES = 1024;

/** Whose state a resource holds, and up to where: enough to start from the file alone. */
export interface ResourceHeader {
  readonly cluster: ClusterId;
  readonly group: GroupId;
  readonly index: number;
  readonly term: number;
  readonly time: number;
  readonly configurationIndex: number;
  readonly configuration: Configuration;
}

/** A resource that is open: its state comes block by block, verified. */
export interface OpenResource {
  readonly header: ResourceHeader;
  /** The session table, as `encodeSessions` gave it, in other pieces. */
  readonly sessions: readonly Uint8Array[];
  /** Iterated once; ends well only where the resource is whole. Leaving it early closes the resource. */
  readonly state: AsyncIterable<Uint8Array>;
  /** For whoever does not iterate the state. Does nothing after that. */
  readonly close: () => Promise<void>;
}

function encodeHeader({ configuration, ...rest }: ResourceHeader): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ ...rest, configuration: plainConfiguration(configuration) }));
}

/** @throws {CorruptionError} where the bytes, which have passed their checksum, are no header all the same. */
export function decodeHeader(bytes: Uint8Array): ResourceHeader {
  try {
    const parsed = JSON.parse(UTF8.decode(bytes)) as Record<string, unknown>;
    const number = (name: string): number => {
      const value = parsed[name];
      if (!Number.isSafeInteger(value) || (value as number) < 0) throw new TypeError(`${name} is no index`);
      return value as number;
    };
    return {
      cluster: clusterId(parsed['cluster'] as string),
      group: groupId(parsed['group'] as string),
      index: number('index'),
      term: number('term'),
      time: number('time'),
      configurationIndex: number('configurationIndex'),
      configuration: parseConfiguration(parsed['configuration']),
    };
  } catch (error) {
    if (error instanceof UnknownEntryError) throw error;
    throw new CorruptionError('the header of a snapshot cannot be read', error);
  }
}

/** Joins small pieces; takes no more memory than they need, within a factor of two. */
class Filling {
  #bytes = new Uint8Array(0);
  #length = 0;

  /** Bytes that it still takes. */
  get room(): number {
    return FILL_BYTES - this.#length;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** @param piece is no longer than `room`. */
  add(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const size = Math.min(FILL_BYTES, Math.max(2 * this.#bytes.length, length, FIRST_FILL_BYTES));
      const bytes = new Uint8Array(size);
      bytes.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = bytes;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** Everything so far, until the next `add`. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }
}

/** The bytes of a resource, in pieces of some ten thousand; table and state are copied. */
export async function* encodeResource(
  header: ResourceHeader,
  sessions: Iterable<Uint8Array>,
  state: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield encodeMagic();
  yield encodeBlock(BlockKind.Header, encodeHeader(header));
  yield* encodeBlocks(BlockKind.Sessions, sessions);
  yield encodeBlock(BlockKind.Sessions, new Uint8Array(0));
  const size = yield* encodeBlocks(BlockKind.State, state);
  const end = new Uint8Array(8);
  writeU64(new DataView(end.buffer), 0, size);
  yield encodeBlock(BlockKind.End, end);
}

/** Returns the number of bytes. */
async function* encodeBlocks(
  kind: BlockKind,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, number, undefined> {
  let size = 0;
  const filling = new Filling();
  for await (const piece of pieces) {
    size += piece.length;
    for (let at = 0; at < piece.length; ) {
      if (filling.isEmpty && piece.length - at >= FILL_BYTES) {
        const end = Math.min(piece.length, at + MAX_BLOCK_BYTES);
        yield encodeBlock(kind, piece.subarray(at, end));
        at = end;
        continue;
      }
      const end = Math.min(piece.length, at + filling.room);
      filling.add(piece.subarray(at, end));
      at = end;
      if (filling.room === 0) yield encodeBlock(kind, filling.take());
    }
  }
  if (!filling.isEmpty) yield encodeBlock(kind, filling.take());
  return size;
}

/**
 * Opens a resource that is read from `source`.
 * @throws {CorruptionError} on damage, also from the iteration of the state.
 * @throws {UnknownEntryError} where a newer build wrote it.
 */
export async function openResource(source: AsyncIterable<Uint8Array>): Promise<OpenResource> {
  const blocks = readBlocks(source);
  try {
    const header = decodeHeader((await expectBlock(blocks, BlockKind.Header)).payload);
    const sessions = await readSessions(blocks);
    const close = async (): Promise<void> => {
      await blocks.return();
    };
    return { header, sessions, state: readState(blocks), close };
  } catch (error) {
    await blocks.return();
    throw error;
  }
}

/** The blocks of the table, of which an empty one is the last. */
async function readSessions(blocks: AsyncGenerator<Block, void, undefined>): Promise<Uint8Array[]> {
  const sessions: Uint8Array[] = [];
  for (;;) {
    const { payload } = await expectBlock(blocks, BlockKind.Sessions);
    if (payload.length === 0) return sessions;
    sessions.push(payload);
  }
}

async function expectBlock(blocks: AsyncGenerator<Block, void, undefined>, kind: BlockKind): Promise<Block> {
  const { value } = await blocks.next();
  if (value?.kind !== kind) throw new CorruptionError('the blocks of a snapshot are out of order');
  return value;
}

async function* readState(blocks: AsyncGenerator<Block, void, undefined>): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0;
  for await (const { kind, payload } of blocks) {
    if (kind === BlockKind.State) {
      size += payload.length;
      yield payload;
    } else if (kind !== BlockKind.End) {
      throw new CorruptionError('the blocks of a snapshot are out of order');
    } else if (payload.length !== 8 || readU64(new DataView(payload.buffer, payload.byteOffset, 8), 0) !== size) {
      throw new CorruptionError('a snapshot does not have as many bytes as it says');
    }
  }
}
