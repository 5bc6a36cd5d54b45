import { ProtocolError, type AppliedCommand } from '@lolraft/raft-core';
import { HEAD_BYTES } from './frame.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const MAGIC = 'LOLA';
/** Index, term, time and length of a command. */
const COMMAND_HEAD = 28;
/** Commands that go into one frame where they are small, in bytes. */
const BATCH_BYTES = 256 * 1024;

/** Reads fixed fields one after the other. @throws {ProtocolError} where there are too few bytes, or too many at the end. */
class Fields {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  #take(bytes: number): number {
    const at = this.#at;
    if (at + bytes > this.#bytes.length) throw new ProtocolError('a frame ends before its last field');
    this.#at += bytes;
    return at;
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  u64(): number {
    const at = this.#take(8);
    const value = this.#view.getUint32(at) * 2 ** 32 + this.#view.getUint32(at + 4);
    if (!Number.isSafeInteger(value)) throw new ProtocolError('a number is above 2^53 - 1');
    return value;
  }

  bytes(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }

  rest(): Uint8Array {
    return this.bytes(this.#bytes.length - this.#at);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new ProtocolError('a frame goes on after its last field');
  }
}

function setU64(view: DataView, at: number, value: number): void {
  view.setUint32(at, Math.floor(value / 2 ** 32));
  view.setUint32(at + 4, value >>> 0);
}

/** What an app says first. */
export interface Hello {
  readonly versionMin: number;
  readonly versionMax: number;
  readonly capabilities: number;
  readonly token: Uint8Array;
}

/** @throws {ProtocolError} */
export function decodeHello(body: Uint8Array): Hello {
  const fields = new Fields(body);
  if (decoder.decode(fields.bytes(MAGIC.length)) !== MAGIC)
    throw new ProtocolError('a connection begins with something other than a hello');
  const hello = {
    versionMin: fields.u16(),
    versionMax: fields.u16(),
    capabilities: fields.u32(),
    token: fields.bytes(fields.u16()),
  };
  fields.end();
  return hello;
}

export function encodeWelcome(version: number, maxFrameBytes: number, windowBytes: number, name: string): Uint8Array {
  const text = encoder.encode(name);
  const body = new Uint8Array(10 + text.length);
  const view = new DataView(body.buffer);
  view.setUint16(0, version);
  view.setUint32(2, maxFrameBytes);
  view.setUint32(6, windowBytes);
  body.set(text, 10);
  return body;
}

/** Why an app is not taken. */
export const RefusalCode = { version: 1, token: 2, busy: 3, protocol: 4 } as const;
export type RefusalCode = (typeof RefusalCode)[keyof typeof RefusalCode];

export function encodeRefused(code: RefusalCode, text: string): Uint8Array {
  const bytes = encoder.encode(text);
  const body = new Uint8Array(2 + bytes.length);
  new DataView(body.buffer).setUint16(0, code);
  body.set(bytes, 2);
  return body;
}

/** Whether there is an old snapshot, and which; its bytes come as a stream. */
export function encodeOrigin(
  snapshot: { readonly index: number; readonly term: number; readonly time: number } | undefined,
): Uint8Array {
  if (snapshot === undefined) return new Uint8Array(1);
  const body = new Uint8Array(25);
  const view = new DataView(body.buffer);
  view.setUint8(0, 1);
  setU64(view, 1, snapshot.index);
  setU64(view, 9, snapshot.term);
  setU64(view, 17, snapshot.time);
  return body;
}

/** The largest command that a frame can carry. */
export function maxCommandBytes(maxFrameBytes: number): number {
  return maxFrameBytes - HEAD_BYTES - 4 - COMMAND_HEAD;
}

/** Commands as the bodies of frames: as many in each as go into it, in order. */
export function* encodeCommands(
  commands: readonly AppliedCommand[],
  maxFrameBytes: number,
): Generator<{ readonly body: Uint8Array; readonly count: number }, void, undefined> {
  const limit = Math.min(BATCH_BYTES, maxFrameBytes - HEAD_BYTES);
  for (let from = 0; from < commands.length; ) {
    let bytes = 4;
    let to = from;
    for (; to < commands.length; to++) {
      const more = COMMAND_HEAD + (commands[to]?.payload.length ?? 0);
      if (to > from && bytes + more > limit) break;
      bytes += more;
    }
    const batch = commands.slice(from, to);
    yield { body: encodeBatch(batch, bytes), count: batch.length };
    from = to;
  }
}

function encodeBatch(commands: readonly AppliedCommand[], bytes: number): Uint8Array {
  const body = new Uint8Array(bytes);
  const view = new DataView(body.buffer);
  view.setUint32(0, commands.length);
  let at = 4;
  for (const { index, term, time, payload } of commands) {
    setU64(view, at, index);
    setU64(view, at + 8, term);
    setU64(view, at + 16, time);
    view.setUint32(at + 24, payload.length);
    body.set(payload, at + COMMAND_HEAD);
    at += COMMAND_HEAD + payload.length;
  }
  return body;
}

/** Views of `body`, one for each response. @throws {ProtocolError} */
export function decodeResponses(body: Uint8Array): Uint8Array[] {
  const fields = new Fields(body);
  const count = fields.u32();
  const responses: Uint8Array[] = [];
  for (let i = 0; i < count; i++) responses.push(fields.bytes(fields.u32()));
  fields.end();
  return responses;
}

/** @throws {ProtocolError} */
export function decodeFailed(body: Uint8Array): { readonly index: number; readonly text: string } {
  const fields = new Fields(body);
  return { index: fields.u64(), text: decoder.decode(fields.rest()) };
}

export function encodeCredit(bytes: number): Uint8Array {
  const body = new Uint8Array(4);
  new DataView(body.buffer).setUint32(0, bytes);
  return body;
}

/** @throws {ProtocolError} */
export function decodeCredit(body: Uint8Array): number {
  const fields = new Fields(body);
  const bytes = fields.u32();
  fields.end();
  return bytes;
}
