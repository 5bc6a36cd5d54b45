import { crc32c } from '@lolraft/raft-core';

/** Every file begins with so many bytes of our own; the resource follows. */
export const HEADER_BYTES = 64;

const MAGIC = 'lolsnap\n';
const VERSION = 1;
const CRC_AT = HEADER_BYTES - 4;
const TWO_32 = 0x1_0000_0000;

/** What the first `size` bytes of a resource are: all of it, once it is whole. */
export interface ResourceHeader {
  readonly whole: boolean;
  readonly size: number;
  /** CRC-32C of these bytes. */
  readonly checksum: number;
}

/** Format version 1, little endian: 8 bytes magic, u32 version, u32 whole, u64 size, u32 checksum, zeros, u32 CRC-32C of the header. */
export function encodeHeader({ whole, size, checksum }: ResourceHeader): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 'latin1');
  header.writeUInt32LE(VERSION, 8);
  header.writeUInt32LE(whole ? 1 : 0, 12);
  header.writeUInt32LE(size % TWO_32, 16);
  header.writeUInt32LE(Math.floor(size / TWO_32), 20);
  header.writeUInt32LE(checksum, 24);
  header.writeUInt32LE(crc32c(header, 0, CRC_AT), CRC_AT);
  return header;
}

/** Or why it is none. */
export function decodeHeader(bytes: Uint8Array): ResourceHeader | string {
  if (bytes.length < HEADER_BYTES) return `it ends after ${bytes.length} bytes`;
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'it is no snapshot file';
  if (header.readUInt32LE(CRC_AT) !== crc32c(header, 0, CRC_AT)) return 'its header is damaged';
  const version = header.readUInt32LE(8);
  if (version !== VERSION) return `its format is version ${version}, and this build reads ${VERSION}`;
  return {
    whole: header.readUInt32LE(12) === 1,
    size: header.readUInt32LE(20) * TWO_32 + header.readUInt32LE(16),
    checksum: header.readUInt32LE(24),
  };
}
