import { decodeConfiguration, encodeConfiguration, RaftError, type SnapshotRecord } from '@lolraft/raft-core';
import { damage } from '../damage.js';
import { ByteReader, ByteWriter } from '../files/bytes.js';
import { seal, unseal } from './sealed.js';

const VERSION = 1;

/**
 * What the database holds of a group beside its entries. Rewritten by each write that truncates, compacts or has a
 * snapshot record, but not by an append: so `lastIndex` is that of the last rewriting, and the log reaches at least so far.
 */
export interface GroupRecord {
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** Truncations so far. */
  readonly epoch: number;
  readonly snapshot: SnapshotRecord;
}

export function encodeGroupRecord(key: Buffer, record: GroupRecord): Buffer {
  const { snapshot } = record;
  const { tag } = snapshot;
  const writer = new ByteWriter()
    .u64(record.firstIndex)
    .u64(record.lastIndex)
    .u32(record.epoch)
    .u64(snapshot.index)
    .u64(snapshot.term)
    .u64(snapshot.time)
    .u64(snapshot.configurationIndex)
    .u64(snapshot.size)
    .u32(snapshot.checksum)
    .u64(snapshot.version)
    .bytes(encodeConfiguration(snapshot.configuration))
    .u8(tag === undefined ? 0 : 1);
  if (tag !== undefined) writer.bytes(tag);
  return seal(key, VERSION, writer.finish());
}

/**
 * @throws {CorruptionError} where the bytes are damaged.
 * @throws {StorageFormatError} where a newer build wrote them.
 * @throws {UnknownEntryError} where a newer build wrote the configuration.
 */
export function decodeGroupRecord(key: Buffer, value: Buffer, what: string): GroupRecord {
  const reader = new ByteReader(unseal(key, VERSION, value, what));
  try {
    const firstIndex = reader.u64();
    const lastIndex = reader.u64();
    const epoch = reader.u32();
    const fields = {
      index: reader.u64(),
      term: reader.u64(),
      time: reader.u64(),
      configurationIndex: reader.u64(),
      size: reader.u64(),
      checksum: reader.u32(),
      version: reader.u64(),
    };
    // Only who joins begins with nobody.
    const configuration = decodeConfiguration(reader.bytes(), fields.index === 0 ? 'allowed' : 'refused');
    const tag = reader.u8() === 0 ? undefined : reader.bytes().slice();
    reader.end();
    return { firstIndex, lastIndex, epoch, snapshot: { ...fields, configuration, tag } };
  } catch (error) {
    if (error instanceof RaftError) throw error;
    throw damage(`${what} cannot be read`, error);
  }
}

/** A copy that shares nothing with its original. */
export function copySnapshot(record: SnapshotRecord): SnapshotRecord {
  // Not `slice`: that of a Buffer shares its bytes.
  const tag = record.tag === undefined ? undefined : new Uint8Array(record.tag);
  return { ...record, tag, configuration: structuredClone(record.configuration) };
}
