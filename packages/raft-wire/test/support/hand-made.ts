/** Protobuf written by hand, so that a test can say what no encoder of ours would. */

/** The varint of any integer, also of one that no decoder of ours accepts. */
export function varint(value: bigint | number): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return bytes;
}

/** A number in a field. */
export function number(field: number, value: bigint | number): number[] {
  return [...varint(field << 3), ...varint(value)];
}

/** Bytes, a string or a message in a field. */
export function delimited(field: number, content: string | readonly number[]): number[] {
  const bytes = typeof content === 'string' ? [...new TextEncoder().encode(content)] : content;
  return [...varint((field << 3) | 2), ...varint(bytes.length), ...bytes];
}
