import { decodeConfiguration, encodeConfiguration } from './configuration.js';
import { CorruptionError, InvalidArgumentError, UnknownEntryError } from './errors.js';
import type { SnapshotRecord, SnapshotTag, TaggedRecord } from './state.js';
import { readU64, writeU64 } from './u64.js';

/** A tag is no longer than this, in bytes: what every file system and bucket takes. */
export const MAX_TAG_BYTES = 1024;

/** Characters of a realm (see `SnapshotStore.realm`), which travels with every offer. */
export const MAX_REALM = 1024;

/** The version of the resource's format that this build writes, and the newest that it reads (rule 20). */
export const SNAPSHOT_VERSION = 1;

const FORMAT = 1;
const HAS_TAG = 1;
/** Format, flags, length of the tag, five numbers of 64 bits, checksum, version. */
const FIXED_BYTES = 4 + 5 * 8 + 4 + 4;

/** Undefined for the founding record, which stands for the empty state. */
export function tagged(record: SnapshotRecord): TaggedRecord | undefined {
  const { tag } = record;
  return tag === undefined ? undefined : { ...record, tag };
}

export function sameTag(a: SnapshotTag, b: SnapshotTag): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Whether two records stand for the very same bytes in the very same place: what was begun of the one serves the other. */
export function sameResource(a: TaggedRecord, b: TaggedRecord): boolean {
  return (
    a.index === b.index && a.term === b.term && a.size === b.size && a.checksum === b.checksum && sameTag(a.tag, b.tag)
  );
}

/**
 * A record as bytes: on the wire, and as the first section of a resource. Little endian: format, flags, length of the tag (2), index,
 * term, time, configuration index, size (8 each), checksum, version (4 each), the tag, the configuration.
 */
export function encodeSnapshotRecord(record: SnapshotRecord): Uint8Array {
  const tag = record.tag ?? new Uint8Array(0);
  const configuration = encodeConfiguration(record.configuration);
  const bytes = new Uint8Array(FIXED_BYTES + tag.length + configuration.length);
  const view = new DataView(bytes.buffer);
  if (tag.length > MAX_TAG_BYTES)
    throw new InvalidArgumentError(`a snapshot tag of ${tag.length} bytes is over ${MAX_TAG_BYTES}`);
  view.setUint8(0, FORMAT);
  view.setUint8(1, record.tag === undefined ? 0 : HAS_TAG);
  view.setUint16(2, tag.length, true);
  const numbers = [record.index, record.term, record.time, record.configurationIndex, record.size];
  numbers.forEach((value, i) => {
    writeU64(view, 4 + 8 * i, value);
  });
  view.setUint32(44, record.checksum, true);
  view.setUint32(48, record.version, true);
  bytes.set(tag, FIXED_BYTES);
  bytes.set(configuration, FIXED_BYTES + tag.length);
  return bytes;
}

/**
 * The tag is a copy; the bytes are not kept.
 * @throws {UnknownEntryError} on a format, or a cluster version, that this build does not know.
 * @throws {CorruptionError} where the bytes are no record.
 */
export function decodeSnapshotRecord(bytes: Uint8Array): SnapshotRecord {
  if (bytes.length < FIXED_BYTES) throw new CorruptionError(`a snapshot record of ${bytes.length} bytes is cut short`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== FORMAT)
    throw new UnknownEntryError(
      `a snapshot record has format ${view.getUint8(0)}, which this build does not know: run a newer build`,
    );
  const flags = view.getUint8(1);
  const length = view.getUint16(2, true);
  const [index, term, time, configurationIndex, size] = [0, 1, 2, 3, 4].map((i) => readU64(view, 4 + 8 * i)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (
    Math.min(index, term, time, configurationIndex, size) < 0 ||
    configurationIndex > index ||
    (flags & ~HAS_TAG) !== 0 ||
    length > MAX_TAG_BYTES ||
    FIXED_BYTES + length > bytes.length ||
    (flags === 0 && length > 0)
  )
    throw new CorruptionError('a snapshot record has a field out of its range');
  return {
    tag: flags === 0 ? undefined : bytes.slice(FIXED_BYTES, FIXED_BYTES + length),
    index,
    term,
    time,
    configurationIndex,
    size,
    checksum: view.getUint32(44, true),
    version: view.getUint32(48, true),
    configuration: decodeConfiguration(
      bytes.subarray(FIXED_BYTES + length),
      flags === 0 && index === 0 ? 'allowed' : 'refused',
    ),
  };
}
