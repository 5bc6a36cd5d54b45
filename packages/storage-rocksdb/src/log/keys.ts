import { groupId, type GroupId } from '@lolraft/raft-core';

/**
 * The keys of the database. All numbers are big endian, so that the order of keys is the order of numbers.
 *
 * | key | value |
 * |---|---|
 * | `00` | the store's id |
 * | `01` length name `00` | the group's record |
 * | `01` length name `01` last(8) epoch(4) | a block of entries, the last of which has index `last` |
 *
 * The length before the name keeps groups apart where one name is a prefix of another. A block lies under its last index,
 * so the first key at or after an index is the block that holds it. The epoch counts the truncations of the group: a block
 * that a truncation deleted can never be taken for one that was written after it.
 */
const STORE = 0x00;
const GROUP = 0x01;
const RECORD = 0x00;
const BLOCK = 0x01;
const BLOCK_SUFFIX_BYTES = 1 + 8 + 4;

export const STORE_KEY = Buffer.from([STORE]);
/** The range that holds every key, whatever a damaged one may look like. */
export const ALL_KEYS = { gte: Buffer.from([0]), lt: Buffer.alloc(96, 0xff) } as const;

export type ParsedKey =
  | { readonly kind: 'store' }
  | { readonly kind: 'record'; readonly group: GroupId }
  | { readonly kind: 'block'; readonly group: GroupId; readonly last: number; readonly epoch: number };

/** What all keys of a group begin with. */
export function groupPrefix(group: GroupId): Buffer {
  const prefix = Buffer.alloc(2 + group.length);
  prefix[0] = GROUP;
  prefix[1] = group.length;
  prefix.write(group, 2, 'latin1');
  return prefix;
}

export function recordKey(prefix: Buffer): Buffer {
  return Buffer.concat([prefix, Buffer.from([RECORD])]);
}

export function blockKey(prefix: Buffer, last: number, epoch: number): Buffer {
  const at = prefix.length;
  const key = Buffer.allocUnsafe(at + BLOCK_SUFFIX_BYTES);
  prefix.copy(key);
  key[at] = BLOCK;
  // Two halves: indexes are safe integers, so the upper one has at most 21 bits.
  key.writeUInt32BE(Math.floor(last / 0x1_0000_0000), at + 1);
  key.writeUInt32BE(last >>> 0, at + 5);
  key.writeUInt32BE(epoch, at + 9);
  return key;
}

/** Undefined for what this format has no key for. */
export function parseKey(key: Buffer): ParsedKey | undefined {
  if (key.length === 1 && key[0] === STORE) return { kind: 'store' };
  const length = key[1];
  if (key[0] !== GROUP || length === undefined) return undefined;
  const at = 2 + length;
  const group = parseGroup(key.toString('latin1', 2, at));
  if (group === undefined) return undefined;
  if (key.length === at + 1 && key[at] === RECORD) return { kind: 'record', group };
  if (key.length !== at + BLOCK_SUFFIX_BYTES || key[at] !== BLOCK) return undefined;
  const last = key.readUInt32BE(at + 1) * 0x1_0000_0000 + key.readUInt32BE(at + 5);
  return { kind: 'block', group, last, epoch: key.readUInt32BE(at + 9) };
}

function parseGroup(name: string): GroupId | undefined {
  try {
    return groupId(name);
  } catch {
    return undefined;
  }
}
