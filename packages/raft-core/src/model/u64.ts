/** Unsigned 64-bit integers as checked safe `number`s: terms, indexes and times never reach 2^53. */
const TWO_32 = 0x1_0000_0000;
const MAX_HIGH = 0x1f_ffff;

export function writeU64(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value >>> 0, true);
  view.setUint32(offset + 4, Math.floor(value / TWO_32), true);
}

/** Returns -1 where the stored value is no safe integer; callers turn that into their own typed error. */
export function readU64(view: DataView, offset: number): number {
  const high = view.getUint32(offset + 4, true);
  if (high > MAX_HIGH) return -1;
  return high * TWO_32 + view.getUint32(offset, true);
}
