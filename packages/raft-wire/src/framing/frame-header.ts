import { InvalidArgumentError, type MessageClass, ProtocolError } from '@lolraft/raft-core';

/**
 * A frame is a sequence of pieces, each a header and a part of one message (mostly the whole of it). Little endian.
 *
 * | offset | bytes | field |
 * |---|---|---|
 * | 0 | 1 | version of this format (1) |
 * | 1 | 1 | type of the message: 1 hello, 2 hello reply, 3 peer batch, 4 client frame, 5 server frame |
 * | 2 | 1 | class: 0 control, 1 bulk, 2 service, 3 background |
 * | 3 | 1 | flags: 1 first piece of its message, 2 last piece; other bits zero |
 * | 4 | 4 | bytes of the piece, header not included; at least 1 |
 * | 8 | 4 | bytes of the whole message, the same in each of its pieces |
 * | 12 | | the piece |
 *
 * The pieces of one message follow each other in order; pieces of another class may come between them, pieces of another
 * message of the same class may not.
 */
export const FRAME_VERSION = 1;
export const FRAME_HEADER_BYTES = 12;

export const FLAG_FIRST = 1;
export const FLAG_LAST = 2;

/** What a message is, and so which codec reads it. */
export type FrameType = 'hello' | 'helloReply' | 'peer' | 'client' | 'server';

/**
 * Peers' messages are `control`, `bulk` or `background` (see `classOf` of raft-core), handshakes `control`, and the calls and
 * answers of clients all of one class, `service`: only peers have something that must overtake.
 */
export type FrameClass = MessageClass | 'service';

/** In the order of their numbers. */
const TYPES: readonly FrameType[] = ['hello', 'helloReply', 'peer', 'client', 'server'];
/** In the order of their numbers, which is also the order in which they are sent (see `FrameWriter`). */
export const FRAME_CLASSES: readonly FrameClass[] = ['control', 'bulk', 'service', 'background'];

const CLASSES_OF: Readonly<Record<FrameType, readonly FrameClass[]>> = {
  hello: ['control'],
  helloReply: ['control'],
  peer: ['control', 'bulk', 'background'],
  client: ['service'],
  server: ['service'],
};

export interface FrameHeader {
  readonly type: FrameType;
  readonly class: FrameClass;
  readonly first: boolean;
  readonly last: boolean;
  /** Bytes of this piece. */
  readonly length: number;
  /** Bytes of the whole message. */
  readonly total: number;
}

/** @throws {InvalidArgumentError} where messages of this type never travel in this class. */
export function checkClass(type: FrameType, cls: FrameClass): void {
  if (!CLASSES_OF[type].includes(cls)) throw new InvalidArgumentError(`a ${type} message does not travel as ${cls}`);
}

export function writeFrameHeader(view: DataView, offset: number, header: FrameHeader): void {
  view.setUint8(offset, FRAME_VERSION);
  view.setUint8(offset + 1, TYPES.indexOf(header.type) + 1);
  view.setUint8(offset + 2, FRAME_CLASSES.indexOf(header.class));
  view.setUint8(offset + 3, (header.first ? FLAG_FIRST : 0) | (header.last ? FLAG_LAST : 0));
  view.setUint32(offset + 4, header.length, true);
  view.setUint32(offset + 8, header.total, true);
}

/**
 * Reads the header at `offset` and checks it for itself, not against what came before.
 * @throws {ProtocolError} where it, or the piece that it announces, is not whole, or has an unknown version, type, class
 * or flag.
 */
export function readFrameHeader(view: DataView, offset: number): FrameHeader {
  const left = view.byteLength - offset;
  if (left < FRAME_HEADER_BYTES) throw new ProtocolError(`a frame ends within a header, ${left} bytes after its begin`);
  const version = view.getUint8(offset);
  if (version !== FRAME_VERSION) throw new ProtocolError(`a frame has version ${version}, expected ${FRAME_VERSION}`);
  const type = TYPES[view.getUint8(offset + 1) - 1];
  if (type === undefined) throw new ProtocolError(`a frame has the unknown type ${view.getUint8(offset + 1)}`);
  const cls = FRAME_CLASSES[view.getUint8(offset + 2)];
  if (cls === undefined || !CLASSES_OF[type].includes(cls)) {
    throw new ProtocolError(`a frame of type ${type} has the class ${view.getUint8(offset + 2)}`);
  }
  const flags = view.getUint8(offset + 3);
  if ((flags & ~(FLAG_FIRST | FLAG_LAST)) !== 0) throw new ProtocolError(`a frame has the unknown flags ${flags}`);
  const length = view.getUint32(offset + 4, true);
  const total = view.getUint32(offset + 8, true);
  if (length === 0) throw new ProtocolError('a frame has an empty piece');
  if (length > left - FRAME_HEADER_BYTES) {
    throw new ProtocolError(`a frame has ${left - FRAME_HEADER_BYTES} bytes of a piece of ${length}`);
  }
  if (length > total) throw new ProtocolError(`a frame has a piece of ${length} bytes of a message of ${total}`);
  return { type, class: cls, first: (flags & FLAG_FIRST) !== 0, last: (flags & FLAG_LAST) !== 0, length, total };
}
