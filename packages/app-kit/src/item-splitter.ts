import { CorruptionError, crc32c } from '@lolraft/raft-core';

/** Before each item: its length. */
export const LENGTH_BYTES = 4;

/** Finds whole items in a stream of pieces that are cut anywhere. Holds one unfinished item at most, as far as it has come. */
export class ItemSplitter {
  #waiting: Uint8Array[] = [];
  #held = 0;
  /** With how many bytes there is more to be found than there was. */
  #needed: number;
  #started = false;
  #checksum = 0;
  readonly #checkVersion: (version: number) => void;
  readonly #maxItemBytes: number;

  /**
   * @param checkVersion is given the first byte, and throws where it is not known.
   * @param maxItemBytes bounds what is held: a longer item is damage.
   */
  constructor(checkVersion: (version: number) => void, maxItemBytes: number) {
    this.#checkVersion = checkVersion;
    this.#maxItemBytes = maxItemBytes;
    this.#needed = 1;
  }

  /** CRC-32C of everything before the item that was given last. */
  get checksum(): number {
    return this.#checksum;
  }

  /** Bytes that belong to no whole item. */
  get left(): number {
    return this.#held;
  }

  /**
   * The items that end with this piece; each is a view that is valid until the next call.
   * @throws {CorruptionError}
   */
  *add(piece: Uint8Array): Generator<Uint8Array, void, undefined> {
    this.#held += piece.length;
    if (this.#held < this.#needed) {
      // Copied, because its owner may use it again; a Buffer's own slice() would not.
      this.#waiting.push(new Uint8Array(piece));
      return;
    }
    const bytes = Buffer.concat([...this.#waiting, piece]);
    let at = this.#start(bytes);
    let last = at;
    for (;;) {
      this.#needed = this.#neededAt(bytes, at);
      if (at + this.#needed > bytes.length) break;
      // The end is not part of its own checksum: what comes before an item counts when it is given.
      this.#checksum = crc32c(bytes, last, at, this.#checksum);
      last = at;
      at += this.#needed;
      yield bytes.subarray(last + LENGTH_BYTES, at);
    }
    this.#checksum = crc32c(bytes, last, at, this.#checksum);
    this.#waiting = at === bytes.length ? [] : [bytes.subarray(at)];
    this.#held = bytes.length - at;
  }

  #start(bytes: Uint8Array): number {
    const [version] = bytes;
    if (this.#started || version === undefined) return 0;
    this.#checkVersion(version);
    this.#started = true;
    this.#checksum = crc32c(bytes, 0, 1);
    return 1;
  }

  /** How long the item is that begins here, its length included, as far as that is known. */
  #neededAt(bytes: Buffer, at: number): number {
    if (at + LENGTH_BYTES > bytes.length) return LENGTH_BYTES;
    const length = bytes.readUInt32LE(at);
    if (length > this.#maxItemBytes) throw new CorruptionError(`an item of the state claims ${String(length)} bytes`);
    return LENGTH_BYTES + length;
  }
}
