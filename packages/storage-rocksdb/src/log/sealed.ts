import { crc32c, StorageFormatError } from '@lolraft/raft-core';
import { damage } from '../damage.js';

const HEADER_BYTES = 5;

/**
 * A value with its CRC-32C (4 bytes, little endian) and the version of its format (1 byte) in front. The checksum covers
 * the key, the version and the value: a value that turns up under another key is found out.
 */
export function seal(key: Uint8Array, version: number, value: Uint8Array): Buffer {
  const sealed = Buffer.allocUnsafe(HEADER_BYTES + value.length);
  sealed[4] = version;
  sealed.set(value, HEADER_BYTES);
  sealed.writeUInt32LE(crc32c(sealed, 4, sealed.length, crc32c(key)), 0);
  return sealed;
}

/**
 * @param what Names the value in errors.
 * @throws {CorruptionError} where the bytes are not those that were sealed.
 * @throws {StorageFormatError} where their version is another than the one this build knows.
 */
export function unseal(key: Uint8Array, version: number, sealed: Buffer, what: string): Buffer {
  if (sealed.length < HEADER_BYTES || sealed.readUInt32LE(0) !== crc32c(sealed, 4, sealed.length, crc32c(key))) {
    throw damage(`${what} fails its checksum`);
  }
  if (sealed[4] !== version) {
    throw new StorageFormatError(
      `${what} has format ${String(sealed[4])}, which this build does not know: run a newer build`,
    );
  }
  return sealed.subarray(HEADER_BYTES);
}
