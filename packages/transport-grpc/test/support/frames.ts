import {
  DEFAULT_FRAME_LIMITS,
  decodeHelloReply as decodeReply,
  FrameReader,
  FrameWriter,
  type FrameClass,
  type FrameType,
  type HelloReply,
} from '@lolraft/raft-wire';

export { encodeHello, encodePeerBatch } from '@lolraft/raft-wire';

/** One frame with one message. */
export function piecesOf(type: FrameType, cls: FrameClass, bytes: Uint8Array): Uint8Array {
  const writer = new FrameWriter(DEFAULT_FRAME_LIMITS);
  writer.offer(type, cls, bytes);
  return writer.nextFrame()!;
}

/** The reply that a frame holds. */
export function decodeHelloReply(frame: Uint8Array): HelloReply {
  const [message] = new FrameReader(['helloReply'], DEFAULT_FRAME_LIMITS).read(frame);
  return decodeReply(message!.bytes);
}
