export * from './handshake/hello.js';
export { decodeHello, encodeHello } from './handshake/hello-codec.js';
export { decodeHelloReply, encodeHelloReply } from './handshake/hello-reply-codec.js';

export { decodePeerBatch } from './peer/decode-peer-batch.js';
export { encodePeerBatch } from './peer/encode-peer-batch.js';
export { MAX_BATCH_MESSAGES } from './peer/batch-fields.js';

export type * from './service/messages.js';
export { MAX_SERVICE_MESSAGES } from './service/limits.js';
export { decodeClientFrame, encodeClientFrame } from './service/client-frame.js';
export { decodeServerFrame, encodeServerFrame } from './service/server-frame.js';

export { fromWireError, toWireError, type WireError } from './error/wire-error.js';
export { decodeError, encodeError } from './error/error-codec.js';

export {
  FRAME_CLASSES,
  FRAME_HEADER_BYTES,
  FRAME_VERSION,
  type FrameClass,
  type FrameHeader,
  type FrameType,
  readFrameHeader,
  writeFrameHeader,
} from './framing/frame-header.js';
export {
  DEFAULT_FRAME_LIMITS,
  frameLimits,
  type FrameLimits,
  MAX_HELLO_BYTES,
  MIN_FRAME_BYTES,
} from './framing/frame-limits.js';
export { FrameReader, type ReceivedMessage } from './framing/frame-reader.js';
export { FrameWriter } from './framing/frame-writer.js';

export { decodeLinkMessage, encodeLinkMessage, LINK_MESSAGE_BYTES, type LinkMessage } from './grpc/link-message.js';
export {
  decodeMethodItem,
  decodeMethodRequest,
  decodeMethodResponse,
  encodeMethodItem,
  encodeMethodRequest,
  encodeMethodResponse,
  SERVICE_METHODS,
} from './grpc/method-codec.js';
export { PROTO_FOLDER } from './grpc/proto-folder.js';
