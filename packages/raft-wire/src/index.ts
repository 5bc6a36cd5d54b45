export * from './handshake/hello.js';
export * from './service/messages.js';
export * from './framing/frame-header.js';
export * from './framing/frame-limits.js';
export { FrameReader, type ReceivedMessage } from './framing/frame-reader.js';
export { FrameWriter } from './framing/frame-writer.js';
