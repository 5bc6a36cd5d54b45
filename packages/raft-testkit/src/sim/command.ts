/** What the simulated app is told to do. Keys and values are small integers; a value of 0 is "no value". */
export interface SimCommand {
  /** Unique in a run: tells whose effect this is. */
  readonly id: number;
  /** The group it was meant for. */
  readonly group: number;
  readonly op: 'put' | 'cas';
  readonly key: number;
  readonly value: number;
  /** What a `cas` expects to find. */
  readonly expected: number;
}

export interface SimResponse {
  readonly id: number;
  /** Whether the command took effect: a `cas` that found another value has not. */
  readonly done: boolean;
  /** The value before. */
  readonly before: number;
}

const COMMAND_BYTES = 20;
const RESPONSE_BYTES = 12;
export const SIM_KEYS = 256;

// Bytes are set one by one: a view would move each of the small arrays out of the heap.

function putU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** @throws {RangeError} where the bytes end before. */
function getU32(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) throw new RangeError(`no number at ${at} of ${bytes.length} bytes`);
  const byte = (i: number): number => bytes[at + i] as number;
  return ((byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3)) >>> 0;
}

/** `padding` makes commands of many sizes. */
export function encodeCommand(command: SimCommand, padding = 0): Uint8Array {
  const bytes = new Uint8Array(COMMAND_BYTES + padding);
  bytes[0] = command.op === 'put' ? 1 : 2;
  bytes[1] = command.group;
  bytes[2] = command.key;
  putU32(bytes, 4, command.id);
  putU32(bytes, 8, command.value);
  putU32(bytes, 12, command.expected);
  return bytes;
}

export function decodeCommand(bytes: Uint8Array): SimCommand {
  return {
    op: bytes[0] === 1 ? 'put' : 'cas',
    group: bytes[1] ?? 0,
    key: bytes[2] ?? 0,
    id: getU32(bytes, 4),
    value: getU32(bytes, 8),
    expected: getU32(bytes, 12),
  };
}

export function encodeResponse({ id, done, before }: SimResponse): Uint8Array {
  const bytes = new Uint8Array(RESPONSE_BYTES);
  putU32(bytes, 0, id);
  putU32(bytes, 4, done ? 1 : 0);
  putU32(bytes, 8, before);
  return bytes;
}

export function decodeResponse(bytes: Uint8Array): SimResponse {
  return { id: getU32(bytes, 0), done: getU32(bytes, 4) === 1, before: getU32(bytes, 8) };
}

export function encodeValue(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  putU32(bytes, 0, value);
  return bytes;
}

export function decodeValue(bytes: Uint8Array): number {
  return getU32(bytes, 0);
}

export function describeCommand({ op, key, value, expected, id }: SimCommand): string {
  return op === 'put' ? `put k${key}=${value} (#${id})` : `cas k${key} ${expected}->${value} (#${id})`;
}
