import process from 'node:process';
import { InvalidArgumentError } from '@lolraft/raft-core';

/** How keys and values are written on the command line and printed. */
export type Encoding = 'utf8' | 'hex' | 'base64';

/** @throws {InvalidArgumentError} where the text is not of this encoding. */
export function decodeText(text: string, encoding: Encoding, what: string): Uint8Array {
  const bytes = Buffer.from(text, encoding);
  const pattern =
    encoding === 'hex' ? /^([0-9a-f]{2})*$/i : encoding === 'base64' ? /^[A-Za-z0-9+/]*={0,2}$/ : undefined;
  if (pattern !== undefined && !pattern.test(text)) throw new InvalidArgumentError(`${what} is not valid ${encoding}`);
  return new Uint8Array(bytes);
}

export function encodeText(bytes: Uint8Array, encoding: Encoding): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding);
}

/** All of standard input, as it is; at most `limit` bytes. @throws {InvalidArgumentError} where there is more. */
export async function readStdin(limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > limit) throw new InvalidArgumentError(`standard input has more than ${String(limit)} bytes`);
    chunks.push(bytes);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Writes a line of bytes, as they are; waits while whoever reads is slower. */
export async function printBytes(...parts: readonly Uint8Array[]): Promise<void> {
  if (process.stdout.write(Buffer.concat([...parts, NEWLINE]))) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

const NEWLINE = Buffer.from('\n');

/** Bytes as people read them: as they are, unless another encoding was asked for. */
export function shown(bytes: Uint8Array, encoding: Encoding): Uint8Array {
  return encoding === 'utf8' ? bytes : Buffer.from(encodeText(bytes, encoding));
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes in JSON: a text in the encoding asked for; where they are no UTF-8, an object with their base64. */
export function jsonBytes(bytes: Uint8Array, encoding: Encoding): string | { readonly base64: string } {
  if (encoding !== 'utf8') return encodeText(bytes, encoding);
  try {
    return utf8.decode(bytes);
  } catch {
    return { base64: encodeText(bytes, 'base64') };
  }
}
