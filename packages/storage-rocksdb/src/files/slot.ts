import { crc32c, groupId, nodeId, StorageFormatError, type GroupId, type HardState } from '@lolraft/raft-core';
import type { LogPosition } from '../log/group-log.js';
import { ByteReader, ByteWriter } from './bytes.js';

/**
 * - `creating`: the group's first write is under way; whether it happened, the database says.
 * - `live`: the database holds the group.
 * - `removing`: the group is being removed; what is left of it goes at the next start.
 * - `free`: for another group.
 */
export const SLOT_STATES = ['free', 'creating', 'live', 'removing'] as const;
export type SlotState = (typeof SLOT_STATES)[number];

/** What the hard state file keeps of a group. */
export interface Slot {
  readonly state: SlotState;
  /** Grows with each writing. */
  readonly sequence: number;
  readonly group: GroupId;
  readonly hardState: HardState;
  /** The log holds at least this entry, or a snapshot that covers it; or it has lost what was acknowledged. */
  readonly bound: LogPosition;
}

/** Bytes of a slot at most; the rest of its page is unused. */
export const SLOT_BYTES = 256;
const VERSION = 1;

/** `place` is the slot's position in the file: a slot that turns up elsewhere is found out. */
export function encodeSlot(place: number, slot: Slot): Buffer {
  const body = new ByteWriter()
    .u8(VERSION)
    .u32(place)
    .u8(SLOT_STATES.indexOf(slot.state))
    .u64(slot.sequence)
    .u64(slot.hardState.term)
    .text(slot.hardState.votedFor ?? '')
    .u64(slot.bound.index)
    .u64(slot.bound.term)
    .text(slot.group)
    .finish();
  const bytes = Buffer.alloc(SLOT_BYTES);
  bytes.set(body, 4);
  bytes.writeUInt32LE(crc32c(bytes, 4), 0);
  return bytes;
}

/**
 * @returns `'blank'` for a slot that was never written, `'damaged'` for one that was not written as it is.
 * @throws {StorageFormatError} for a slot of a newer build.
 */
export function decodeSlot(place: number, bytes: Buffer): Slot | 'blank' | 'damaged' {
  if (bytes.length < SLOT_BYTES) return 'damaged';
  if (bytes.every((byte) => byte === 0)) return 'blank';
  if (bytes.readUInt32LE(0) !== crc32c(bytes, 4, SLOT_BYTES)) return 'damaged';
  if (bytes[4] !== VERSION) {
    throw new StorageFormatError(`the hard state file has slots of format ${String(bytes[4])}: run a newer build`);
  }
  const reader = new ByteReader(bytes.subarray(5));
  const at = reader.u32();
  const state = SLOT_STATES[reader.u8()];
  if (at !== place || state === undefined) return 'damaged';
  const sequence = reader.u64();
  const term = reader.u64();
  const votedFor = reader.text();
  const bound = { index: reader.u64(), term: reader.u64() };
  const group = groupId(reader.text());
  return {
    state,
    sequence,
    group,
    hardState: { term, votedFor: votedFor === '' ? undefined : nodeId(votedFor) },
    bound,
  };
}
