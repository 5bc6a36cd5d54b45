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

/** `padding` makes commands of many sizes. */
export function encodeCommand(command: SimCommand, padding = 0): Uint8Array {
  const bytes = new Uint8Array(COMMAND_BYTES + padding);
  const view = new DataView(bytes.buffer);
  bytes[0] = command.op === 'put' ? 1 : 2;
  bytes[1] = command.group;
  bytes[2] = command.key;
  view.setUint32(4, command.id);
  view.setUint32(8, command.value);
  view.setUint32(12, command.expected);
  return bytes;
}

export function decodeCommand(bytes: Uint8Array): SimCommand {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    op: bytes[0] === 1 ? 'put' : 'cas',
    group: view.getUint8(1),
    key: view.getUint8(2),
    id: view.getUint32(4),
    value: view.getUint32(8),
    expected: view.getUint32(12),
  };
}

export function encodeResponse({ id, done, before }: SimResponse): Uint8Array {
  const bytes = new Uint8Array(RESPONSE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, id);
  view.setUint32(4, done ? 1 : 0);
  view.setUint32(8, before);
  return bytes;
}

export function decodeResponse(bytes: Uint8Array): SimResponse {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { id: view.getUint32(0), done: view.getUint32(4) === 1, before: view.getUint32(8) };
}

export function encodeValue(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function decodeValue(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
}

export function describeCommand({ op, key, value, expected, id }: SimCommand): string {
  return op === 'put' ? `put k${key}=${value} (#${id})` : `cas k${key} ${expected}->${value} (#${id})`;
}
